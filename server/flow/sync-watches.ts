import { isDeepStrictEqual } from 'node:util';
import {
  countsFor,
  firstDue,
  graceEnd,
  isTooLate,
  reachOf,
  type Arrival,
  type ArrivalInForce,
  type Newest,
} from '../../checks/index.ts';
import {
  deleteWatch,
  listWatchedRules,
  readRecentArrivals,
  savePeriodsMet,
  saveWatch,
} from '../store/arrivals.ts';
import { insertJobs } from '../store/clock-jobs.ts';
import type { QualifiedName } from '../store/datasets.ts';
import type { Sql } from '../store/sql.ts';
import { nextUnmet } from './meet-arrivals.ts';
import type { CompiledRules } from './rules-cache.ts';

const mostAtOnce = 500;

/**
 * Brings what is watched of these datasets in line with the rules. A rule that is new or says something else holds from
 * `now`: its first deadline lies ahead, and what was missed before is not judged by it. One that is gone is watched no more.
 */
export async function syncWatches(
  { sql, rules }: { sql: Sql; rules: CompiledRules },
  datasets: readonly (QualifiedName & { id: number })[],
  now: Date,
): Promise<void> {
  for (let start = 0; start < datasets.length; start += mostAtOnce) {
    const some = datasets.slice(start, start + mostAtOnce);
    const wanted = some.flatMap((dataset) =>
      rules.of(dataset).arrivals.map((inForce) => ({ datasetId: dataset.id, inForce })),
    );
    const watched = await listWatchedRules(
      sql,
      some.map(({ id }) => id),
    );
    const changed = wanted.filter(({ datasetId, inForce: { key, rule } }) => {
      const known = watched.find((one) => one.datasetId === datasetId && one.key === key);
      return known === undefined || !isDeepStrictEqual(known.rule, rule);
    });
    await beginWatches(sql, changed, now);
    const gone = watched.filter(
      ({ datasetId, key }) => !wanted.some((one) => one.datasetId === datasetId && one.inForce.key === key),
    );
    for (const watch of gone) await deleteWatch(sql, watch);
    await insertJobs(sql, 'arrival-ended', gone.map(({ datasetId, key }) => ({
      key: `${datasetId}/${key}/${now.toISOString()}`,
      payload: { datasetId, key },
    })));
  }
}

interface Begun {
  datasetId: number;
  inForce: ArrivalInForce;
}

/** Begins to watch from `now`; what has come already for the first deadline counts. */
async function beginWatches(sql: Sql, begun: readonly Begun[], now: Date): Promise<void> {
  if (begun.length === 0) return;
  const ids = [...new Set(begun.map(({ datasetId }) => datasetId))];
  const recent = new Map<number, Arrival[]>(ids.map((id) => [id, []]));
  for (const arrival of await readRecentArrivals(sql, ids)) recent.get(arrival.datasetId)?.push(arrival);
  for (const one of begun) await beginWatch(sql, { ...one, recent: recent.get(one.datasetId) ?? [] }, now);
}

async function beginWatch(
  sql: Sql,
  { datasetId, inForce: { key, rule }, recent }: Begun & { recent: readonly Arrival[] },
  now: Date,
): Promise<void> {
  const newest = newestOf(recent);
  const due = firstDue(rule, newest, now);
  const watch = { datasetId, key, rule, since: now, dueAt: due, checkAt: graceEnd(rule, due), newest };
  await saveWatch(sql, watch);
  if (rule.kind !== 'by') return;
  const first = recent
    .filter((arrival) => countsFor(rule, arrival, due))
    .reduce<Date | null>((least, { receivedAt }) => (least && least < receivedAt ? least : receivedAt), null);
  if (first === null) return;
  const state = isTooLate(rule, due, first) ? 'late' : 'met';
  await savePeriodsMet(sql, { datasetId, key, periods: [{ due, state }], arrivedAt: first, profileId: null });
  const dueAt = await nextUnmet(sql, { datasetId, key, from: due, rule });
  await saveWatch(sql, { ...watch, dueAt, checkAt: graceEnd(rule, dueAt) });
}

/** The profile whose data reaches furthest, the first of them that came. */
function newestOf(recent: readonly Arrival[]): Newest | null {
  let newest: Newest | null = null;
  for (const arrival of recent) {
    const one = { arrivedAt: arrival.receivedAt, reachAt: reachOf(arrival) };
    const isBetter =
      newest === null ||
      one.reachAt > newest.reachAt ||
      (one.reachAt.getTime() === newest.reachAt.getTime() && one.arrivedAt < newest.arrivedAt);
    if (isBetter) newest = one;
  }
  return newest;
}
