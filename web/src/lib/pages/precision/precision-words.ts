import type { PrecisionRowShape } from '../../api/types.ts';
import { formatShare, plural } from '../../format/number.ts';

/** `2 of 5 real: 40%, likely 12% to 77%`; says so where nobody marked any. */
export function precisionWords({
  real,
  falseAlarm,
  precision,
}: Pick<PrecisionRowShape, 'real' | 'falseAlarm' | 'precision'>): string {
  if (precision === null) return 'none marked yet';
  const { share, low, high } = precision;
  return `${real} of ${real + falseAlarm} real: ${formatShare(share)}, likely ${whole(low)} to ${whole(high)}`;
}

const whole = (share: number): string => `${Math.round(share * 100)}%`;

/** How the alarms of a row were marked: `3 false, 1 expected, 4 not marked`. */
export function marksWords({ falseAlarm, expected, unmarked }: PrecisionRowShape): string {
  const parts = [
    ...(falseAlarm > 0 ? [`${plural(falseAlarm, 'false alarm')}`] : []),
    ...(expected > 0 ? [`${expected} expected`] : []),
    ...(unmarked > 0 ? [`${unmarked} not marked`] : []),
  ];
  return parts.length === 0 ? 'all real' : parts.join(', ');
}
