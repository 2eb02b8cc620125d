import type { Profile } from '../../../../checks/index.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-06-01T00:00:00Z');

/** The interval of a day, counted from the first of June 2026. */
const dayInterval = (day: number) => ({
  start: new Date(start + day * dayMs).toISOString(),
  end: new Date(start + (day + 1) * dayMs).toISOString(),
});

/** A number between 0 and 1 that a seed decides: mulberry32 of the seed alone. */
function chance(seed: number): number {
  let t = (Math.imul(seed, 0x9e3779b1) + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

/** An ordinary day of a dataset: some ten thousand orders, a few per cent more or less; `more` makes it another. */
export function ordinaryDay(
  dataset: string,
  day: number,
  more: { rows?: number; nulls?: number; mean?: number } = {},
): Profile {
  const rows = more.rows ?? Math.round(10_000 * (0.97 + 0.06 * chance(day)));
  const mean = more.mean ?? 42 + 2 * chance(1_000 + day);
  const nulls = more.nulls ?? Math.round(rows * 0.01 * (0.9 + 0.2 * chance(2_000 + day)));
  const open = Math.round(rows * (0.29 + 0.02 * chance(3_000 + day)));
  return {
    dataset: { namespace: 'shop', name: dataset },
    dataInterval: dayInterval(day),
    rowCount: rows,
    schema: {
      fields: [
        { name: 'amount', type: 'double' },
        { name: 'state', type: 'string' },
      ],
    },
    columnMetrics: {
      amount: {
        type: 'number',
        count: rows - nulls,
        nullCount: nulls,
        min: 1,
        max: 99,
        mean,
        stddev: 11 + chance(4_000 + day),
      },
      state: {
        type: 'string',
        count: rows,
        nullCount: 0,
        distinct: { value: 2, exact: true },
        topValues: [
          { value: 'done', count: rows - open },
          { value: 'open', count: open },
        ],
      },
    },
  };
}
