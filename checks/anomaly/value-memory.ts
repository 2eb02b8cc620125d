import { putMeasure, type Adding } from './put-measure.ts';

/**
 * Values (or shapes of values) that a column was seen to have, with how usual each is. By value there are three numbers: the mean share
 * of the rows over the runs, the newest counting most; the smallest share in a run, forgotten slowly; the number of the run that listed it
 * last. They are changed in place.
 */
export interface ValueMemory {
  /** Accepted runs that taught it. */
  runs: number;
  /** The largest share of rows that a value might have had in some run without being listed. */
  hidden: number;
  values: readonly string[];
  numbers: Float32Array;
}

const [SHARE, LEAST, LAST, NUMBERS] = [0, 1, 2, 3] as const;

export const NO_VALUES: ValueMemory = { runs: 0, hidden: 0, values: [], numbers: new Float32Array(0) };

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

/** What the shares of new and of lost values, and of shapes, are called. */
export const VALUE_SHARES = ['newValueShare', 'lostValueShare'] as const;
export const SHAPE_SHARES = ['newShapeShare', 'lostShapeShare'] as const;

interface Remembering {
  memory: ValueMemory;
  listed: Listed;
  names: typeof VALUE_SHARES | typeof SHAPE_SHARES;
}

/** The share of rows with values never seen before, and the share that values always there before would have had. */
export function addMasses(adding: Adding, { memory, listed, names }: Remembering): void {
  if (memory.runs < FEW_RUNS || listed.total === 0) return;
  const { counts, total } = listed;
  const { values, numbers } = memory;
  let [lost, found] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    if (counts.has(values[at]!)) {
      found++;
      continue;
    }
    const [share, least] = [numbers[at * NUMBERS + SHARE]!, numbers[at * NUMBERS + LEAST]!];
    const isUsual = least * total >= LEAST_ROWS && share * total >= EXPECTED_ROWS;
    if (isUsual && share > 2 * listed.hidden) lost += share;
  }
  const fresh = found === counts.size ? 0 : newShare(memory, listed);
  // Where not all values were listed, what is new to the list may have been there before.
  const isKnown = memory.hidden === 0 || fresh >= SURELY_NEW;
  addMass(adding, { name: names[0], share: isKnown ? fresh : 0, total });
  addMass(adding, { name: names[1], share: lost, total });
}

function addMass(adding: Adding, { name, share, total }: { name: string; share: number; total: number }): void {
  putMeasure(adding, { name, family: 'mass', raw: Math.min(1, share), n: total, noise: 0.5 / Math.sqrt(total) });
}

function newShare({ values, hidden }: ValueMemory, { counts, total }: Listed): number {
  const known = new Set(values);
  let fresh = 0;
  for (const [value, count] of counts) {
    if (!known.has(value) && count >= FEW_ROWS && count / total > 2 * hidden) fresh += count / total;
  }
  return fresh;
}

/** The memory with one more accepted run; its numbers are changed in place. The values seen least lately are forgotten beyond two hundred. */
export function remembered(memory: ValueMemory, listed: Listed): ValueMemory {
  const { counts, total, hidden } = listed;
  if (total === 0) return memory;
  const runs = memory.runs + 1;
  const weight = Math.max(WEIGHT, 1 / runs);
  const { values, numbers } = memory;
  let found = 0;
  for (let at = 0; at < values.length; at++) {
    const count = counts.get(values[at]!);
    const [now, from] = [(count ?? 0) / total, at * NUMBERS];
    numbers[from + SHARE]! += weight * (now - numbers[from + SHARE]!);
    numbers[from + LEAST] = Math.min(now, numbers[from + LEAST]! * FORGETTING);
    if (count === undefined) continue;
    numbers[from + LAST] = runs;
    found++;
  }
  const next = { runs, hidden: Math.max(hidden, memory.hidden * 0.9), values, numbers };
  return found === counts.size ? next : withNew(next, listed, weight);
}

function withNew(memory: ValueMemory, { counts, total }: Listed, weight: number): ValueMemory {
  const { runs, values, numbers } = memory;
  const known = new Set(values);
  const fresh = [...counts].filter(([value]) => !known.has(value));
  const all = new Float32Array((values.length + fresh.length) * NUMBERS);
  all.set(numbers);
  fresh.forEach(([, count], index) => {
    const share = count / total;
    all.set([weight * share, runs <= FEW_RUNS ? share : 0, runs], (values.length + index) * NUMBERS);
  });
  return limited({ ...memory, values: [...values, ...fresh.map(([value]) => value)], numbers: all });
}

function limited(memory: ValueMemory): ValueMemory {
  const { values, numbers } = memory;
  if (values.length <= MOST_VALUES) return memory;
  const of = (at: number, what: number): number => numbers[at * NUMBERS + what]!;
  const order = Array.from(values.keys()).sort((a, b) => of(b, LAST) - of(a, LAST) || of(b, SHARE) - of(a, SHARE));
  const kept = order.slice(0, MOST_VALUES).sort((a, b) => a - b);
  const left = new Float32Array(MOST_VALUES * NUMBERS);
  kept.forEach((at, index) => left.set(numbers.subarray(at * NUMBERS, (at + 1) * NUMBERS), index * NUMBERS));
  return { ...memory, values: kept.map((at) => values[at]!), numbers: left };
}
