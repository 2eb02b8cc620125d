import { isKey, known, supportOf } from '../measured.ts';
import { FEWEST_ROWS, FEWEST_RUNS, inProfiles } from '../suggestion.ts';
import type { Family } from './family.ts';
import { roomFactor } from './moving.ts';
import { isAboutTime, quantileOf } from './numbers.ts';
import { ceilTo, floorTo } from './round.ts';

/** With fewer different values a quantile jumps from one to the next. */
const FEWEST_VALUES = 25;
const RUNS_FOR_STUCK = 14;
const RANKS = [0.05, 0.5, 0.95] as const;
const WORDS: Record<(typeof RANKS)[number], string> = {
  0.05: 'the lowest twentieth ends',
  0.5: 'the middle lies',
  0.95: 'the highest twentieth begins',
};
/** Standard error of a quantile in spreads of the middle half, about, for one run: twice as large in the tails. */
/** From so many runs on their own differences tell what chance does. */
const USUAL_RUNS = 7;
const ERROR = { 0.05: 2, 0.5: 1, 0.95: 2 } as const;

/**
 * Where low, middle and high values lie, with room on both sides for as much again as runs differed, a quarter of the middle half,
 * and six standard errors of the smallest run: what crosses that is another unit, sign or population, not an ordinary day.
 */
export const levels: Family = (measured) => {
  if (measured.isClassified || isAboutTime(measured) || isKey(measured)) return [];
  return RANKS.flatMap((rank) => {
    const runs = known(measured, ({ column }) => {
      const value = quantileOf(column, rank);
      const [first, third] = [quantileOf(column, 0.25), quantileOf(column, 0.75)];
      const count = column.count ?? 0;
      if ((column.distinct?.value ?? Infinity) < FEWEST_VALUES) return null;
      return value === undefined || first === undefined || third === undefined || count === 0
        ? null
        : { at: value, spread: third - first, count };
    });
    const support = supportOf(runs);
    if (runs.length < FEWEST_RUNS || support.rows < FEWEST_ROWS) return [];
    const found = runs.map(({ value }) => value.at);
    const [least, most] = [Math.min(...found), Math.max(...found)];
    const spread = Math.max(...runs.map(({ value }) => value.spread));
    const smallest = Math.min(...runs.map(({ value }) => value.count));
    const error = (ERROR[rank] * spread) / Math.sqrt(smallest);
    const room =
      roomFactor(found) * (most - least) +
      Math.max(
        0.25 * spread,
        6 * error * Math.min(1, USUAL_RUNS / runs.length),
        spread === 0 ? 0.5 * Math.abs(most) : 0,
      );
    if (room === 0) return [];
    const [low, high] = withinFactor(
      { low: least - room, high: most + room },
      { least, most, times: roomFactor(found) },
    );
    const seen = least === most ? `at ${brief(least)}` : `from ${brief(least)} to ${brief(most)}`;
    const reason = `${WORDS[rank]} ${seen} ${inProfiles(runs.length)}`;
    return [
      {
        kind: 'quantile',
        clause: { p: rank, between: [floorTo(low, 3), ceilTo(high, 3)] },
        reason,
        support,
        variant: String(rank),
      },
    ];
  });
};

/** Of numbers on one side of zero also no further than half as much again, or as far as runs differed. */
function withinFactor(
  ends: { low: number; high: number },
  { least, most, times }: { least: number; most: number; times: number },
): [number, number] {
  if (least * most <= 0) return [ends.low, ends.high];
  const factor = Math.max(1.5, Math.max(most / least, least / most) ** times);
  const [near, far] = least > 0 ? [least / factor, most * factor] : [least * factor, most / factor];
  return [Math.max(ends.low, near), Math.min(ends.high, far)];
}

/** How many different values there are, where that is neither all of them nor a list: between two thirds of the fewest and half as many again as the most, further where runs differ. */
export const variety: Family = (measured) => {
  const runs = known(measured, ({ column: { distinct, count = 0 } }) =>
    distinct === undefined || !distinct.exact || count === 0 ? null : { distinct: distinct.value, count },
  );
  const support = supportOf(runs);
  if (runs.length < FEWEST_RUNS || support.rows < FEWEST_ROWS) return [];
  const found = runs.map(({ value }) => value.distinct);
  const [least, most] = [Math.min(...found), Math.max(...found)];
  if (least < 1 || runs.every(({ value }) => value.distinct === value.count)) return [];
  const factor = Math.max(1.5, (most / least) ** roomFactor(found));
  // A column that always had several values and has one now is stuck.
  const fewest = least >= 2 && runs.length >= RUNS_FOR_STUCK ? 2 : 1;
  const [low, high] = [Math.max(fewest, Math.floor(least / factor)), Math.ceil(most * factor) + 1];
  const reason = `${least === most ? `${most} different values` : `from ${least} to ${most} different values`} ${inProfiles(runs.length)}`;
  return [{ kind: 'distinct_count', clause: { between: [low, high] }, reason, support }];
};

const brief = (value: number): string => String(Number(value.toPrecision(4)));
