import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../../server/database/connect.ts';
import { acknowledged, type Entry, type Ledger } from './ledger.ts';
import { rowOf } from './receivers.ts';
import { call, type Scene } from './scene.ts';

/** What is in the database although nobody was told so. To be asked before a client posts it again. */
export async function countUnanswered(scene: Scene, entries: readonly Entry[]): Promise<number> {
  const rows = await scene.ask((sql) => sql<{ key: string }[]>`select key from idempotency where namespace = 'faults'`);
  const stored = new Set(rows.map(({ key }) => key));
  return entries.filter(({ key, profileId }) => profileId === null && stored.has(key)).length;
}

/** What of the acknowledged is not in the database, or not as it was answered. */
export async function countLost(scene: Scene, entries: readonly Entry[]): Promise<number> {
  const rows = await scene.ask(
    (sql) => sql<{ key: string; id: number }[]>`
      select i.key, p.id from idempotency i join profile p on p.id = i.profile_id where i.namespace = 'faults'`,
  );
  const stored = new Map(rows.map(({ key, id }) => [key, `prf_${id}`]));
  return entries.filter(({ key, profileId }) => profileId !== null && stored.get(key) !== profileId).length;
}

/** The same through the API, for the newest `most` of them: each must come back as it was posted. */
export async function countUnreadable(scene: Scene, entries: readonly Entry[], most: number): Promise<number> {
  let lost = 0;
  for (const { profileId, body } of entries.filter((entry) => entry.profileId !== null).slice(-most)) {
    const answer = await call(scene, { method: 'GET', path: `/api/v1/profiles/${profileId}`, role: 'admin' });
    const read = answer.body as { profile?: { idempotencyKey: string; rowCount: number } };
    const sent = JSON.parse(body) as { idempotencyKey: string; rowCount: number };
    const same = read.profile?.idempotencyKey === sent.idempotencyKey && read.profile.rowCount === sent.rowCount;
    if (!same) lost += 1;
  }
  return lost;
}

/** Intervals that are stored more than once, though every client posts each once. */
export async function countDuplicates(scene: Scene): Promise<number> {
  const [row] = await scene.ask(
    (sql) => sql<{ n: number }[]>`
      select coalesce(sum(copies - 1), 0)::int as n from (
        select count(*) as copies from profile group by dataset_id, segment, effective_at) d`,
  );
  return row?.n ?? -1;
}

/** Messages that somebody began to send and nobody took over `graceSeconds` after the lease ended. */
export async function countOrphanLeases(sql: Sql, graceSeconds: number): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from notification
    where state = 'sending' and lease_until < now() - make_interval(secs => ${graceSeconds})`;
  return row?.n ?? -1;
}

/** Waits until nothing in the outbox is due or being sent; answers how many are left when `patienceMs` is over. */
export async function drainOutbox(scene: Scene, patienceMs: number): Promise<number> {
  for (const deadline = Date.now() + patienceMs; ; await delay(100)) {
    const [row] = await scene.ask(
      (sql) => sql<{ n: number }[]>`
        select count(*)::int as n from notification where state in ('pending', 'sending')`,
    );
    if (row?.n === 0 || Date.now() > deadline) return row?.n ?? -1;
  }
}

export interface Told {
  /** Messages due (also: openings and resolves that the ledger knows of) that never arrived. */
  missing: number;
  /** Messages that came more than once. */
  repeats: number;
  /** Messages that came more than once from one and the same run of the server. */
  repeatsWithinOneLife: number;
  /** Resolves that came before their opening. */
  overtaken: number;
  delivered: number;
}

interface Row {
  id: number;
  incident: number;
  channel: 'webhook' | 'email';
  kind: string;
  state: string;
}

/** Compares what the receivers got with what the outbox and the ledger say that they must have. */
export async function compareTold(scene: Scene, ledger: Ledger): Promise<Told> {
  const rows = await scene.ask(
    (sql) => sql<Row[]>`
      select id, incident_id as incident, channel->>'kind' as channel, kind, state from notification order by id`,
  );
  const { arrivals } = scene.receivers;
  const firstAt = new Map<number, number>();
  const perLife = new Map<string, number>();
  for (const [index, { id, life }] of arrivals.entries()) {
    const row = rowOf(id);
    if (!firstAt.has(row)) firstAt.set(row, index);
    perLife.set(`${row}/${life}`, (perLife.get(`${row}/${life}`) ?? 0) + 1);
  }
  const unsent = rows.filter(({ id, state }) => state !== 'delivered' || !firstAt.has(id));
  return {
    missing: unsent.length + countUntold(ledger, rows),
    repeats: arrivals.length - firstAt.size,
    repeatsWithinOneLife: [...perLife.values()].reduce((sum, count) => sum + count - 1, 0),
    overtaken: countOvertaken(rows, firstAt),
    delivered: firstAt.size,
  };
}

const channels = ['webhook', 'email'] as const;

/** Incidents that a client was told of, of whose opening or resolve no row exists for one of the channels. */
function countUntold(ledger: Ledger, rows: readonly Row[]): number {
  const planned = new Set(
    rows.flatMap(({ incident, channel, kind }) => kind.split('+').map((part) => `${incident}/${channel}/${part}`)),
  );
  const events = acknowledged(ledger).flatMap(({ incidents }) => incidents);
  return events
    .filter(({ relation }) => relation === 'opened' || relation === 'resolved')
    .flatMap(({ id, relation }) => channels.map((channel) => `${id.replace('INC-', '')}/${channel}/${relation}`))
    .filter((must) => !planned.has(must)).length;
}

function countOvertaken(rows: readonly Row[], firstAt: ReadonlyMap<number, number>): number {
  const opening = new Map<string, number>();
  let overtaken = 0;
  for (const { id, incident, channel, kind } of rows) {
    const place = `${incident}/${channel}`;
    const at = firstAt.get(id) ?? Infinity;
    if (kind === 'opened') opening.set(place, at);
    if (kind === 'resolved' && at < (opening.get(place) ?? Infinity)) overtaken += 1;
  }
  return overtaken;
}
