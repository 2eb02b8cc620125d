import { incompleteBeta } from '../stats/beta.ts';
import type { CategoryDistribution } from './category-distribution.ts';
import type { Matched } from './matched.ts';

/** The share of rows that hold values which another batch does not, what to expect of it with no drift, and the p of that much. */
export interface AbsentMass {
  mass: number;
  noise: number;
  p: number;
}

/** Fewer rows than this are no category. */
const FEWEST_ROWS = 3;

/** Categories whose absence is looked for elsewhere; `places[i]` is where their value i stands there, −1 where it does not. */
interface Lookup {
  of: CategoryDistribution;
  from: CategoryDistribution;
  places: Int32Array;
}

/** The share of current rows whose values the reference does not have. */
export function newMass({ reference, current, inReference }: Matched): AbsentMass {
  return absentMass({ of: current, from: reference, places: inReference });
}

/** The share of the reference's rows whose values the current batch does not have. */
export function lostMass({ reference, current, inCurrent }: Matched): AbsentMass {
  return absentMass({ of: reference, from: current, places: inCurrent });
}

/**
 * The share of the rows of `of` that hold values absent from `from`. A value that `from` does not list but may hide counts only as far
 * as it exceeds what may be hidden by three standard deviations. `noise` = Σ p (1 − p)^rows, what values of the pooled shares p would miss
 * by chance. p is 1 below three rows, else the smaller of two, doubled: that of the most frequent absent value, times the number of values
 * (by exchangeability each of its rows is in `of` with probability n / (n + m)), and that of so many rows at a Good-Turing estimate of
 * unseen mass taken at its 99.9 % bound.
 */
function absentMass({ of, from, places }: Lookup): AbsentMass {
  const expected = (from.mostUnlisted * of.rows) / from.rows;
  const mayBeThere = expected + 3 * Math.sqrt(expected);
  const room = of.rows + from.rows;
  let [rows, mass, most, noise, absent] = [0, 0, 0, 0, 0];
  for (let i = 0; i < places.length; i++) {
    const count = of.counts[i]!;
    const place = places[i]!;
    if (place >= 0) {
      noise += missedByChance((count + from.counts[place]!) / room, from.rows);
      continue;
    }
    noise += missedByChance(count / room, from.rows);
    absent++;
    if (count <= mayBeThere) continue;
    mass += (count - mayBeThere) / of.rows;
    rows += count;
    most = Math.max(most, count);
  }
  if (rows < FEWEST_ROWS) return { mass, noise, p: 1 };
  const different = from.values.length + absent;
  const alone = different * incompleteBeta(of.rows / room, { a: most, b: from.mostUnlisted + 1 }).lower;
  return { mass, noise, p: Math.min(1, 2 * Math.min(alone, unseenTail(rows, of.rows, from))) };
}

/** What a value of this share adds to the mass that so many rows miss; nothing to speak of where forty are expected. */
function missedByChance(share: number, rows: number): number {
  return share * rows > 40 || share >= 1 ? 0 : share * Math.exp(rows * Math.log1p(-share));
}

/** Chance of at least so many rows of values unseen in `from`, whose unseen mass is about (values seen once) / rows (Good 1953). */
function unseenTail(rows: number, total: number, from: CategoryDistribution): number {
  if (from.other > 0) return 1;
  let once = 0;
  for (let i = 0; i < from.counts.length; i++) if (from.counts[i] === 1) once++;
  // Poisson's 99.9 % upper bound: about 6.9 where nothing was seen once.
  const unseen = Math.min(1, (once + 3.1 * Math.sqrt(once) + 7) / from.rows);
  return incompleteBeta(unseen, { a: rows, b: Math.max(0, total - rows) + 1 }).lower;
}
