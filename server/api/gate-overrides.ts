import { z } from 'zod';
import {
  approveOverride,
  overrideState,
  requestOverride,
  revokeOverride,
  visibleOverrides,
  type OverrideRequest,
} from '../flow/gate-override.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { overrideId, type StoredOverride } from '../store/gate-overrides.ts';
import { byOf } from './by.ts';
import { profileNumber, refuseTexts } from './gate-words.ts';
import { mount, type App } from './mount.ts';
import { newOverrideSchema, overridePageSchema, overrideSchema, type OverrideShape } from './shapes/gate.ts';
import { iso, listOf, nextCursor, pageOf, pageQuery, text } from './text.ts';

const path = '/api/v1/gate/overrides';
const listQuery = z.object({
  ...pageQuery,
  state: text(50).optional(),
  namespace: text(200).optional(),
  name: text(200).optional(),
});
const params = z.object({ id: text(40, 1) });

/** /api/v1/gate/overrides: leave to go on although the gate says otherwise; …/{id}/approve and …/{id}/revoke. */
export function mountGateOverrides(app: App, receive: ReceiveContext): void {
  const list = { method: 'get', path, permission: 'gate.overrides.read', query: listQuery } as const;
  const summary = 'Overrides of the gate, the newest first';
  mount(app, { ...list, summary, answer: overridePageSchema }, async (c, { query, principal }) => {
    const page = pageOf(query);
    const { namespace, name } = query;
    const dataset = namespace !== undefined && name !== undefined ? { namespace, name } : null;
    const states = listOf(query.state);
    const all = (await visibleOverrides(receive, principal, dataset)).map((one) => shapeOf(one, receive.clock()));
    const asked = all.filter(({ state }) => states === null || states.includes(state));
    const items = asked.slice(page.offset, page.offset + page.limit);
    return c.json({ items, nextCursor: nextCursor(page, asked.length), total: asked.length });
  });
  mountChanges(app, receive);
}

function mountChanges(app: App, receive: ReceiveContext): void {
  const post = { method: 'post', answer: overrideSchema } as const;
  const ask = { ...post, path, permission: 'gate.request', body: newOverrideSchema, status: 201 } as const;
  const problems = ['not-found'] as const;
  const summary = 'Override the gate, or ask for it';
  mount(app, { ...ask, summary, problems }, async (c, { body, principal }) => {
    const made = await requestOverride(receive, byOf(c, principal), requestOf(body));
    return c.json(shapeOf(made, receive.clock()), 201);
  });
  const one = {
    ...post,
    permission: 'gate.override',
    params,
    body: z.strictObject({}),
    problems: ['conflict'],
  } as const;
  const approve = { ...one, path: `${path}/{id}/approve`, summary: 'Approve what somebody else asked for' } as const;
  mount(app, approve, async (c, valid) => {
    const approved = await approveOverride(receive, byOf(c, valid.principal), valid.params.id);
    return c.json(shapeOf(approved, receive.clock()));
  });
  const revoke = { ...one, path: `${path}/{id}/revoke`, summary: 'Take an override back' } as const;
  mount(app, revoke, async (c, valid) => {
    const revoked = await revokeOverride(receive, byOf(c, valid.principal), valid.params.id);
    return c.json(shapeOf(revoked, receive.clock()));
  });
}

function requestOf(body: z.infer<typeof newOverrideSchema>): OverrideRequest {
  const { dataset, consumer, expectation, profileId, dataInterval, reason, until } = body;
  const errors = refuseTexts({
    '/dataset/namespace': dataset.namespace,
    '/dataset/name': dataset.name,
    '/consumer': consumer,
    '/expectation': expectation,
    '/reason': reason,
  });
  const number = profileNumber(profileId);
  if (number === undefined)
    errors.push({ pointer: '/profileId', message: 'must be the id of a profile, such as prf_12' });
  if (errors.length > 0) throw new Problem('invalid-request', 'The override is not valid.', { errors });
  return {
    dataset,
    consumer: consumer ?? null,
    expectation: expectation ?? null,
    profileId: number ?? null,
    intervalStart: dataInterval?.start === undefined ? null : new Date(dataInterval.start),
    intervalEnd: dataInterval?.end === undefined ? null : new Date(dataInterval.end),
    reason,
    endsAt: new Date(until),
  };
}

const shapeOf = (o: StoredOverride, now: Date): OverrideShape => ({
  id: overrideId(o.number),
  state: overrideState(o, now),
  dataset: { namespace: o.namespace, name: o.dataset },
  consumer: o.consumer,
  expectation: o.expectation,
  profileId: o.profileId === null ? null : `prf_${o.profileId}`,
  dataInterval:
    o.intervalStart === null && o.intervalEnd === null
      ? null
      : { start: iso(o.intervalStart), end: iso(o.intervalEnd) },
  reason: o.reason,
  until: o.endsAt.toISOString(),
  requestedBy: o.requestedBy,
  requestedAt: o.requestedAt.toISOString(),
  approvedBy: o.approvedBy,
  approvedAt: iso(o.approvedAt),
  revokedBy: o.revokedBy,
  revokedAt: iso(o.revokedAt),
});
