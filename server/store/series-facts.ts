import { forgetFrom, type BookmarkWrite } from './bookmarks.ts';
import { inSeries, isLearnt, type Series } from './learned.ts';
import type { Sql } from './sql.ts';

/** Up to which profile a rebuild of a series reaches, and the generation that it is of. */
export async function readRebuildStart(sql: Sql, series: Series): Promise<{ generation: number; newestId: number }> {
  const [row] = await sql<{ generation: number; newestId: number }[]>`
    select coalesce((select generation from learned_series
        where dataset_id = ${series.datasetId} and segment = ${series.segment}), 0) as generation,
      coalesce((select max(p.id) from profile p where ${inSeries(sql, series)}), 0) as "newestId"`;
  if (!row) throw new Error('no answer about a series');
  return row;
}

export type KeptBookmark = Omit<BookmarkWrite, 'datasetId' | 'segment' | 'generation'>;

/**
 * Puts what was learnt anew in the place of what was remembered, in a transaction with the dataset locked; false when the past was
 * changed meanwhile, and then nothing is.
 */
export async function replaceBookmarks(
  sql: Sql,
  series: Series,
  by: { generation: number; rebuilt: number; bookmarks: readonly KeptBookmark[] },
): Promise<boolean> {
  const { datasetId, segment } = series;
  if ((await readRebuildStart(sql, series)).generation !== by.generation) return false;
  await forgetFrom(sql, series, null);
  await sql`
    update learned_series set rebuilt_profile_id = ${by.rebuilt} where dataset_id = ${datasetId} and segment = ${segment}`;
  for (const { profileId, effectiveAt, engine, runs, state } of by.bookmarks)
    await sql`
      insert into learned_state (dataset_id, segment, profile_id, effective_at, engine, runs, state)
      values (${datasetId}, ${segment}, ${profileId}, ${effectiveAt}, ${engine}, ${runs}, ${state})`;
  return true;
}

export interface SeriesFacts {
  generation: number;
  rebuilt: number | null;
  /** Profiles that came too late to be learnt. */
  late: number;
  bookmarks: number;
  /** When the first profile that is learnt begins; null when there is none. */
  firstAt: Date | null;
}

/** What there is to say of a series, whoever remembers it. */
export async function readSeriesFacts(sql: Sql, series: Series): Promise<SeriesFacts> {
  const { datasetId, segment } = series;
  const [row] = await sql<SeriesFacts[]>`
    select coalesce(s.generation, 0) as generation, s.rebuilt_profile_id as rebuilt,
      (select count(*)::int from profile p where ${inSeries(sql, series)} and p.superseded_by is null
        and p.late and p.id > coalesce(s.rebuilt_profile_id, 0)) as late,
      (select count(*)::int from learned_state where dataset_id = ${datasetId} and segment = ${segment}) as bookmarks,
      (select p.effective_at from profile p where ${inSeries(sql, series)} and p.superseded_by is null
        and ${isLearnt(sql, sql`coalesce(s.rebuilt_profile_id, 0)`)} order by p.effective_at, p.id limit 1) as "firstAt"
    from (values (1)) as one
      left join learned_series s on s.dataset_id = ${datasetId} and s.segment = ${segment}`;
  if (!row) throw new Error('no answer about a series');
  return row;
}
