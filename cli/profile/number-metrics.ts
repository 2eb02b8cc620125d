import type { ColumnProfile } from '../../checks/index.ts';
import { blockSums } from './block-sums.ts';
import type { ColumnValues } from './column-values.ts';
import type { FiniteValues } from './finite-values.ts';
import { histogramOf } from './histogram.ts';
import { momentMetrics } from './moments.ts';
import { quantilesOf, rankedValues } from './quantiles.ts';
import { exactNumber, finite, scalarOf } from './scalar-of.ts';
import { sqlDouble } from './sql.ts';
import type { Workspace } from './workspace.ts';

/** Everything measured of a column of numbers. NaN and infinities are counted and then left out of all that follows. */
export async function numberMetrics(workspace: Workspace, values: ColumnValues): Promise<ColumnProfile> {
  const { type, relation } = values;
  const isDouble = type.kind === 'double';
  const when = isDouble ? 'FILTER (WHERE isfinite(v))' : '';
  const base = await workspace.row(`SELECT sum(c) ${when} AS n, sum(c) FILTER (WHERE v = 0) AS zero,
    sum(c) FILTER (WHERE v < 0) AS negative, min(v) ${when} AS low, max(v) ${when} AS high
    ${isDouble ? ', sum(c) FILTER (WHERE isnan(v)) AS nan, sum(c) FILTER (WHERE isinf(v)) AS inf' : ''} FROM ${relation}`);
  const count = Number(base['n'] ?? 0);
  const profile: ColumnProfile = {
    zeroCount: Number(base['zero'] ?? 0),
    negativeCount: Number(base['negative'] ?? 0),
    ...(isDouble && { nanCount: Number(base['nan'] ?? 0), infCount: Number(base['inf'] ?? 0) }),
  };
  if (count === 0) return profile;
  const low = Number(base['low']);
  const high = Number(base['high']);
  assignDefined(profile, { min: scalarOf(base['low'], type), max: scalarOf(base['high'], type) });
  const sum = await sumOf(workspace, values);
  assignDefined(profile, { sum });
  const finiteValues = {
    relation: `(SELECT b, CAST(v AS DOUBLE) AS v, c FROM ${relation}${isDouble ? ' WHERE isfinite(v)' : ''})`,
    count,
    low,
    high,
  };
  const mean = sum === undefined ? Number.NaN : Number(sum) / count;
  if (Number.isFinite(mean)) {
    profile.mean = Math.min(high, Math.max(low, mean));
    assignDefined(profile, await momentsOf(workspace, finiteValues, profile.mean));
  }
  const ranked = await rankedValues(workspace, finiteValues);
  assignDefined(profile, quantilesOf(ranked, count));
  assignDefined(profile, { histogram: await histogramOf(workspace, finiteValues, ranked) });
  return profile;
}

/** Exact for integers and decimals; with Kahan summation for doubles, undefined when it overflows. */
async function sumOf(workspace: Workspace, { type, relation }: ColumnValues): Promise<number | string | undefined> {
  const asDouble = async (): Promise<number | undefined> => {
    const doubles = `(SELECT b, CAST(v AS DOUBLE) AS v, c FROM ${relation} WHERE isfinite(CAST(v AS DOUBLE)))`;
    return finite((await blockSums(workspace, doubles, { s: 'v * c' }))['s']);
  };
  if (type.kind === 'double') return asDouble();
  try {
    const { s } = await workspace.row(`SELECT CAST(sum(t) AS VARCHAR) AS s FROM ${relation}`);
    return exactNumber(String(s));
  } catch {
    // Beyond 38 digits: DuckDB has no wider exact type.
    return asDouble();
  }
}

/** By the two-pass formula: powers of the distance from the mean. */
async function momentsOf(
  workspace: Workspace,
  { relation, count }: FiniteValues,
  mean: number,
): Promise<ColumnProfile> {
  const d = `(v - ${sqlDouble(mean)})`;
  const sums = await blockSums(workspace, relation, {
    p2: `c * ${d} * ${d}`,
    p3: `c * ${d} * ${d} * ${d}`,
    p4: `c * ${d} * ${d} * ${d} * ${d}`,
  });
  const { p2 = Number.NaN, p3 = Number.NaN, p4 = Number.NaN } = sums;
  return momentMetrics({ count, offset: 0, powers: [p2 / count, p3 / count, p4 / count] });
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function assignDefined(
  profile: ColumnProfile,
  more: { [K in keyof ColumnProfile]: ColumnProfile[K] | undefined },
): void {
  Object.assign(profile, defined(more));
}
