import type { Measure } from './measure.ts';

/** Values (or shapes of values) that a column was seen to have, with how usual each is. */
export interface ValueMemory {
  /** Accepted runs that taught it. */
  runs: number;
  /** The largest share of rows that a value might have had in some run without being listed. */
  hidden: number;
  values: ReadonlyMap<string, Remembered>;
}

interface Remembered {
  /** Mean share of the rows over the runs, the newest counting most. */
  share: number;
  /** The smallest share it had in a run, forgotten slowly. */
  least: number;
  /** The number of the run that listed it last. */
  last: number;
}

export const NO_VALUES: ValueMemory = { runs: 0, hidden: 0, values: new Map() };

/** What one profile lists: how many rows each value has, and the most that one unlisted might have. */
export interface Listed {
  counts: ReadonlyMap<string, number>;
  total: number;
  hidden: number;
}

const MOST_VALUES = 200;
const WEIGHT = 1 / 7;
const FEW_ROWS = 3;
/** So many rows of a value are never missing by chance: e^-16 = 1e-7. */
const EXPECTED_ROWS = 16;
const LEAST_ROWS = 5;
const FEW_RUNS = 3;
const FORGETTING = 1.01;
const SURELY_NEW = 0.05;

/** The share of rows with values never seen before, and the share that values always there before would have had. */
export function massMeasures(memory: ValueMemory, listed: Listed, of: { column: string; what: string }): Measure[] {
  if (memory.runs < FEW_RUNS || listed.total === 0) return [];
  const { counts, total } = listed;
  let fresh = 0;
  for (const [value, count] of counts) {
    const isNew = !memory.values.has(value) && count >= FEW_ROWS && count / total > 2 * memory.hidden;
    if (isNew) fresh += count / total;
  }
  let lost = 0;
  for (const [value, { share, least }] of memory.values) {
    const isUsual = least * total >= LEAST_ROWS && share * total >= EXPECTED_ROWS;
    if (isUsual && !counts.has(value) && share > 2 * listed.hidden) lost += share;
  }
  const measure = (name: string, raw: number): Measure => ({
    key: `${of.column}.${name}${of.what}Share`,
    column: of.column,
    family: 'mass',
    raw: Math.min(1, raw),
    scaled: Math.min(1, raw),
    n: total,
    noise: 0.5 / Math.sqrt(total),
  });
  // Where not all values were listed, what is new to the list may have been there before.
  const isKnown = memory.hidden === 0 || fresh >= SURELY_NEW;
  return [measure('new', isKnown ? fresh : 0), measure('lost', lost)];
}

/** The memory with one more accepted run. The values seen least lately are forgotten beyond two hundred. */
export function remembered(memory: ValueMemory, { counts, total, hidden }: Listed): ValueMemory {
  if (total === 0) return memory;
  const runs = memory.runs + 1;
  const weight = Math.max(WEIGHT, 1 / runs);
  const values = new Map<string, Remembered>();
  for (const [value, known] of memory.values) {
    const count = counts.get(value);
    const now = (count ?? 0) / total;
    const share = known.share + weight * (now - known.share);
    const least = Math.min(now, known.least * FORGETTING);
    values.set(value, { share, least, last: count === undefined ? known.last : runs });
  }
  for (const [value, count] of counts) {
    if (!values.has(value))
      values.set(value, {
        share: (weight * count) / total,
        least: memory.runs < FEW_RUNS ? count / total : 0,
        last: runs,
      });
  }
  if (values.size > MOST_VALUES) forgetOldest(values);
  return { runs, hidden: Math.max(hidden, memory.hidden * 0.9), values };
}

function forgetOldest(values: Map<string, Remembered>): void {
  const oldest = [...values].sort(([, a], [, b]) => a.last - b.last || a.share - b.share);
  for (const [value] of oldest.slice(0, values.size - MOST_VALUES)) values.delete(value);
}
