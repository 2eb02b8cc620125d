import type { ColumnProfile } from '../../checks/index.ts';
import type { ColumnValues } from './column-values.ts';
import type { FiniteValues } from './finite-values.ts';
import { histogramOf } from './histogram.ts';
import { quantilesOf } from './quantiles.ts';
import { exactNumber, finite, scalarOf } from './scalar-of.ts';
import { sqlDouble } from './sql.ts';
import type { Row, Workspace } from './workspace.ts';

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
    relation: `(SELECT CAST(v AS DOUBLE) AS v, c FROM ${relation}${isDouble ? ' WHERE isfinite(v)' : ''})`,
    count,
    low,
    high,
  };
  const mean = sum === undefined ? Number.NaN : Number(sum) / count;
  if (Number.isFinite(mean)) {
    profile.mean = Math.min(high, Math.max(low, mean));
    assignDefined(profile, await momentsOf(workspace, finiteValues, profile.mean));
  }
  assignDefined(profile, await quantilesOf(workspace, finiteValues, values.grouped));
  assignDefined(profile, { histogram: await histogramOf(workspace, finiteValues) });
  return profile;
}

/** Exact for integers and decimals; with Kahan summation for doubles, undefined when it overflows. */
async function sumOf(workspace: Workspace, { type, relation }: ColumnValues): Promise<number | string | undefined> {
  const asDouble = `SELECT fsum(CAST(v AS DOUBLE) * c) AS s FROM ${relation} WHERE isfinite(CAST(v AS DOUBLE))`;
  if (type.kind === 'double') return finite((await workspace.row(asDouble))['s']);
  try {
    const { s } = await workspace.row(`SELECT CAST(sum(t) AS VARCHAR) AS s FROM ${relation}`);
    return exactNumber(String(s));
  } catch {
    // Beyond 38 digits: DuckDB has no wider exact type.
    return finite((await workspace.row(asDouble))['s']);
  }
}

/**
 * Sample variance and standard deviation by the two-pass formula, adjusted Fisher-Pearson skewness G1 and sample excess kurtosis G2
 * (Joanes & Gill 1998); each is left out where it is not defined.
 */
async function momentsOf(
  workspace: Workspace,
  { relation, count: n }: FiniteValues,
  mean: number,
): Promise<ColumnProfile> {
  const d = `(v - ${sqlDouble(mean)})`;
  const power = (k: number): string => `fsum(c * ${Array.from({ length: k }, () => d).join(' * ')}) AS m${k}`;
  const row: Row = await workspace.row(`SELECT ${[2, 3, 4].map(power).join(', ')} FROM ${relation}`);
  const [m2, m3, m4] = ['m2', 'm3', 'm4'].map((name) => (finite(row[name]) ?? Number.NaN) / n) as [
    number,
    number,
    number,
  ];
  const variance = n > 1 ? (m2 * n) / (n - 1) : Number.NaN;
  const skewness = n > 2 && m2 > 0 ? ((m3 / m2 ** 1.5) * Math.sqrt(n * (n - 1))) / (n - 2) : Number.NaN;
  const excess = m4 / m2 ** 2 - 3;
  const kurtosis = n > 3 && m2 > 0 ? ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6) : Number.NaN;
  const known = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
  const stddev = known(Math.sqrt(variance));
  return {
    ...(stddev !== undefined && { stddevKind: 'sample' as const }),
    ...defined({ stddev, variance: known(variance), skewness: known(skewness), kurtosis: known(kurtosis) }),
  };
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
