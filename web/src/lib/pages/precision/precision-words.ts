import { formatShare, plural } from '../../format/number.ts';

interface Counted {
  marked: number;
  real: number;
  precision: number | null;
  low: number | null;
  high: number | null;
}

/** `2 of 5 real: 40%, with so few marks anything from 12% to 77%`; says so where nobody marked any. */
export function precisionWords({ marked, real, precision, low, high }: Counted): string {
  if (marked === 0 || precision === null) return 'none marked yet';
  const counts = `${real} of ${plural(marked, 'marked alarm')} real: ${formatShare(precision)}`;
  return low === null || high === null ? counts : `${counts}, likely ${whole(low)} to ${whole(high)}`;
}

const whole = (share: number): string => `${Math.round(share * 100)}%`;
