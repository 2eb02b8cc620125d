import type { RunDataset } from '../../api/types.ts';
import { formatNumber, formatShare } from '../../format/number.ts';

/** `+4% of 10,120`: the count of rows against that of the profile before. */
export function deltaWords(measured: RunDataset['measured']): string {
  const [now, before] = [measured?.rowCount ?? null, measured?.before?.rowCount ?? null];
  if (now === null || before === null) return '–';
  if (now === before) return `as before, ${formatNumber(before)}`;
  if (before === 0) return 'none before';
  const change = now / before - 1;
  return `${change > 0 ? '+' : '−'}${formatShare(Math.abs(change))} of ${formatNumber(before)}`;
}
