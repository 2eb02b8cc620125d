import { brief } from '../field.ts';
import { boundClause, isOpen, orTrue, tolerance, type Ladder } from '../limits.ts';
import {
  approximated,
  counted,
  entryOf,
  measured,
  notPossible,
  remarked,
  rowRule,
  translated,
  type Origin,
} from '../translation.ts';
import type { Entry, Mapping, Translation } from '../types.ts';
import type { Settings, Validity } from './settings.ts';

/** A metric of Soda with the limits it must keep. */
export interface MetricRule {
  origin: Origin;
  metric: string;
  column: string | undefined;
  ladder: Ladder;
  settings: Settings;
  /** In version 3 duplicates are values that repeat, in 4 the rows that are too many. */
  version: 3 | 4;
}

/** Metrics that are one number, and the kind of each. */
const NUMBERS: Readonly<Record<string, { kind: string; params?: Entry }>> = {
  row_count: { kind: 'row_count' },
  avg: { kind: 'mean' },
  min: { kind: 'min' },
  max: { kind: 'max' },
  sum: { kind: 'sum' },
  stddev: { kind: 'stddev' },
  stddev_pop: { kind: 'stddev', params: { definition: 'population' } },
  stddev_samp: { kind: 'stddev', params: { definition: 'sample' } },
  variance: { kind: 'variance' },
  distinct: { kind: 'distinct_count' },
};

/** What the metrics of Soda become, for the tables of the documentation. */
export const SODA_METRICS: readonly Mapping[] = [
  ...Object.entries(NUMBERS).map(([from, { kind }]) => ({ from, to: kind })),
  { from: 'percentile', to: 'quantile' },
  { from: 'missing_count, missing_percent', to: 'not_null', remark: 'with missing values of its own: missing_values' },
  { from: 'duplicate_count, duplicate_percent', to: 'unique', remark: 'in version 3 exact only for none' },
  { from: 'invalid_count, invalid_percent', to: 'in_set, not_in_set, range, length, regex_match, semantic_type' },
  { from: 'min_length, max_length', to: 'length' },
  { from: 'freshness', to: 'freshness' },
  { from: 'schema', to: 'schema, column_exists, type' },
  { from: 'failed rows', to: 'counter', remark: 'counted by whoever runs the query' },
  { from: 'a metric or query of its own', to: 'metric', remark: 'posted by the producer' },
  { from: 'values in (a) must exist in b (c)', to: 'referential_integrity' },
  { from: 'row_count same as', to: 'row_count_matches' },
  { from: 'change for row_count', to: 'row_count', remark: '`change` against the profile before' },
  { from: 'anomaly detection, distribution_difference, group by', to: 'not possible' },
];

const OF_ROWS = 'they take the share of all rows, we of those that have a value';
const REPEATED = 'they count the values that repeat, we the rows that are too many';

/** The rule that a metric and its limits say. */
export function translateMetric(rule: MetricRule): Translation {
  const { metric, origin, settings } = rule;
  if (settings.unknown.length > 0) return notPossible(origin, `no rule knows ${settings.unknown.join(', ')}`);
  const [, name, unit] = /^(missing|invalid|duplicate)_(count|percent)$/.exec(metric) ?? [];
  if (name !== undefined) return shareOf(rule, name, unit === 'percent' ? 'percent' : 'rows');
  if (Object.hasOwn(NUMBERS, metric)) return numberOf(rule);
  if (metric === 'min_length' || metric === 'max_length') return lengthOf(rule);
  return measuredOf(rule);
}

function numberOf({ origin, metric, column, ladder, settings }: MetricRule): Translation {
  const { kind, params } = NUMBERS[metric] ?? { kind: metric };
  const isWhole = kind === 'row_count';
  if (!isWhole && column === undefined) return notPossible(origin, 'it names no column');
  const entry = entryOf({ column: isWhole ? undefined : column, kind, value: { ...params, ...boundClause(ladder) } });
  const made = translated(origin, [entry]);
  if (settings.validity.length === 0 || isWhole) return made;
  return remarked(made, 'they leave invalid values out, we take all');
}

/** The shortest or longest text: only the end that all texts must keep says the same. */
function lengthOf(rule: MetricRule): Translation {
  const { ladder, metric, origin, column } = rule;
  const isMin = metric === 'min_length';
  const isOneSided = [ladder.fail, ladder.warn].every(
    (limits) => isOpen(limits) || (isMin ? limits?.high : limits?.low) === undefined,
  );
  if (!isOneSided || ladder.warn !== undefined || column === undefined) return measuredOf(rule);
  return translated(origin, [entryOf({ column, kind: 'length', value: boundClause(ladder) })]);
}

function shareOf(rule: MetricRule, name: string, unit: 'rows' | 'percent'): Translation {
  const { column, ladder, origin, settings } = rule;
  const limits = tolerance(ladder, unit);
  if (column === undefined) return notPossible(origin, 'it names no column');
  if (limits === null) return measuredOf(rule);
  const isNone = Object.keys(limits).length === 0;
  if (name === 'missing') return missingRule(rule, limits);
  if (name === 'duplicate') {
    const made = translated(origin, [over({ column, kind: 'unique', value: orTrue(limits) })]);
    return isNone || rule.version === 4 ? made : remarked(made, REPEATED);
  }
  if (settings.validity.length === 0) return notPossible(origin, 'it does not say what is valid');
  return invalidRule(rule, limits, unit === 'percent' && !isNone);
}

function missingRule({ column, origin, settings }: MetricRule, limits: Entry): Translation {
  const { missing } = settings;
  if (missing === null) return translated(origin, [over({ column, kind: 'not_null', value: orTrue(limits) })]);
  const words = `has a value other than ${brief(missing)}`;
  if ('pattern' in missing)
    return counted(origin, { id: `${column}.missing`, ...(column && { column }), tolerance: limits, words });
  return rowRule(origin, {
    kind: 'missing_values',
    ...(column && { column }),
    params: missing,
    tolerance: limits,
    words,
  });
}

function invalidRule(rule: MetricRule, limits: Entry, isShare: boolean): Translation {
  const { origin, settings } = rule;
  const made = settings.validity.map((validity) => validityRule(rule, validity, limits));
  const notes = made.flatMap(({ note }) => note ?? []);
  const hasRows = made.some(({ otherwise }) => otherwise !== undefined);
  const joined: Translation = {
    ...translated(origin, []),
    status: made.some(({ status }) => status === 'approximated') ? 'approximated' : 'translated',
    entries: made.flatMap(({ entries }) => entries),
    note: notes.length === 0 ? null : notes.join('; '),
    ...(hasRows && {
      otherwise: {
        entries: made.flatMap(({ entries, otherwise }) => otherwise?.entries ?? entries),
        note: made.flatMap(({ otherwise }) => otherwise?.note ?? []).join('; '),
      },
    }),
  };
  const differs = [
    ...(isShare ? [OF_ROWS] : []),
    ...(made.length > 1 && Object.keys(limits).length > 0 ? ['each rule has the limit for itself'] : []),
    ...(settings.missing === null ? [] : ['their missing values are not left out']),
  ];
  return differs.length === 0 ? joined : remarked(joined, differs.join('; '));
}

function validityRule({ column, origin }: MetricRule, validity: Validity, limits: Entry): Translation {
  const { kind, value, words, needsRows } = validity;
  if (!needsRows) return translated(origin, [over({ column, kind, value: { ...value, ...limits } })]);
  if (kind.includes(' '))
    return counted(origin, { id: `${column}.${kind}`, ...(column && { column }), tolerance: limits, words });
  return rowRule(origin, { kind, ...(column && { column }), params: value, tolerance: limits, words });
}

/** A rule over values passes over nothing, as theirs does. */
function over({
  column,
  kind,
  value,
}: {
  column: string | undefined;
  kind: string;
  value: Entry | ReturnType<typeof orTrue>;
}): Entry {
  return { ...entryOf({ column, kind, value }), on_empty: 'pass' };
}

/** What no kind of ours says is a metric that the producer posts. */
function measuredOf({ column, ladder, metric, origin }: MetricRule): Translation {
  const bound = boundClause(ladder);
  if (Object.keys(bound).length === 0) return notPossible(origin, 'it has no limits that a bound can say');
  const name = [column, metric].filter((part) => part !== undefined).join('.');
  return measured(origin, { name, bound, words: `the ${metric} of Soda` });
}

/** A check whose age must stay below a duration. */
export function freshnessRule(
  origin: Origin,
  given: { of: string; within?: string | undefined; warn?: string | undefined },
): Translation {
  const { of, within, warn } = given;
  const last = within ?? warn;
  if (last === undefined) return notPossible(origin, 'its limit is no duration such as 3h or 1d');
  const value = { of, within: last, ...(within !== undefined && warn !== undefined && { warn }) };
  const entry: Entry = { freshness: value, ...(within === undefined && { severity: 'warn' }) };
  return approximated(origin, [entry], 'just as old as the limit passes here');
}
