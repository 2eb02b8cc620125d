import type { CheckResult } from '../../checks/index.ts';
import type { Sql } from './sql.ts';

/** What must be known under the dataset's lock before another tool's verdict is kept. */
export interface ExternalContext {
  id: number;
  openIncident: number | null;
  /** The row that has this key, with its hash and answer. */
  seen: { bodyHash: Uint8Array; answer: string } | null;
  /** Of the newest verdict of the same suite. */
  lastEffectiveAt: Date | null;
}

export async function readExternalContext(
  sql: Sql,
  q: { datasetId: number; suite: string; key: string | null },
): Promise<ExternalContext> {
  const [row] = await sql<(Omit<ExternalContext, 'seen'> & { bodyHash: Uint8Array | null; answer: string | null })[]>`
    select nextval(pg_get_serial_sequence('external_result', 'id')) as id,
      (select i.id from incident i where i.dataset_id = ${q.datasetId} and i.state <> 'resolved') as "openIncident",
      s.body_hash as "bodyHash", s.answer,
      (select n.effective_at from external_result n
        where n.dataset_id = ${q.datasetId} and n.newest and n.suite = ${q.suite}) as "lastEffectiveAt"
    from (select 1) one left join external_result s
      on s.dataset_id = ${q.datasetId} and s.suite = ${q.suite} and s.key = ${q.key}`;
  if (!row) throw new Error('no answer about external results');
  const { bodyHash, answer, ...context } = row;
  return { ...context, seen: bodyHash === null || answer === null ? null : { bodyHash, answer } };
}

export interface NewExternalResult {
  id: number;
  datasetId: number;
  tool: string;
  suite: string;
  run: string | null;
  intervalStart: Date | null;
  intervalEnd: Date | null;
  judgedAt: Date | null;
  receivedAt: Date;
  effectiveAt: Date;
  key: string | null;
  bodyHash: Uint8Array;
  verdict: string;
  gate: string;
  results: string;
  answer: string;
  newest: boolean;
  /** Results by outcome, as a dataset's row holds them. */
  checkCounts: number[];
}

export async function insertExternalResult(sql: Sql, r: NewExternalResult): Promise<void> {
  if (r.newest) {
    await sql`
      update external_result set newest = false where dataset_id = ${r.datasetId} and newest and suite = ${r.suite}`;
  }
  await sql`
    insert into external_result (id, dataset_id, tool, suite, run, interval_start, interval_end, judged_at, received_at,
      effective_at, key, body_hash, verdict, gate, results, answer, newest)
    overriding system value
    values (${r.id}, ${r.datasetId}, ${r.tool}, ${r.suite}, ${r.run}, ${r.intervalStart}, ${r.intervalEnd}, ${r.judgedAt},
      ${r.receivedAt}, ${r.effectiveAt}, ${r.key}, ${r.bodyHash}, ${r.verdict}, ${r.gate}, ${r.results}, ${r.answer},
      ${r.newest})`;
  // A dataset that posts no profiles is known by what other tools say of it.
  await sql`
    update dataset set verdict = ${r.verdict}, check_counts = ${r.checkCounts}::int[]
    where ${r.newest} and id = ${r.datasetId} and profile_count = 0`;
}

/** The answer that is given for it from now on, when more was done than was known as it was written. */
export async function saveExternalAnswer(sql: Sql, { id, answer }: { id: number; answer: string }): Promise<void> {
  await sql`update external_result set answer = ${answer} where id = ${id}`;
}

/** What results of another tool say that they belong to. */
export interface ResultsOf {
  datasetId: number;
  run: string | null;
  interval: { start: Date; end: Date } | null;
}

/** Null when they are there no more. */
export async function findResultsOf(sql: Sql, id: number): Promise<ResultsOf | null> {
  const [row] = await sql<{ datasetId: number; run: string | null; start: Date | null; end: Date | null }[]>`
    select dataset_id as "datasetId", run, interval_start as start, interval_end as "end" from external_result where id = ${id}`;
  if (!row) return null;
  const { datasetId, run, start, end } = row;
  return { datasetId, run, interval: start && end ? { start, end } : null };
}

/** Profiles of that run or data interval that were not corrected: of the whole dataset, or with `parts` of its parts. */
export async function listProfilesOfResults(sql: Sql, q: ResultsOf & { parts: boolean }): Promise<number[]> {
  const of = sql`dataset_id = ${q.datasetId} and superseded_by is null`;
  const series = q.parts ? sql`segment <> ''` : sql`segment = ''`;
  const [start, end] = [q.interval?.start ?? null, q.interval?.end ?? null];
  const rows = await sql<{ id: number }[]>`
    select id from profile where ${of} and ${series} and run_id in (
      select r.id from namespace m join run r on r.namespace_id = m.id and r.external_id = ${q.run})
    union
    select id from profile where ${of} and ${series} and effective_at = ${start} and interval_start = ${start}
      and interval_end = ${end}
    order by id`;
  return rows.map(({ id }) => id);
}

/** A verdict of another tool as a page needs it. */
export interface ExternalRow {
  id: number;
  suite: string;
  verdict: string;
  gate: string;
  effectiveAt: Date;
  results: CheckResult[];
}

interface StoredRow extends Omit<ExternalRow, 'results'> {
  results: string;
}

const parsed = (rows: readonly StoredRow[]): ExternalRow[] =>
  rows.map((row) => ({ ...row, results: JSON.parse(row.results) as CheckResult[] }));

const columns = (sql: Sql) => sql`e.id, e.suite, e.verdict, e.gate, e.effective_at as "effectiveAt", e.results`;

/**
 * Results that other tools posted for the same run or for the same data interval, the newest of each suite, newest first:
 * what `History.external` holds. None where neither is known.
 */
export async function readExternalResults(
  sql: Sql,
  q: { datasetId: number; runId: string | null; interval: { start: Date; end: Date } | null },
): Promise<CheckResult[]> {
  if (q.runId === null && q.interval === null) return [];
  const rows = await sql<StoredRow[]>`
    select distinct on (e.suite) ${columns(sql)} from external_result e
    where e.dataset_id = ${q.datasetId} and (e.run = ${q.runId} or
      (e.interval_start = ${q.interval?.start ?? null} and e.interval_end = ${q.interval?.end ?? null}))
    order by e.suite, e.effective_at desc, e.id desc`;
  return parsed(rows)
    .toSorted((one, other) => other.id - one.id)
    .flatMap(({ results }) => results);
}

/** The newest verdict of each suite of other tools, with the outcomes of the `limit` before and itself, oldest first. */
export async function readNewestExternal(
  sql: Sql,
  q: { datasetId: number; limit: number },
): Promise<(ExternalRow & { earlier: Omit<ExternalRow, 'suite' | 'verdict' | 'gate'>[] })[]> {
  const newest = parsed(
    await sql<StoredRow[]>`
      select ${columns(sql)} from external_result e where e.dataset_id = ${q.datasetId} and e.newest order by e.suite`,
  );
  return Promise.all(
    newest.map(async (row) => {
      const earlier = await sql<StoredRow[]>`
        select ${columns(sql)} from external_result e where e.dataset_id = ${q.datasetId} and e.suite = ${row.suite}
        order by e.effective_at desc, e.id desc limit ${q.limit}`;
      return { ...row, earlier: parsed(earlier).toReversed() };
    }),
  );
}
