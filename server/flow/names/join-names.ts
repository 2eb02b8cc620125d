import { primaryName } from '../../openlineage/index.ts';
import { deleteWatches } from '../../store/arrivals.ts';
import { saveRetirement } from '../../store/dataset-names.ts';
import { lockIncident } from '../../store/incidents.ts';
import { deleteMerges, insertSame, lockJoins, readGroups, saveMerges, type GroupMember, type SameLink } from '../../store/names/same.ts'; // prettier-ignore
import { lockDataset } from '../../store/receive.ts';
import { raiseEpoch } from '../../store/rules.ts';
import { findOpenIncident } from '../../store/runs.ts';
import type { Sql } from '../../store/sql.ts';
import { closeIncident } from '../close-incident.ts';
import type { ReceiveContext } from '../receive-context.ts';
import { syncWatches } from '../sync-watches.ts';

interface Place {
  context: ReceiveContext;
  sql: Sql;
}

/** By whom a dataset is retired that is shown as another. */
const byNames = 'system:names';

/** Keeps that names are one and shows each group as the one of its primary name. Said twice it is nothing new. */
export async function joinNames(place: Place, links: readonly SameLink[], now: Date): Promise<void> {
  const { sql } = place;
  if (links.length === 0) return;
  await lockJoins(sql);
  const fresh = await insertSame(sql, links, now);
  const changed = new Set(fresh.flatMap(({ datasetId, otherId }) => [datasetId, otherId]));
  await regroup(place, [...changed], now);
}

/** Brings what is shown as what in line with the links of these datasets; the caller holds lockJoins. */
export async function regroup(place: Place, ids: readonly number[], now: Date): Promise<void> {
  const { sql } = place;
  if (ids.length === 0) return;
  const members = await readGroups(sql, ids);
  const into = wantedOf(members);
  const merged = members.filter((one) => into.has(one.id) && into.get(one.id)!.id !== one.into);
  const freed = members.filter((one) => !into.has(one.id) && one.into !== null);
  if (merged.length === 0 && freed.length === 0) return;
  await deleteMerges(
    sql,
    freed.map(({ id }) => id),
  );
  await saveMerges(
    sql,
    merged.map(({ id }) => ({ memberId: id, intoId: into.get(id)!.id })),
    now,
  );
  await raiseEpoch(sql);
  for (const one of merged) await hide(place, one, { into: into.get(one.id)!, now });
  for (const one of freed) await showAgain(place, one);
  const shown = [...new Map([...freed, ...into.values()].map((one) => [one.id, one])).values()];
  await syncWatches({ sql, rules: await place.context.rules.current(sql) }, shown, now);
}

/** By id of each that is not primary, the one as which it is shown. A name that a pattern replaces is never primary where there is another. */
function wantedOf(members: readonly GroupMember[]): Map<number, GroupMember> {
  const groups = new Map<number, GroupMember[]>();
  for (const one of members) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  const into = new Map<number, GroupMember>();
  for (const group of groups.values()) {
    const own = group.filter(({ isRenamed }) => !isRenamed);
    const [first, ...others] = own.length > 0 ? own : group;
    const primary = primaryName([first!, ...others]);
    for (const one of group) if (one.id !== primary.id) into.set(one.id, primary);
  }
  return into;
}

/** Nothing is awaited of a name that is shown as another, and its incident ends: what fails is told of the other. */
async function hide(
  { context, sql }: Place,
  member: GroupMember,
  { into, now }: { into: GroupMember; now: Date },
): Promise<void> {
  const dataset = await lockDataset(sql, member.id);
  const reason = `is one with ${into.namespace}/${into.name}`;
  if (dataset.retired_at === null || dataset.retired_by === byNames)
    await saveRetirement(sql, member.id, { at: now, by: byNames, reason });
  await deleteWatches(sql, member.id);
  const number = await findOpenIncident(sql, { datasetId: member.id });
  const incident = number === null ? null : await lockIncident(sql, number, context.publicUrl);
  if (!incident || incident.facts.state === 'resolved') return;
  await closeIncident({ context, sql }, { incident, by: byNames, text: `resolved: the dataset ${reason}` }, now);
}

async function showAgain({ sql }: Place, { id }: GroupMember): Promise<void> {
  const dataset = await lockDataset(sql, id);
  if (dataset.retired_by === byNames) await saveRetirement(sql, id, null);
}
