import { z } from 'zod';
import { coversNamespace, namespacesOf, type Principal } from '../flow/principal.ts';
import { readRawEvents, readValue, type ReadRaw } from '../flow/lineage/read-raw-events.ts';
import { replayEvents, type EventsReplayed, type ReplayQuestion } from '../flow/lineage/replay-events.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { findEvent, findKept, readBodies, readStandings, type EventKey } from '../store/lineage/raw-events.ts';
import { countPending, listProducers } from '../store/lineage/producers.ts';
import type { Pool } from '../store/sql.ts';
import { byOf } from './by.ts';
import { namespacesInEvent } from './event-namespaces.ts';
import { readLineage, whole } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import { askedInstant } from './shapes/common.ts';
import {
  eventReplaySchema,
  eventsReplayedSchema,
  producerListSchema,
  rawEventDetailSchema,
  rawEventPageSchema,
  type RawEventShape,
} from './shapes/lineage-events.ts';
import { iso, pageOf, pageQuery, text } from './text.ts';

const query = z.object({
  ...pageQuery,
  state: z.enum(['pending', 'dead', 'done']).optional(),
  producer: text(200).optional(),
  namespace: text(200).optional(),
  job: text(500).optional(),
  run: text(300).optional(),
  from: askedInstant.optional(),
  to: askedInstant.optional(),
});

const description = `Newest first by their own time. \`producer\` is a part of its address, \`run\` the id that the producer gave it.
A page looks at 2,000 events: with a filter that few fit it may have no item and a \`nextCursor\` all the same. Whoever may see only some
namespaces gets the events that name no other.`;

/** GET /api/v1/lineage/events, …/events/{id}, …/producers; POST …/events/replay. */
export function mountLineageEvents(app: App, { pool, clock }: Pick<ReceiveContext, 'pool' | 'clock'>): void {
  mountRawEvents(app, pool);
  const replay = {
    method: 'post',
    path: '/api/v1/lineage/events/replay',
    permission: 'lineage.replay',
    body: eventReplaySchema,
    answer: eventsReplayedSchema,
    summary: 'Work events in once more: some, all dead ones, or those of a span',
    description: 'At most 5,000 in one request: `next` says whether to ask again. Nothing is counted twice.',
  } as const;
  mount(app, replay, async (c, { body, principal }) => {
    const { question, missing } = await questionOf(pool, body);
    const { actor } = byOf(c, principal);
    return c.json({ ...replayedShape(await replayEvents(pool, question, actor)), missing });
  });
  const days = z.object({ days: whole(400).default(7) });
  const producers = {
    ...readLineage,
    path: '/api/v1/lineage/producers',
    query: days,
    answer: producerListSchema,
  } as const;
  const summary = 'What became of the events of each producer of lineage';
  mount(app, { ...producers, summary }, async (c, { query: q }) => {
    const since = new Date(clock().getTime() - (Math.max(1, q.days) - 1) * 86_400_000).toISOString().slice(0, 10);
    const [rows, waiting] = await Promise.all([listProducers(pool, since), countPending(pool)]);
    const items = rows.map(({ stored, repeated, lastAt, ...row }) => ({
      ...row,
      lastAt: lastAt.toISOString(),
      received: stored + repeated + row.refused + row.failed,
      accepted: stored,
      duplicate: repeated,
    }));
    return c.json({ since, ...waiting, items });
  });
}

function mountRawEvents(app: App, pool: Pool): void {
  const list = {
    ...readLineage,
    path: '/api/v1/lineage/events',
    query,
    answer: rawEventPageSchema,
    description,
  } as const;
  mount(app, { ...list, summary: 'OpenLineage events as they are kept' }, async (c, { query: q, principal }) => {
    const { state = null, producer = null, namespace = null, job = null, run = null } = q;
    const span = {
      from: q.from === undefined ? null : new Date(q.from),
      to: q.to === undefined ? null : new Date(q.to),
    };
    const page = { before: keyOf(q.cursor ?? ''), limit: pageOf(q).limit, mayShow: mayShow(principal) };
    const { items, next } = await readRawEvents(pool, { state, producer, namespace, job, run, ...span }, page);
    return c.json({ items: items.map(rowShape), nextCursor: next ? idOf(next) : null });
  });
  const params = z.object({ id: text(60, 1) });
  const one = { ...readLineage, path: '/api/v1/lineage/events/{id}', params, answer: rawEventDetailSchema } as const;
  mount(app, { ...one, summary: 'One OpenLineage event as it is kept' }, async (c, { params: { id }, principal }) => {
    const key = keyOf(id);
    const event = key && (await findEvent(pool, key));
    const body = event && (await readBodies(pool, [event])).get(event.hash);
    const value = body ? (JSON.parse(body) as Record<string, unknown>) : null;
    if (!event || !value || !mayShow(principal)(value))
      throw new Problem('not-found', `There is no event ${id} here, or it is not yours to see.`);
    const standing = (await readStandings(pool, [event.hash])).get(event.hash) ?? null;
    const row = rowShape({ event, standing, ...readValue(value) });
    return c.json({ ...row, warningList: event.warnings ?? [], event: value });
  });
}

/** Raw events are shown to whoever may see all the namespaces in them. */
function mayShow(principal: Principal): (value: unknown) => boolean {
  const patterns = namespacesOf(principal);
  if (patterns.includes('*')) return () => true;
  return (value) => {
    const named = [...namespacesInEvent(value as Record<string, unknown>)];
    return named.length > 0 && named.every((namespace) => coversNamespace(patterns, namespace));
  };
}

const idOf = ({ at, hash }: EventKey) => `evt_${at.getTime()}_${hash}`;

function keyOf(id: string): EventKey | null {
  const [, at, hash] = /^evt_(\d{1,15})_([0-9a-f]{32})$/.exec(id) ?? [];
  return at === undefined || hash === undefined ? null : { at: new Date(Number(at)), hash };
}

type ReplayBody = z.infer<typeof eventReplaySchema>;

async function questionOf(pool: Pool, body: ReplayBody): Promise<{ question: ReplayQuestion; missing: string[] }> {
  if ('dead' in body) return { question: { kind: 'dead' }, missing: [] };
  if ('from' in body) {
    const [from, to] = [new Date(body.from), new Date(body.to)];
    if (from > to) throw new Problem('invalid-request', 'The span ends before it begins.');
    return { question: { kind: 'span', from, to, after: keyOf(body.after ?? '') }, missing: [] };
  }
  const keys = new Map(body.ids.map((id) => [id, keyOf(id)!]));
  const known = await findKept(pool, [...keys.values()]);
  const missing = [...keys].filter(([, { hash }]) => !known.has(hash)).map(([id]) => id);
  return { question: { kind: 'some', keys: [...keys.values()].filter(({ hash }) => known.has(hash)) }, missing };
}

const replayedShape = ({ next, ...answer }: EventsReplayed) => ({
  ...answer,
  next: next === null ? null : next === 'dead' ? 'dead' : idOf(next),
});

function rowShape({ event, standing, read, producer }: ReadRaw): RawEventShape {
  return {
    id: idOf(event),
    eventAt: event.at.toISOString(),
    receivedAt: event.receivedAt.toISOString(),
    kind: event.kind,
    type: read?.state ?? null,
    producer,
    job: read?.job ? { namespace: read.job.namespace, name: read.job.name } : null,
    run: read?.run?.id ?? null,
    dataset: read?.kind === 'dataset' && read.outputs[0] ? { namespace: read.outputs[0].namespace, name: read.outputs[0].name } : null, // prettier-ignore
    bytes: event.bytes,
    warnings: event.warnings?.length ?? 0,
    state: standing === null ? 'done' : standing.deadAt ? 'dead' : 'pending',
    stage: standing?.stage ?? null,
    attempts: standing?.attempts ?? 0,
    reason: standing?.reason ?? null,
    retryAt: iso(standing?.retryAt ?? null),
    deadAt: iso(standing?.deadAt ?? null),
    sender: standing?.sender || null,
  };
}
