import { z } from 'zod';
import { incidentSentence, matcherText, silenceState } from '../../alerts/index.ts';
import { hasPermission, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { createSilence, expireSilence, mayExpire, previewSilence, visibleSilences } from '../flow/silence.ts';
import type { StoredIncident } from '../store/incidents.ts';
import type { StoredSilence } from '../store/silences.ts';
import { byOf } from './by.ts';
import { mount, type App } from './mount.ts';
import { instant } from './shapes/common.ts';
import { silencePageSchema, silencePreviewSchema, silenceSchema, type SilenceShape } from './shapes/silences.ts';
import { iso, listOf, nextCursor, pageOf, pageQuery, text } from './text.ts';

const matchers = z.array(text(1200, 1)).min(1).max(20);
const newSilence = z.strictObject({ matchers, startsAt: instant.optional(), endsAt: instant, comment: text(1000, 1) });
const listQuery = z.object({ ...pageQuery, state: text(50).optional() });
const mostShown = 50;

/** /api/v1/silences: quiet about some incidents for a time; …/preview says which, …/{id}/expire ends one. */
export function mountSilences(app: App, receive: ReceiveContext): void {
  mountReading(app, receive);
  mountWriting(app, receive);
}

function mountReading(app: App, receive: ReceiveContext): void {
  const read = { permission: 'silences.read', path: '/api/v1/silences' } as const;
  const list = { ...read, method: 'get', query: listQuery, answer: silencePageSchema } as const;
  mount(app, { ...list, summary: 'Silences, the newest first' }, async (c, { query, principal }) => {
    const page = pageOf(query);
    const states = listOf(query.state);
    const all = (await visibleSilences(receive, principal)).map((one) => shapeOf(one, principal, receive.clock()));
    const asked = all.filter(({ state }) => states === null || states.includes(state));
    const items = asked.slice(page.offset, page.offset + page.limit);
    return c.json({ items, nextCursor: nextCursor(page, asked.length), total: asked.length });
  });
  const preview = { ...read, method: 'post', path: `${read.path}/preview`, answer: silencePreviewSchema } as const;
  const body = z.strictObject({ matchers });
  mount(app, { ...preview, summary: 'What a silence would cover now', body }, async (c, valid) => {
    const found = await previewSilence(receive, valid.principal, valid.body.matchers);
    return c.json({ incidents: found.slice(0, mostShown).map(covered), total: found.length });
  });
}

function mountWriting(app: App, receive: ReceiveContext): void {
  const write = { method: 'post', permission: 'silences.write', answer: silenceSchema } as const;
  const path = '/api/v1/silences';
  const add = { ...write, path, body: newSilence, status: 201, summary: 'Put a silence in force' } as const;
  mount(app, add, async (c, { principal, body }) => {
    const startsAt = body.startsAt === undefined ? null : new Date(body.startsAt);
    const made = await createSilence(receive, byOf(c, principal), { ...body, startsAt, endsAt: new Date(body.endsAt) });
    return c.json(shapeOf(made, principal, receive.clock()), 201);
  });
  const params = z.object({ id: text(40, 1) });
  const end = { ...write, path: `${path}/{id}/expire`, params, body: z.strictObject({}) } as const;
  mount(app, { ...end, summary: 'End a silence now' }, async (c, { params: { id }, principal }) => {
    const ended = await expireSilence(receive, byOf(c, principal), id);
    return c.json(shapeOf(ended, principal, receive.clock()));
  });
}

const covered = ({ facts }: StoredIncident) => ({
  id: facts.id,
  severity: facts.severity,
  sentence: `${facts.subject.name}: ${incidentSentence(facts)}`,
  url: facts.url,
});

const shapeOf = (s: StoredSilence, principal: Principal, now: Date): SilenceShape => ({
  id: s.id,
  state: silenceState(s, now),
  matchers: s.matchers.map(matcherText),
  namespaces: [...s.namespaces],
  startsAt: s.startsAt.toISOString(),
  endsAt: s.endsAt.toISOString(),
  createdBy: s.createdBy,
  createdAt: s.createdAt.toISOString(),
  comment: s.comment,
  expiredAt: iso(s.expiredAt),
  expiredBy: s.expiredBy,
  mayExpire: hasPermission(principal.role, 'silences.write') && mayExpire(principal, s),
});
