import {
  datasetKey,
  type History,
  type HistoryPoint,
  type Outcome,
  type Profile,
  type RequiredHistory,
  type StoredProfile,
} from '../../checks/index.ts';
import { nameKey } from '../store/datasets.ts';
import { readExternalResults } from '../store/external-results.ts';
import type { LayoutCache } from '../store/layouts.ts';
import { unpacked } from '../store/metric-values.ts';
import {
  readEarlier,
  readHistory,
  readOutcomes,
  readPartners,
  readPinned,
  type HistoryRow,
  type SeriesPast,
} from '../store/past.ts';
import type { Sql } from '../store/sql.ts';
import type { CompiledRules } from './rules-cache.ts';

/** What judging reads of the past and of other datasets; the schema before is read where the dataset's row is. */
export type Past = Omit<History, 'previousSchema'>;

export interface PastOf extends SeriesPast {
  /** Profiles of other datasets are compared for the same one; without it there are none. */
  interval: { start: Date; end: Date } | null;
  /** The run that made the profile, as it named it: what other tools posted for it belongs to the profile. */
  run: string | null;
  needs: RequiredHistory;
}

interface PastContext {
  sql: Sql;
  layouts: LayoutCache;
  rules: Pick<CompiledRules, 'currentName'>;
}

/** All that the rules in force compare with, and nothing of what they do not: each part is read only when one asks. */
export async function readPast(context: PastContext, of: PastOf): Promise<Past> {
  const { needs } = of;
  const { sql } = context;
  const [points, pinned, earlier, others, outcomes, external] = await Promise.all([
    needs.points === 0 ? [] : pointsOf(context, of),
    needs.pinned.length === 0 ? undefined : pinnedOf(context, of),
    needs.earlier === 0 ? undefined : readEarlier(sql, { ...of, count: needs.earlier }),
    needs.others.length === 0 ? undefined : othersOf(context, of),
    needs.outcomes === 0 ? undefined : readOutcomes(sql, { ...of, count: needs.outcomes }),
    needs.external ? readExternalResults(sql, { ...of, runId: of.run }) : undefined,
  ]);
  return {
    points,
    ...(pinned && { pinned }),
    ...(earlier && { earlier: earlier.map((row) => ({ ...stored(row), effectiveAt: row.effective_at })) }),
    ...(others && { others }),
    ...(outcomes && { outcomes: byExpectation(outcomes) }),
    ...(external && { external }),
  };
}

/** The profiles of other datasets that were found, by number. */
export function partnersOf({ others }: Pick<Past, 'others'>): number[] {
  const ids = [...(others?.values() ?? [])].flatMap((one) => (one === null ? [] : [profileNumber(one.profileId)]));
  return [...new Set(ids)].sort((a, b) => a - b);
}

/** The number in prf_12; -1, which no profile has, for anything else. */
export const profileNumber = (id: string | undefined) => Number(/^prf_(\d{1,15})$/.exec(id ?? '')?.[1] ?? -1);

/** A stored document as the profile that it is. */
export const stored = ({ id, document }: { id: number; document: string }): StoredProfile => ({
  profileId: `prf_${id}`,
  profile: JSON.parse(document) as Profile,
});

async function pointsOf(context: PastContext, { needs, ...series }: PastOf): Promise<HistoryPoint[]> {
  const { points, metrics } = needs;
  return toPoints(context, await readHistory(context.sql, { ...series, points, metrics }), metrics);
}

async function pinnedOf(context: PastContext, { datasetId, needs }: PastOf): Promise<Map<string, HistoryPoint>> {
  const ids = [...new Set(needs.pinned.map(profileNumber))];
  const rows = await readPinned(context.sql, { datasetId, ids, whole: needs.pinnedWhole });
  const points = await toPoints(context, rows, true);
  return new Map(points.map((one, index) => [one.profileId, withDocument(one, rows[index]?.document ?? null)]));
}

/** The point with the profile as it was stored. */
export const withDocument = (one: HistoryPoint, document: string | null): HistoryPoint =>
  document === null ? one : { ...one, profile: JSON.parse(document) as Profile };

async function othersOf({ sql, rules }: PastContext, of: PastOf): Promise<Map<string, StoredProfile | null>> {
  const asked = of.needs.others.map((name) => ({ key: datasetKey(name), current: rules.currentName(name) }));
  const names = [...new Map(asked.map(({ current }) => [nameKey(current), current])).values()];
  const rows = of.interval === null ? [] : await readPartners(sql, { names, segment: of.segment, ...of.interval });
  const found = new Map(rows.map((row) => [nameKey(row), stored(row)]));
  return new Map(asked.map(({ key, current }) => [key, found.get(nameKey(current)) ?? null]));
}

/** Newest first, by expectation; one that was not asked of a profile is not counted there. */
export function byExpectation(profiles: readonly Record<string, Outcome>[]): Map<string, Outcome[]> {
  const outcomes = new Map<string, Outcome[]>();
  for (const profile of profiles) {
    for (const [expectation, outcome] of Object.entries(profile)) {
      const known = outcomes.get(expectation);
      if (known) known.push(outcome);
      else outcomes.set(expectation, [outcome]);
    }
  }
  return outcomes;
}

/** Stored profiles as points of a history; without `metrics`, of row counts alone. */
export async function toPoints(
  { sql, layouts }: Pick<PastContext, 'sql' | 'layouts'>,
  rows: readonly HistoryRow[],
  metrics: boolean,
): Promise<HistoryPoint[]> {
  if (!metrics || rows.length === 0) return rows.map((row) => point(row, rowCountOnly(row)));
  const positions = await layouts.positions(sql, [...new Set(rows.map((row) => row.layout_id))]);
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
