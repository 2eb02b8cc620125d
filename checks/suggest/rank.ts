import type { Tried } from './recall.ts';
import type { BackTest, Recall } from './suggestion.ts';

/** The small set fails on at least this share of the errors that all proposals together fail on. */
const ENOUGH = 0.998;

/** One place in the ranking: which proposal, and what it adds to those before. */
export interface Ranked {
  at: number;
  recall: Recall;
  isChosen: boolean;
}

/**
 * Orders proposals by greedy cover (Nemhauser, Wolsey & Fisher 1978): next comes what newly fails on most errors per false alarm to
 * expect, (failed + ½) / (runs + 1). Only those that never failed in the back-test are chosen, until they do nearly what all could.
 */
export function ranked(tried: Tried, tests: readonly BackTest[]): Ranked[] {
  const { weights, caught } = tried;
  const sum = (errors: Iterable<number>): number =>
    [...errors].reduce((total, error) => total + (weights[error] ?? 0), 0);
  const covered = new Set<number>();
  const isClean = tests.map(({ failed }) => failed === 0);
  const reachable = sum(new Set(caught.flatMap((errors, at) => (isClean[at] ? [...errors] : []))));
  const left = new Set(caught.keys());
  const order: Ranked[] = [];
  let reached = 0;
  while (left.size > 0) {
    const next = best([...left], (at) => {
      const gained = [...caught[at]!].filter((error) => !covered.has(error));
      return { gained: sum(gained), all: sum(caught[at]!), expected: expectedOf(tests[at]!), isClean: isClean[at]! };
    });
    const isChosen = next.isClean && next.gained > 0 && reached < ENOUGH * reachable;
    order.push({ at: next.at, recall: { caught: next.all, gained: next.gained }, isChosen });
    if (isChosen) {
      reached += next.gained;
      for (const error of caught[next.at]!) covered.add(error);
    }
    left.delete(next.at);
  }
  return order;
}

const expectedOf = ({ failed, runs }: BackTest): number => (failed + 0.5) / (runs + 1);

interface Candidate {
  gained: number;
  all: number;
  expected: number;
  isClean: boolean;
}

/** Clean ones before others, then by gain for an expected false alarm, then by what it catches at all; the earliest of equals. */
function best(places: readonly number[], of: (at: number) => Candidate): Candidate & { at: number } {
  const worth = ({ gained, expected }: Candidate): number => gained / expected;
  return places
    .map((at) => ({ at, ...of(at) }))
    .reduce((one, other) => {
      const order = Number(other.isClean) - Number(one.isClean) || worth(other) - worth(one) || other.all - one.all;
      return order > 0 ? other : one;
    });
}
