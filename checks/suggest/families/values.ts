import { countValues, surely } from '../../expectations/value-counts.ts';
import type { Scalar } from '../../profile.ts';
import { known, supportOf, type Measured } from '../measured.ts';
import { shareLimit } from '../share-limit.ts';
import { FEWEST_ROWS, FEWEST_RUNS, inProfiles, percent } from '../suggestion.ts';
import type { Family } from './family.ts';

const MOST_MEMBERS = 50;
/** In one to four runs a longer list may well miss values. */
const MOST_MEMBERS_AT_FIRST = 20;
/** Good & Turing's estimate of the share of values never seen yet: those seen once, among all. */
const MOST_UNSEEN = 1e-4;
/** Rarer values than once in so many rows are the business of nobody who declares a set. */
const ROWS_FOR_CLOSED = 30_000;
/** Values that cover less than this say little about the column. */
const LEAST_COVERED = 0.7;
/** Of runs with so few rows a share says little. */
const FEWEST_IN_RUN = 30;

type Counts = ReadonlyMap<string, { value: Scalar; count: number }>;
interface Listed {
  counts: Counts;
  isComplete: boolean;
  total: number;
}

/** A closed set of values, else the usual values and how much of every run they cover. */
export const values: Family = (measured) => {
  if (measured.isClassified) return [];
  const runs = listedRuns(measured);
  if (runs.length === 0 || supportOf(runs).rows < FEWEST_ROWS) return [];
  return closedSet(runs) ?? usualValues(runs) ?? [];
};

type Runs = ReturnType<typeof listedRuns>;

function listedRuns(measured: Measured) {
  return known(measured, ({ column }): Listed | null => {
    const listed = countValues(column);
    if (listed === null || listed.total === null || listed.total === 0) return null;
    const counts = new Map<string, { value: Scalar; count: number }>();
    for (const top of listed.values)
      if (top.value !== null && top.count > 0) counts.set(String(top.value), { value: top.value, count: surely(top) });
    return { counts, isComplete: listed.complete, total: listed.total };
  });
}

/** Every value is listed, none is new in the newest three fifths of the runs (five at least), and none was seen but once. */
function closedSet(runs: Runs): ReturnType<Family> | null {
  if (!runs.every(({ value }) => value.isComplete)) return null;
  const all = pooled(runs);
  const isYoung = runs.length < FEWEST_RUNS;
  const quiet = isYoung ? runs.length - 1 : Math.max(FEWEST_RUNS, Math.ceil(0.6 * runs.length));
  const before = pooled(runs.slice(Math.min(quiet, runs.length - 1)));
  const isSettled = [...all.keys()].every((value) => before.has(value));
  const once = [...all.values()].filter(({ count }) => count === 1).length;
  const total = runs.reduce((sum, { value }) => sum + value.total, 0);
  if (!isSettled || once / total >= MOST_UNSEEN || all.size > (isYoung ? MOST_MEMBERS_AT_FIRST : MOST_MEMBERS))
    return null;
  const set = sorted(all);
  const occur = `only ${set.length === 1 ? 'this value occurs' : `these ${set.length} values occur`} ${inProfiles(runs.length)}`;
  if (isYoung || total >= ROWS_FOR_CLOSED)
    return [{ kind: 'in_set', clause: set, reason: occur, support: supportOf(runs) }];
  const least = Math.min(...runs.map(({ value }) => value.total));
  const mostly = Math.max(0.98, Math.floor(1000 * (1 - Math.max(0.005, 2 / least))) / 1000);
  const reason = `${occur}; too few rows to say never, one or two others are let pass`;
  return [{ kind: 'in_set', clause: { values: set, mostly }, reason, support: supportOf(runs) }];
}

/** The values that most runs list; what falls outside them is bounded as runs differ. Numbers are measured, not listed. */
function usualValues(runs: Runs): ReturnType<Family> | null {
  const large = runs.filter(({ value }) => value.total >= FEWEST_IN_RUN);
  if (large.length < FEWEST_RUNS) return null;
  const isMeasured = runs.some(
    ({ run }) => (run.column.typeCounts?.fractional ?? 0) > 0 || run.column.timestamp !== undefined,
  );
  if (isMeasured) return null;
  const often = new Map<string, { value: Scalar; count: number; runs: number }>();
  for (const { value } of large)
    for (const [text, { value: scalar, count }] of value.counts) {
      const entry = often.get(text) ?? { value: scalar, count: 0, runs: 0 };
      often.set(text, { value: scalar, count: entry.count + count, runs: entry.runs + 1 });
    }
  const usual = [...often]
    .filter(([, entry]) => entry.runs >= 0.8 * large.length)
    .sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1))
    .slice(0, MOST_MEMBERS);
  const members = new Map(usual);
  const outside = large.map(({ value }) => ({ count: value.total - inside(value.counts, members), of: value.total }));
  const limit = shareLimit(outside) ?? 0.001;
  if (members.size === 0 || 1 - limit < LEAST_COVERED) return null;
  const mostly = Math.floor((1 - limit) * 100) / 100;
  const least = 1 - Math.max(...outside.map(({ count, of }) => count / of));
  const reason = `these ${members.size} values cover at least ${percent(least)} ${inProfiles(large.length)}`;
  return [
    {
      kind: 'in_set',
      clause: { values: sorted(members), mostly },
      reason,
      support: supportOf(large),
      variant: 'usual',
    },
  ];
}

function inside(counts: Counts, members: ReadonlyMap<string, unknown>): number {
  let sum = 0;
  for (const [text, { count }] of counts) if (members.has(text)) sum += count;
  return sum;
}

function pooled(runs: Runs): Map<string, { value: Scalar; count: number }> {
  const all = new Map<string, { value: Scalar; count: number }>();
  for (const { value } of runs)
    for (const [text, entry] of value.counts)
      all.set(text, { value: entry.value, count: (all.get(text)?.count ?? 0) + entry.count });
  return all;
}

function sorted(counts: ReadonlyMap<string, { value: Scalar }>): Scalar[] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { value }]) => value);
}
