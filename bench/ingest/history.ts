import type { Sql } from '../../server/database/connect.ts';

/** Gives a dataset `count` earlier profiles, one an hour, copied from its newest one with a small document. */
export async function fillHistory(sql: Sql, slug: string, count: number): Promise<void> {
  const step = 5000;
  for (let done = 0; done < count; done += step) {
    const [from, to] = [done + 1, Math.min(count, done + step)];
    await sql.begin(async (tx) => {
      await tx`set local statement_timeout = 0`;
      await tx`
        with source as (
          select p.* from profile p join dataset d on d.id = p.dataset_id
          where d.slug = ${slug} and p.superseded_by is null order by p.effective_at desc, p.id desc limit 1),
        made as (
          insert into profile (dataset_id, segment, captured_at, received_at, effective_at, row_count, layout_id,
            metric_values, schema_version, verdict, accepted, document)
          select s.dataset_id, '', t.at, t.at, t.at, s.row_count, s.layout_id, s.metric_values, s.schema_version, 'pass', true,
            '{}'
          from source s, lateral (
            select timestamptz '2025-12-31 00:00Z' - make_interval(hours => n) as at from generate_series(${from}::int, ${to}::int) n) t
          returning id)
        insert into judgement (profile_id, judged_at, verdict, gate, answer)
        select id, now(), 'pass', 'allow', '{"results":[]}' from made`;
    });
  }
  await sql`vacuum analyze profile`;
}
