import {
  arrivalResult,
  arrivedWords,
  duesMet,
  firstDue,
  graceEnd,
  isTooLate,
  reachOf,
  type Arrival,
  type ArrivalInForce,
  type ByRule,
  type CheckResult,
  type EveryRule,
  type Newest,
} from '../../checks/index.ts';
import { nextDeadline } from '../../calendar/index.ts';
import type { Failure } from '../../alerts/index.ts';
import { lockWatches, readPeriodsMet, savePeriodsMet, saveWatch, type Watch } from '../store/arrivals.ts';
import type { Sql } from '../store/sql.ts';
import { arrivalFailure } from './arrival-failure.ts';

/** What the arrival of one profile means for the deadlines of its dataset. */
export interface Arrived {
  results: CheckResult[];
  /** Expectations that have nothing outstanding any more, with what there is to say of each. */
  healedBy: Map<string, string>;
  /** What is still outstanding, in the words of now. */
  failing: Failure[];
}

export interface ArrivedProfile {
  datasetId: number;
  profileId: number;
  arrivals: readonly ArrivalInForce[];
  arrival: Arrival;
  openIncident: number | null;
}

interface One {
  sql: Sql;
  profile: ArrivedProfile;
  inForce: ArrivalInForce;
  watch: Watch;
}

/** Of a profile that meets no deadline. */
export const nothingArrived = (): Arrived => ({ results: [], healedBy: new Map(), failing: [] });

/** Which deadlines a profile meets, late or in time; each is met once, by the first that comes for it. */
export async function meetArrivals(sql: Sql, profile: ArrivedProfile): Promise<Arrived> {
  const arrived = nothingArrived();
  if (profile.arrivals.length === 0) return arrived;
  const watches = await lockWatches(sql, profile.datasetId);
  for (const inForce of profile.arrivals) {
    const watch = watches.find(({ key }) => key === inForce.key) ?? newWatch(inForce, profile.arrival.receivedAt);
    await meetOne({ sql, profile, inForce, watch }, arrived);
  }
  return arrived;
}

/** A dataset that was not watched yet, because it is new. */
function newWatch({ key, rule }: ArrivalInForce, since: Date): Watch {
  const dueAt = firstDue(rule, null, since);
  return { key, rule, since, dueAt, checkAt: graceEnd(rule, dueAt), newest: null, missing: [] };
}

async function meetOne(one: One, arrived: Arrived): Promise<void> {
  const { profile, inForce, watch } = one;
  const { rule } = inForce;
  const { receivedAt } = profile.arrival;
  const newest = newestWith(watch.newest, profile.arrival);
  const met = rule.kind === 'by' ? await meetBy(one, rule, newest) : await meetEvery(one, rule, newest);
  const isMet = (due: Date) => met.some((each) => each.getTime() === due.getTime());
  const outstanding = watch.missing.filter(({ incident }) => incident !== null && incident === profile.openIncident);
  const left = outstanding.filter(({ due }) => !isMet(due)).map(({ due }) => due);
  const first = outstanding.find(({ due }) => isMet(due))?.due;
  if (first && left.length === 0) arrived.healedBy.set(inForce.key, arrivedWords(first, receivedAt));
  if (first && left.length > 0) {
    arrived.failing.push(arrivalFailure(inForce.key, { rule, dues: left, newest }, receivedAt));
  }
  const due = met.at(-1) ?? null;
  if (due || outstanding.length === 0) {
    arrived.results.push(arrivalResult(inForce, due && { due, arrivedAt: receivedAt }));
  }
}

/** A profile whose data reaches no further than what came before is no news. */
function newestWith(before: Newest | null, arrival: Arrival): Newest {
  const reachAt = reachOf(arrival);
  return before !== null && reachAt <= before.reachAt ? before : { arrivedAt: arrival.receivedAt, reachAt };
}

async function meetBy({ sql, profile, watch }: One, rule: ByRule, newest: Newest): Promise<Date[]> {
  const { datasetId, profileId, arrival } = profile;
  const place = { datasetId, key: watch.key };
  const dues = duesMet(rule, arrival, { open: watch.missing.map(({ due }) => due), from: watch.dueAt });
  const periods = dues.map((due) => ({
    due,
    state: isTooLate(rule, due, arrival.receivedAt) ? ('late' as const) : ('met' as const),
  }));
  const met = await savePeriodsMet(sql, { ...place, periods, arrivedAt: arrival.receivedAt, profileId });
  const dueAt = await nextUnmet(sql, { ...place, from: watch.dueAt, rule });
  await saveWatch(sql, { ...watch, datasetId, dueAt, checkAt: graceEnd(rule, dueAt), newest });
  return met;
}

/** The first deadline from `from` on that nothing has come for yet. */
export async function nextUnmet(
  sql: Sql,
  of: { datasetId: number; key: string; from: Date; rule: ByRule },
): Promise<Date> {
  const met = await readPeriodsMet(sql, of);
  let due = of.from;
  while (met.has(due.getTime())) due = nextDeadline(of.rule, due);
  return due;
}

async function meetEvery({ sql, profile, watch }: One, rule: EveryRule, newest: Newest): Promise<Date[]> {
  const { datasetId, profileId, arrival } = profile;
  if (newest === watch.newest) return [];
  const due = watch.dueAt;
  if (isTooLate(rule, due, arrival.receivedAt)) {
    const periods = [{ due, state: 'late' as const }];
    await savePeriodsMet(sql, { datasetId, key: watch.key, periods, arrivedAt: arrival.receivedAt, profileId });
  }
  const dueAt = new Date(arrival.receivedAt.getTime() + rule.gapSeconds * 1000);
  await saveWatch(sql, { ...watch, datasetId, dueAt, checkAt: graceEnd(rule, dueAt), newest });
  return [due];
}
