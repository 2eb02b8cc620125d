import { duesUntil, graceEnd, type ByRule } from '../../checks/index.ts';
import {
  lockWatches,
  placeInIncident,
  readPeriodsMet,
  savePeriodsMissing,
  saveWatch,
  type Watch,
} from '../store/arrivals.ts';
import { findDatasetById } from '../store/dataset-names.ts';
import { lockDataset } from '../store/receive.ts';
import { findOpenIncident } from '../store/runs.ts';
import type { Sql } from '../store/sql.ts';
import { arrivalFailure } from './arrival-failure.ts';
import { nextUnmet } from './meet-arrivals.ts';
import type { ReceiveContext } from './receive-context.ts';
import { recordResults, type IncidentRelation, type Recorded } from './record-results.ts';
import type { CompiledRules } from './rules-cache.ts';

/** Of a long absence of ours no more deadlines than these are judged one by one: the newest. */
const mostPeriods = 32;

/** One transaction of the clock. */
export interface ClockPlace {
  context: ReceiveContext;
  sql: Sql;
}

interface Missed {
  dues: Date[];
  skipped: number;
  next: Watch;
}

/** Judges the deadlines of one rule that are over at `now`: nothing came, then it is told; else only the next is awaited. */
export async function judgeArrival(
  place: ClockPlace,
  target: { datasetId: number; key: string },
  now: Date,
): Promise<IncidentRelation[]> {
  const { sql } = place;
  const { datasetId, key } = target;
  const { retired_at: retiredAt } = await lockDataset(sql, datasetId);
  const watch = (await lockWatches(sql, datasetId)).find((one) => one.key === key);
  if (!watch || retiredAt || watch.checkAt === null || watch.checkAt > now) return [];
  const { rule } = watch;
  const missed = rule.kind === 'by' ? await missedBy({ sql, datasetId, watch, rule }, now) : missedGap(watch);
  const dues = await savePeriodsMissing(sql, { datasetId, key, dues: missed.dues });
  await saveWatch(sql, { ...missed.next, datasetId });
  return dues.length === 0 ? [] : tellMissing(place, { datasetId, watch, dues, skipped: missed.skipped }, now);
}

async function missedBy(
  { sql, datasetId, watch, rule }: { sql: Sql; datasetId: number; watch: Watch; rule: ByRule },
  now: Date,
): Promise<Missed> {
  const { over, next } = duesUntil(rule, watch.dueAt, now);
  const place = { datasetId, key: watch.key };
  const met = await readPeriodsMet(sql, { ...place, from: watch.dueAt });
  const unmet = over.filter((due) => !met.has(due.getTime()));
  const dueAt = await nextUnmet(sql, { ...place, from: next, rule });
  return {
    dues: unmet.slice(-mostPeriods),
    skipped: Math.max(0, unmet.length - mostPeriods),
    next: { ...watch, dueAt, checkAt: graceEnd(rule, dueAt) },
  };
}

/** A gap is missed once, however long it becomes: what is awaited is the next profile, whenever it comes. */
const missedGap = (watch: Watch): Missed => ({ dues: [watch.dueAt], skipped: 0, next: { ...watch, checkAt: null } });

async function tellMissing(
  place: ClockPlace,
  missing: { datasetId: number; watch: Watch; dues: Date[]; skipped: number },
  now: Date,
): Promise<IncidentRelation[]> {
  const { context, sql } = place;
  const { datasetId, watch, dues, skipped } = missing;
  const { key, rule, newest } = watch;
  const recorded = await recordedOf(place, datasetId);
  const told = watch.missing.filter((one) => one.incident !== null && one.incident === recorded.openIncident);
  const all = [...told.map(({ due }) => due), ...dues];
  const failing = [arrivalFailure(key, { rule, dues: all, newest, skipped }, now)];
  const relations = await recordResults({ ...context, sql, rules: recorded.rules }, { ...recorded, failing }, now);
  const incident = await findOpenIncident(sql, { datasetId });
  if (incident !== null && relations.length > 0) await placeInIncident(sql, { datasetId, key, dues, incident });
  return relations;
}

/** What the clock says of a dataset: nothing but what it names. */
async function recordedOf(
  { context, sql }: ClockPlace,
  datasetId: number,
): Promise<Recorded & { rules: CompiledRules }> {
  const rules = await context.rules.current(sql);
  const name = await findDatasetById(sql, datasetId);
  const { owner, labels, runbook } = rules.of(name);
  return {
    rules,
    subject: { kind: 'dataset', ...name },
    datasetId,
    jobId: null,
    openIncident: await findOpenIncident(sql, { datasetId }),
    failing: [],
    passing: [],
    undecided: [],
    metrics: new Map(),
    profileId: null,
    owner,
    labels,
    runbook,
    covers: () => false,
  };
}

/** A rule that is gone expects nothing any more: what was told by it heals. */
export async function endArrival(
  place: ClockPlace,
  target: { datasetId: number; key: string },
  now: Date,
): Promise<IncidentRelation[]> {
  const { context, sql } = place;
  const { datasetId, key } = target;
  await lockDataset(sql, datasetId);
  const isWatched = (await lockWatches(sql, datasetId)).some((one) => one.key === key);
  const recorded = await recordedOf(place, datasetId);
  if (isWatched || recorded.openIncident === null) return [];
  const { rules } = recorded;
  const covers: Recorded['covers'] = ({ kind, expectation }) => kind === 'arrival' && expectation === key;
  return recordResults({ ...context, sql, rules }, { ...recorded, covers }, now);
}
