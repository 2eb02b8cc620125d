import {
  evaluate,
  gateOf,
  metricOf,
  verdictOf,
  type CheckResult,
  type GateAnswer,
  type History,
  type HistoryPoint,
  type Profile,
  type SchemaField,
  type Verdict,
} from '../../checks/index.ts';
import type { Failure } from '../../alerts/index.ts';
import type { LayoutCache } from '../store/layouts.ts';
import { unpacked } from '../store/metric-values.ts';
import { readHistory, type HistoryRow } from '../store/receive.ts';
import type { Sql } from '../store/sql.ts';
import type { CompiledRules, DatasetRules } from './rules-cache.ts';

export interface Judged {
  results: CheckResult[];
  verdict: Verdict;
  gate: GateAnswer;
}

/** Results, verdict and gate of one profile under the rules of its dataset. */
export function judge(
  input: { profile: Profile; history: History; rules: CompiledRules; own: DatasetRules },
  now: Date,
): Judged {
  const { profile, history, rules, own } = input;
  const results = evaluate({ profile, history, suites: own.suites, hashValue: rules.hashValue }, now);
  return { results, verdict: verdictOf(results), gate: gateOf(results, { failOpen: own.failOpen }) };
}

/** The same with results of another kind: verdict and gate speak for all. */
export function withResults(judged: Judged, more: readonly CheckResult[], own: DatasetRules): Judged {
  if (more.length === 0) return judged;
  const results = [...judged.results, ...more];
  return { results, verdict: verdictOf(results), gate: gateOf(results, { failOpen: own.failOpen }) };
}

/** The earlier profiles that these rules compare with, newest first; none are read when nothing asks for them. */
export async function historyFor(
  context: { sql: Sql; layouts: LayoutCache },
  input: { datasetId: number; segment: string; before: Date; needs: DatasetRules['needs'] },
): Promise<HistoryPoint[]> {
  if (input.needs.points === 0) return [];
  return pointsOf(context, await readHistory(context.sql, { ...input, ...input.needs }), input.needs);
}

/** Stored profiles as points of a history; without `metrics`, of row counts alone. */
export async function pointsOf(
  context: { sql: Sql; layouts: LayoutCache },
  rows: readonly HistoryRow[],
  { metrics }: Pick<DatasetRules['needs'], 'metrics'>,
): Promise<HistoryPoint[]> {
  if (!metrics) return rows.map((row) => point(row, rowCountOnly(row)));
  const positions = await context.layouts.positions(context.sql, [...new Set(rows.map((row) => row.layout_id))]);
  return rows.map((row) => point(row, arrayMetrics(row, positions.get(row.layout_id) ?? new Map<string, number>())));
}

const point = (row: HistoryRow, metrics: HistoryPoint['metrics']): HistoryPoint => ({
  profileId: `prf_${row.id}`,
  effectiveAt: row.effective_at,
  metrics,
});

const rowCountOnly = (row: HistoryRow) => ({
  get: (name: string) => (name === 'rowCount' ? (row.row_count ?? undefined) : undefined),
});

const arrayMetrics = (row: HistoryRow, positions: ReadonlyMap<string, number>) => ({
  get(name: string) {
    const position = positions.get(name);
    if (position === undefined || !row.metric_values) return undefined;
    return unpacked(row.metric_values, position);
  },
});

/** How many results came out pass, warn, fail, undecided and error, in this order. */
export function countOutcomes(results: readonly CheckResult[]): number[] {
  const counts = { pass: 0, warn: 0, fail: 0, undecided: 0, error: 0 };
  for (const { outcome } of results) counts[outcome]++;
  return [counts.pass, counts.warn, counts.fail, counts.undecided, counts.error];
}

/** Failing results as the incident machine reads them, with the metric that is evidence for each. */
export function failuresOf(results: readonly CheckResult[], now: Date) {
  const failing: Failure[] = [];
  const metrics = new Map<string, string | null>();
  const since = now.toISOString();
  for (const result of results) {
    if (result.outcome !== 'fail' && result.outcome !== 'warn') continue;
    const { expectation, kind, column, outcome, severity, observed, expected, unit, reason } = result;
    failing.push({
      expectation,
      kind,
      column,
      outcome,
      severity,
      observed,
      expected,
      unit,
      reason,
      since,
      healedAt: null,
    });
    metrics.set(expectation, metricOf(result));
  }
  const keysOf = (...outcomes: string[]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).map(({ expectation }) => expectation);
  return { failing, metrics, passing: keysOf('pass'), undecided: keysOf('undecided', 'error') };
}

/** Field lists of schema versions, kept because a version never changes. */
export function createSchemaCache(maxEntries = 20_000) {
  const kept = new Map<string, SchemaField[]>();
  return {
    get: (datasetId: number, version: number) => kept.get(`${datasetId}/${version}`),
    set(datasetId: number, version: number, fields: SchemaField[]) {
      if (kept.size >= maxEntries) kept.delete(kept.keys().next().value ?? '');
      kept.set(`${datasetId}/${version}`, fields);
    },
  };
}
