import type { ColumnProfile, Profile } from '../../checks/index.ts';
import type { ProposedCheck, Proposer } from './proposer.ts';

/**
 * Deequ's suggestion rules with their constants (suggestions/rules of awslabs/deequ), asked of all training rows together as they are
 * of one data frame. How many values are distinct over all rows no profile says: the share within each run stands in for it.
 */
export const deequ: Proposer = {
  name: 'deequ',
  about: "Deequ's default suggestion rules",
  propose: (profiles) => {
    const names = Object.keys(profiles[0]?.columnMetrics ?? {});
    return {
      checks: names.flatMap((name) =>
        columnChecks(
          name,
          profiles.flatMap((one) => one.columnMetrics?.[name] ?? []),
        ),
      ),
    };
  },
};

const wald = 1.96;
const manyValues = 120;

function columnChecks(name: string, runs: readonly ColumnProfile[]): ProposedCheck[] {
  const nulls = sumOf(runs, ({ nullCount }) => nullCount);
  const count = sumOf(runs, ({ count: values }) => values);
  if (count === 0) return [];
  const rows = nulls + count;
  const check = (rule: string, fails: (column: ColumnProfile) => boolean): ProposedCheck => ({
    name: `${name} ${rule}`,
    column: name,
    fails: (profile) => failsOn(profile, name, fails),
  });
  return [
    ...completeness(count / rows, rows).map((least) =>
      check(`completeness ${least}`, (column) => shareOf(column) < least),
    ),
    ...retainedType(runs).map(({ type, fails }) => check(`type ${type}`, fails)),
    ...categories(runs, count).map(({ values, least }) =>
      check(`in ${values.size} values ${least}`, (column) => coverage(column, values) < least),
    ),
    ...(runs.every(({ min }) => typeof min === 'number' && min >= 0)
      ? [check('non-negative', ({ min }) => typeof min === 'number' && min < 0)]
      : []),
    ...(isUnique(runs)
      ? [check('unique', ({ distinct, count: values = 0 }) => (distinct?.value ?? values) < values)]
      : []),
  ];
}

/** A column that is gone fails whatever is expected of it. */
function failsOn(profile: Profile, name: string, fails: (column: ColumnProfile) => boolean): boolean {
  const column = profile.columnMetrics?.[name];
  return column === undefined || fails(column);
}

/** CompleteIfComplete and RetainCompleteness. */
function completeness(share: number, rows: number): number[] {
  if (share === 1) return [1];
  if (share <= 0.2) return [];
  return [Math.floor((share - wald * Math.sqrt((share * (1 - share)) / rows)) * 100) / 100];
}

const shareOf = ({ count = 0, nullCount = 0 }: ColumnProfile): number =>
  count + nullCount === 0 ? 1 : count / (count + nullCount);

/** RetainType: of numbers and booleans. */
function retainedType(runs: readonly ColumnProfile[]): { type: string; fails: (column: ColumnProfile) => boolean }[] {
  const of = (name: 'integral' | 'fractional' | 'boolean' | 'string'): number =>
    sumOf(runs, ({ typeCounts }) => typeCounts?.[name]);
  if (of('string') > 0) return [];
  const strange = (counts: ColumnProfile['typeCounts'], names: readonly string[]): boolean =>
    Object.entries(counts ?? {}).some(([name, count]) => count > 0 && !names.includes(name));
  if (of('fractional') > 0)
    return [{ type: 'fractional', fails: ({ typeCounts }) => strange(typeCounts, ['integral', 'fractional', 'null']) }];
  if (of('integral') > 0)
    return [{ type: 'integral', fails: ({ typeCounts }) => strange(typeCounts, ['integral', 'null']) }];
  return of('boolean') > 0
    ? [{ type: 'boolean', fails: ({ typeCounts }) => strange(typeCounts, ['boolean', 'null']) }]
    : [];
}

/** CategoricalRangeRule, else FractionalCategoricalRangeRule, of texts with a histogram. */
function categories(runs: readonly ColumnProfile[], total: number): { values: ReadonlySet<string>; least: number }[] {
  const counts = new Map<string, number>();
  for (const { topValues = [], valueCountsComplete, type, count = 0 } of runs) {
    if (count > 0 && (!valueCountsComplete || type !== 'string')) return [];
    for (const { value, count: rows } of topValues)
      if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + rows);
  }
  if (counts.size === 0 || counts.size > manyValues) return [];
  const once = [...counts.values()].filter((rows) => rows === 1).length / counts.size;
  if (once <= 0.1) return [{ values: new Set(counts.keys()), least: 1 }];
  if (once > 0.4) return [];
  const values = new Set<string>();
  let covered = 0;
  for (const [value, rows] of [...counts].sort((one, other) => other[1] - one[1])) {
    if (covered / total >= 0.9) break;
    values.add(value);
    covered += rows;
  }
  const share = covered / total;
  return [{ values, least: Math.floor((share - wald * Math.sqrt((share * (1 - share)) / total)) * 100) / 100 }];
}

function coverage({ topValues, count = 0 }: ColumnProfile, values: ReadonlySet<string>): number {
  if (count === 0) return 1;
  const inside = (topValues ?? []).reduce(
    (sum, { value, count: rows }) => sum + (value !== null && values.has(String(value)) ? rows : 0),
    0,
  );
  return inside / count;
}

/** UniqueIfApproximatelyUnique: within 8 % of all different, and complete. */
function isUnique(runs: readonly ColumnProfile[]): boolean {
  const [distinct, rows] = [
    sumOf(runs, ({ distinct: found }) => found?.value),
    sumOf(runs, ({ count = 0, nullCount = 0 }) => count + nullCount),
  ];
  return sumOf(runs, ({ nullCount }) => nullCount) === 0 && Math.abs(1 - distinct / rows) <= 0.08;
}

function sumOf(runs: readonly ColumnProfile[], of: (run: ColumnProfile) => number | undefined): number {
  return runs.reduce((sum, run) => sum + (of(run) ?? 0), 0);
}
