import type { ColumnProfile, Profile } from '../../checks/index.ts';
import type { ProposedCheck, Proposer } from './proposer.ts';

type Metric = (column: ColumnProfile) => number | undefined;

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Metrics whose ranges an assistant such as Great Expectations' proposes for a column. */
const metrics: Readonly<Record<string, Metric>> = {
  'null share': ({ count = 0, nullCount }) =>
    nullCount === undefined || count + nullCount === 0 ? undefined : nullCount / (count + nullCount),
  'unique share': ({ count = 0, distinct }) =>
    distinct === undefined || count === 0 ? undefined : distinct.value / count,
  distinct: ({ distinct }) => distinct?.value,
  min: ({ min }) => number(min),
  max: ({ max }) => number(max),
  mean: ({ mean }) => mean,
  median: ({ median }) => median,
  stddev: ({ stddev }) => stddev,
  'quantile 0.05': ({ quantiles }) => quantiles?.['0.05'],
  'quantile 0.25': ({ quantiles }) => quantiles?.['0.25'],
  'quantile 0.75': ({ quantiles }) => quantiles?.['0.75'],
  'quantile 0.95': ({ quantiles }) => quantiles?.['0.95'],
  'shortest text': ({ length }) => length?.min,
  'longest text': ({ length }) => length?.max,
};

/** Every metric between the least and the most that was ever seen: the `exact` estimator of multi-batch rules. */
export const minMaxOfMetrics: Proposer = {
  name: 'gxMinMax',
  about: 'every metric of every column between its least and most (Great Expectations, exact estimator)',
  propose: (profiles) => ({
    checks: [...tableChecks(profiles), ...eachColumn(profiles, (name, runs) => metricChecks(name, runs))],
  }),
};

/** What is written by hand most: values between the ends that were seen, null as rare, texts of the values seen. */
export const minMaxOfValues: Proposer = {
  name: 'gxValueRanges',
  about: 'values between the ends ever seen, nulls as rare, sets of up to 20 values',
  propose: (profiles) => ({
    checks: eachColumn(profiles, (name, runs) => [
      ...metricChecks(name, runs, ['null share', 'min', 'max']),
      ...setChecks(name, runs),
    ]),
  }),
};

function eachColumn(
  profiles: readonly Profile[],
  checks: (name: string, runs: ColumnProfile[]) => ProposedCheck[],
): ProposedCheck[] {
  return Object.keys(profiles[0]?.columnMetrics ?? {}).flatMap((name) =>
    checks(
      name,
      profiles.flatMap((one) => one.columnMetrics?.[name] ?? []),
    ),
  );
}

function tableChecks(profiles: readonly Profile[]): ProposedCheck[] {
  const rows = profiles.flatMap(({ rowCount }) => rowCount ?? []);
  const [low, high] = [Math.min(...rows), Math.max(...rows)];
  const columns = profiles[0]?.schema?.fields.map(({ name }) => name).join('\0');
  return [
    { name: 'row count', column: null, fails: ({ rowCount = 0 }) => rowCount < low || rowCount > high },
    {
      name: 'columns',
      column: null,
      fails: ({ schema }) => schema?.fields.map(({ name }) => name).join('\0') !== columns,
    },
  ];
}

function metricChecks(name: string, runs: readonly ColumnProfile[], wanted = Object.keys(metrics)): ProposedCheck[] {
  return wanted.flatMap((metric): ProposedCheck[] => {
    const read = metrics[metric]!;
    const found = runs.flatMap((run) => read(run) ?? []);
    if (found.length === 0) return [];
    const [low, high] = [Math.min(...found), Math.max(...found)];
    const fails = ({ columnMetrics }: Profile): boolean => {
      const column = columnMetrics?.[name];
      const value = column && read(column);
      return value === undefined ? column === undefined || isGone(column, metric) : value < low || value > high;
    };
    return [{ name: `${name} ${metric}`, column: name, fails }];
  });
}

/** A column that had numbers and has none any more fails as a query for its mean would. */
function isGone({ count = 0, type }: ColumnProfile, metric: string): boolean {
  return count > 0 && type === 'string' && ['min', 'max', 'mean', 'median', 'stddev'].includes(metric);
}

function setChecks(name: string, runs: readonly ColumnProfile[]): ProposedCheck[] {
  if (runs.some(({ valueCountsComplete, count = 0 }) => count > 0 && valueCountsComplete !== true)) return [];
  const values = new Set(runs.flatMap(({ topValues = [] }) => topValues.map(({ value }) => String(value))));
  if (values.size === 0 || values.size > 20) return [];
  const fails = ({ columnMetrics }: Profile): boolean =>
    (columnMetrics?.[name]?.topValues ?? []).some(({ value }) => !values.has(String(value)));
  return [{ name: `${name} in set`, column: name, fails }];
}
