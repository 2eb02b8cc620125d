import { isDeepStrictEqual } from 'node:util';
import {
  countsFor,
  firstDue,
  graceEnd,
  isTooLate,
  reachOf,
  type Arrival,
  type ArrivalInForce,
  type ByRule,
  type Newest,
} from '../../checks/index.ts';
import { nextDeadline } from '../../calendar/index.ts';
import { deleteWatch, insertPeriodsMet, listWatchedRules, readRecentArrivals, saveWatches } from '../store/arrivals.ts';
import { insertJobs } from '../store/clock-jobs.ts';
import type { QualifiedName } from '../store/datasets.ts';
import type { Sql } from '../store/sql.ts';
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
    await insertJobs(
      sql,
      'arrival-ended',
      gone.map(({ datasetId, key }) => ({
        key: `${datasetId}/${key}/${now.toISOString()}`,
        payload: { datasetId, key },
      })),
    );
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
  const watches = begun.map((one) => newWatch({ ...one, recent: recent.get(one.datasetId) ?? [] }, now));
  await saveWatches(
    sql,
    watches.map(({ watch }) => watch),
  );
  await insertPeriodsMet(
    sql,
    watches.flatMap(({ met }) => met ?? []),
  );
}

function newWatch({ datasetId, inForce: { key, rule }, recent }: Begun & { recent: readonly Arrival[] }, now: Date) {
  const newest = newestOf(recent);
  const due = firstDue(rule, newest, now);
  const first = rule.kind === 'by' ? firstFor(rule, recent, due) : null;
  const dueAt = rule.kind === 'by' && first ? nextDeadline(rule, due) : due;
  const state = first && isTooLate(rule, due, first) ? ('late' as const) : ('met' as const);
  return {
    watch: { datasetId, key, rule, since: now, dueAt, checkAt: graceEnd(rule, dueAt), newest },
    met: first && { datasetId, key, due, state, arrivedAt: first },
  };
}

/** When the first of some profiles came that count for a deadline. */
function firstFor(rule: ByRule, recent: readonly Arrival[], due: Date): Date | null {
  return recent
    .filter((arrival) => countsFor(rule, arrival, due))
    .reduce<Date | null>((least, { receivedAt }) => (least && least < receivedAt ? least : receivedAt), null);
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
