const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const finePercent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 });

/** A number for reading: integers whole and grouped, fractions to four significant digits, absent as a dash. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (Number.isInteger(value) || Math.abs(value) >= 10_000) return grouped.format(value);
  return significant.format(value);
}

/** A number for a narrow place: 1.2M, 45.3K. */
export function formatCompact(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Math.abs(value) < 10_000 ? formatNumber(value) : compact.format(value);
}

/** A fraction of one as per cent; a share that is not zero never reads as 0 %. */
export function formatShare(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value > 0 && value < 0.0001) return '<0.01%';
  return Math.abs(value) < 0.1 ? finePercent.format(value) : percent.format(value);
}

/** `1 profile`, `2 profiles`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped.format(count)} ${count === 1 ? one : many}`;
}
