import type { Sql } from '../sql.ts';

/** Two datasets are one. */
export interface SameLink {
  /** Of a pattern: the name that means the other. */
  datasetId: number;
  otherId: number;
  by: 'symlink' | 'pattern';
  /** 0 for a symlink. */
  patternId: number;
}

// Held by whoever changes which names are one, so that two never make groups of the same names at once.
const joinLock = 7_201_108;

/** Waits until nobody else changes which names are one, and keeps it so until the transaction ends. */
export async function lockJoins(sql: Sql): Promise<void> {
  await sql`select pg_advisory_xact_lock(${joinLock})`;
}

/** Keeps links that are not there yet; answers those that are new. */
export async function insertSame(sql: Sql, links: readonly SameLink[], now: Date): Promise<SameLink[]> {
  if (links.length === 0) return [];
  return sql<SameLink[]>`
    insert into dataset_same (dataset_id, other_id, by, pattern_id, first_seen_at)
    select *, ${now}::timestamptz from unnest(${links.map((l) => l.datasetId)}::bigint[], ${links.map((l) => l.otherId)}::bigint[],
      ${links.map((l) => l.by)}::text[], ${links.map((l) => l.patternId)}::bigint[])
    on conflict do nothing
    returning dataset_id as "datasetId", other_id as "otherId", by, pattern_id as "patternId"`;
}

/** Removes the links of a pattern; answers the datasets that they joined. */
export async function deleteSameOfPattern(sql: Sql, patternId: number): Promise<number[]> {
  const rows = await sql<{ datasetId: number; otherId: number }[]>`
    delete from dataset_same where pattern_id = ${patternId} returning dataset_id as "datasetId", other_id as "otherId"`;
  return [...new Set(rows.flatMap(({ datasetId, otherId }) => [datasetId, otherId]))];
}

/** Removes what other patterns say these datasets mean; answers the datasets that it changes. */
export async function deleteOtherPatternsOf(
  sql: Sql,
  datasetIds: readonly number[],
  patternId: number,
): Promise<number[]> {
  const rows = await sql<{ datasetId: number; otherId: number }[]>`
    delete from dataset_same
    where by = 'pattern' and dataset_id = any(${datasetIds as number[]}::bigint[]) and pattern_id <> ${patternId}
    returning dataset_id as "datasetId", other_id as "otherId"`;
  return [...new Set(rows.flatMap(({ datasetId, otherId }) => [datasetId, otherId]))];
}

/** Sets a name apart from the others that producers say are the same, or (with null) takes that back; answers the datasets that it changes. */
export async function saveApart(
  sql: Sql,
  datasetId: number,
  apart: { at: Date; by: string } | null,
): Promise<number[]> {
  const rows = await sql<{ datasetId: number; otherId: number }[]>`
    update dataset_same set rejected_at = ${apart?.at ?? null}, rejected_by = ${apart?.by ?? null}
    where by = 'symlink' and ${datasetId} in (dataset_id, other_id) and (rejected_at is null) = ${apart !== null}
    returning dataset_id as "datasetId", other_id as "otherId"`;
  return [...new Set(rows.flatMap((row) => [row.datasetId, row.otherId]))];
}

export interface GroupMember {
  id: number;
  namespace: string;
  name: string;
  /** Of its group: equal for all that are one. */
  group: number;
  /** A pattern says that it means another. */
  isRenamed: boolean;
  /** The dataset as which it is shown now. */
  into: number | null;
}

const mostTogether = 5_000;

/** The datasets that are one with any of these, and these; `group` is the smallest id of each group. */
export async function readGroups(sql: Sql, ids: readonly number[]): Promise<GroupMember[]> {
  const rows = await sql<{ id: number; other: number }[]>`
    with recursive reached(id) as (
      select unnest(${ids as number[]}::bigint[])
      union
      select case when s.dataset_id = r.id then s.other_id else s.dataset_id end
      from reached r join dataset_same s on r.id in (s.dataset_id, s.other_id) and s.rejected_at is null)
    select r.id, s.other_id as other from reached r
      left join dataset_same s on s.dataset_id = r.id and s.rejected_at is null limit ${mostTogether}`;
  const groups = groupsOf(rows.map(({ id, other }) => [id, other ?? id]));
  const known = await sql<Omit<GroupMember, 'group'>[]>`
    select d.id, n.name as namespace, d.name, m.into_id as into,
      exists (select 1 from dataset_same s where s.dataset_id = d.id and s.by = 'pattern') as "isRenamed"
    from dataset d join namespace n on n.id = d.namespace_id left join dataset_merge m on m.member_id = d.id
    where d.id = any(${[...groups.keys()]}::bigint[]) order by d.id`;
  return known.map((one) => ({ ...one, group: groups.get(one.id) ?? one.id }));
}

/** Union-find: each id with the smallest id of its group. */
function groupsOf(pairs: readonly (readonly [number, number])[]): Map<number, number> {
  const above = new Map<number, number>();
  const topOf = (id: number): number => {
    let top = id;
    while ((above.get(top) ?? top) !== top) top = above.get(top)!;
    return top;
  };
  for (const [a, b] of pairs) {
    const [first, second] = [topOf(a), topOf(b)];
    const [small, great] = first < second ? [first, second] : [second, first];
    above.set(small, small);
    above.set(great, small);
  }
  return new Map([...above.keys()].map((id) => [id, topOf(id)]));
}

/** Shows each member as the other from now on; one that is itself shown as another has no members. */
export async function saveMerges(
  sql: Sql,
  merges: readonly { memberId: number; intoId: number }[],
  now: Date,
): Promise<void> {
  if (merges.length === 0) return;
  await sql`
    insert into dataset_merge (member_id, into_id, merged_at)
    select *, ${now}::timestamptz from unnest(${merges.map((m) => m.memberId)}::bigint[], ${merges.map((m) => m.intoId)}::bigint[])
    on conflict (member_id) do update set into_id = excluded.into_id, merged_at = excluded.merged_at`;
}

export async function deleteMerges(sql: Sql, memberIds: readonly number[]): Promise<void> {
  if (memberIds.length > 0)
    await sql`delete from dataset_merge where member_id = any(${memberIds as number[]}::bigint[])`;
}
