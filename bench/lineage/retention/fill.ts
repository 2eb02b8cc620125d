import type { Sql } from '../../../server/database/connect.ts';
import { templatesOf, tasksOfDag } from '../ingest/events.ts';

const chunk = 50_000;
const dayMs = 86_400_000;

/** Stores so many events of 3 KB as they are stored when they are posted, evenly over the `days` before `now`, each with a run of its own. */
export async function fillEvents(
  sql: Sql,
  q: { events: number; days: number; now: Date; say: (text: string) => void },
) {
  const { events, days, now, say } = q;
  const templates = Array.from({ length: 64 }, (_, n) =>
    templatesOf('3k', { dag: n, task: n % tasksOfDag })[1].body.toString(),
  );
  const stepMs = (days * dayMs) / events;
  for (let first = 0; first < events; first += chunk) {
    const count = Math.min(chunk, events - first);
    await sql`
      insert into lineage_event (event_at, hash, received_at, kind, run_key, body)
      select at, decode(md5('event ' || n), 'hex'), at, 'run', decode(md5('run ' || n), 'hex'),
        replace(replace((${templates}::text[])[(n % 64)::int + 1], '99999999-9999-4999-8999-999999999999', md5('run ' || n)::uuid::text),
          '2026-01-01T00:00:00.000Z', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      from (select n, ${now}::timestamptz - interval '1 millisecond' * (${stepMs}::float8 * n + 1) as at
        from generate_series(${first}::bigint, ${first + count - 1}::bigint) as n) as made`;
    if ((first / chunk) % 20 === 19) say(`${first + count} of ${events} events`);
  }
  await sql`vacuum analyze lineage_event`;
}
