/** Baskets of a shop, of which nobody declared anything: thirty ordinary days, then what the test makes of it. */

const DAY_MS = 86_400_000;
export const DAYS = 30;

/** The same spread about zero at every run, and never twice the same in a row. */
const sway = (day: number, by: number): number => Math.sin(day * 2.4) * by;

/** One day of the dataset; the days count up to yesterday. */
export function basketsOn(
  name: string,
  day: number,
  more: { rows?: number; nulls?: number; mean?: number } = {},
): object {
  const start = Math.floor(Date.now() / DAY_MS - DAYS - 5 + day) * DAY_MS;
  const rowCount = more.rows ?? Math.round(5_000 + sway(day, 90));
  const nulls = Math.round(rowCount * (more.nulls ?? 0.02 + sway(day, 0.002)));
  const mean = more.mean ?? 40 + sway(day + 1, 1.2);
  return {
    dataset: { namespace: 'learned', name },
    dataInterval: { start: new Date(start).toISOString(), end: new Date(start + DAY_MS).toISOString() },
    rowCount,
    columnMetrics: {
      amount: { type: 'number', count: rowCount, nullCount: 0, min: 1, max: 400, mean, stddev: mean / 4 },
      voucher: { type: 'string', count: rowCount - nulls, nullCount: nulls },
    },
  };
}

/** The ordinary days. */
export const ordinaryDays = (name: string): object[] => Array.from({ length: DAYS }, (_, day) => basketsOn(name, day));
