import { incompleteBeta } from '../stats/beta.ts';
import type { CategoryDistribution } from './category-distribution.ts';

/** The share of rows that hold values which another batch does not, what to expect of it with no drift, and the p of that much. */
export interface AbsentMass {
  mass: number;
  noise: number;
  p: number;
}

/** Fewer rows than this are no category. */
const FEWEST_ROWS = 3;

/**
 * The share of the rows of `of` that hold values absent from `from`: new mass of a current batch against its reference, lost mass the
 * other way round. A value that `from` does not list but may hide counts only as far as it exceeds what may be hidden by three standard deviations.
 * `noise` = Σ p (1 − p)^rows, what values of the pooled shares p would miss by chance. p is 1 below three rows, else the smaller of
 * two, doubled: that of the most frequent absent value, times the number of values (by exchangeability each of its rows is in `of` with
 * probability n / (n + m)), and that of so many rows at a Good-Turing estimate of unseen mass taken at its 99.9 % bound.
 */
export function absentMass(of: CategoryDistribution, from: CategoryDistribution): AbsentMass {
  const known = new Map(from.values.map((value, index) => [value, from.counts[index]!]));
  const hidden = from.mostUnlisted;
  const expected = (hidden * of.rows) / from.rows;
  const mayBeThere = expected + 3 * Math.sqrt(expected);
  let [rows, mass, most, noise, different] = [0, 0, 0, 0, known.size];
  of.values.forEach((value, index) => {
    const count = of.counts[index]!;
    const there = known.get(value);
    if (there !== undefined) {
      known.delete(value);
      noise += expectedAbsent(count + there, of, from);
      return;
    }
    different++;
    noise += expectedAbsent(count, of, from);
    const beyond = Math.max(0, count - mayBeThere) / of.rows;
    if (beyond === 0) return;
    mass += beyond;
    rows += count;
    most = Math.max(most, count);
  });
  for (const there of known.values()) noise += expectedAbsent(there, of, from);
  if (rows < FEWEST_ROWS) return { mass, noise, p: 1 };
  const alone = different * incompleteBeta(of.rows / (of.rows + from.rows), { a: most, b: hidden + 1 }).lower;
  return { mass, noise, p: Math.min(1, 2 * Math.min(alone, unseenTail(rows, of.rows, from))) };
}

function expectedAbsent(count: number, of: CategoryDistribution, from: CategoryDistribution): number {
  const share = count / (of.rows + from.rows);
  return share >= 1 ? 0 : share * Math.exp(from.rows * Math.log1p(-share));
}

/** Chance of at least so many rows of values unseen in `from`, whose unseen mass is about (values seen once) / rows (Good 1953). */
function unseenTail(rows: number, total: number, from: CategoryDistribution): number {
  if (from.other > 0) return 1;
  const once = from.counts.filter((count) => count === 1).length;
  // Poisson's 99.9 % upper bound: about 6.9 where nothing was seen once.
  const unseen = Math.min(1, (once + 3.1 * Math.sqrt(once) + 7) / from.rows);
  return incompleteBeta(unseen, { a: rows, b: Math.max(0, total - rows) + 1 }).lower;
}
