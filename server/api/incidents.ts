import { z } from 'zod';
import { actorOf, hasPermission, namespaceLikes, type Principal } from '../flow/principal.ts';
import { acknowledgeIncident, commentOnIncident, resolveIncident } from '../flow/act-on-incident.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { silencesOver } from '../flow/silence.ts';
import { Problem } from '../problem.ts';
import { findDataset } from '../store/catalogue.ts';
import {
  findIncident,
  listFailures,
  listIncidentEvents,
  listIncidents,
  listNotifications,
  type IncidentSort,
} from '../store/incident-reads.ts';
import { readIncidentCause } from '../store/cause/incident-causes.ts';
import { listFeedback } from '../store/feedback.ts';
import { incidentNumber } from '../store/incidents.ts';
import { listIncidentRuns } from '../store/run-facts.ts';
import { causeShapes } from './cause-shape.ts';
import { failureShape, feedbackShape, incidentRow, notificationRow } from './incident-rows.ts';
import { mount, requireNamespace, type App, type Ctx } from './mount.ts';
import { incidentDetailSchema, incidentPageSchema, type IncidentDetail } from './shapes/incidents.ts';
import { listOf, nextCursor, pageOf, pageQuery, text } from './text.ts';

const sorts: readonly IncidentSort[] = ['severity', 'openedAt', 'lastFailureAt', 'id'];
const listQuery = z.object({
  ...pageQuery,
  state: text(100).optional(),
  severity: text(100).optional(),
  q: text(200).optional(),
  dataset: text(200).optional(),
  owner: text(200).optional(),
  sort: text(30).optional(),
});
const params = z.object({ id: text(40, 1) });

/** GET /api/v1/incidents and …/{id}; POST …/acknowledge, …/resolve, …/comments. */
export function mountIncidents(app: App, receive: ReceiveContext): void {
  mountList(app, receive);
  const one = { path: '/api/v1/incidents/{id}', params, answer: incidentDetailSchema } as const;
  mount(
    app,
    { ...one, method: 'get', permission: 'incidents.read', summary: 'One incident: failures, timeline, messages' },
    async (c, valid) => c.json(await detail(receive, valid.params.id, valid.principal)),
  );
  mountActions(app, receive);
}

function mountList(app: App, { pool }: ReceiveContext): void {
  const spec = { method: 'get', path: '/api/v1/incidents', permission: 'incidents.read', query: listQuery } as const;
  const summary = 'Incidents, paged, filtered and sorted';
  mount(app, { ...spec, summary, answer: incidentPageSchema }, async (c, { query, principal }) => {
    const page = pageOf(query);
    const dataset = query.dataset ? await findDataset(pool, query.dataset) : null;
    const filter = {
      namespaceLikes: namespaceLikes(principal),
      states: listOf(query.state),
      severities: listOf(query.severity),
      text: query.q || null,
      datasetId: query.dataset ? (dataset?.id ?? -1) : null,
      owner: query.owner || null,
    };
    const sort = sorts.find((known) => known === query.sort?.replace(/^-/, '')) ?? 'id';
    const descending = query.sort === undefined || query.sort.startsWith('-');
    const { items, total } = await listIncidents(pool, filter, { ...page, sort, descending });
    return c.json({ items: items.map(incidentRow), nextCursor: nextCursor(page, total), total });
  });
}

const acknowledgeBody = z.strictObject({});
const resolveBody = z.strictObject({ note: text(2000).optional(), accept: z.boolean().optional() });
const commentBody = z.strictObject({ text: text(5000, 1) });

/** The header by which a caller says which version it saw. */
export const ifMatch = {
  name: 'if-match',
  description: 'The version of the incident that was seen: refused with 409 when it was changed meanwhile.',
} as const;

function mountActions(app: App, receive: ReceiveContext): void {
  const acting = { headers: [ifMatch], problems: ['conflict'] } as const;
  const common = {
    method: 'post',
    permission: 'incidents.act',
    params,
    answer: incidentDetailSchema,
    ...acting,
  } as const;
  const path = '/api/v1/incidents/{id}';
  const acknowledge = {
    ...common,
    path: `${path}/acknowledge`,
    summary: 'Say that you have it',
    body: acknowledgeBody,
  } as const;
  mount(app, acknowledge, async (c, { params: { id }, principal }) => {
    await acknowledgeIncident(receive, actOf(c, id, principal));
    return c.json(await detail(receive, id, principal));
  });
  const resolve = { ...common, path: `${path}/resolve`, summary: 'Close it by hand', body: resolveBody } as const;
  mount(app, resolve, async (c, { params: { id }, principal, body }) => {
    const { note = null, accept = false } = body;
    await resolveIncident(receive, { ...actOf(c, id, principal), note, accept });
    return c.json(await detail(receive, id, principal));
  });
  const comment = {
    ...common,
    path: `${path}/comments`,
    summary: 'Comment in its timeline',
    body: commentBody,
  } as const;
  mount(app, comment, async (c, { params: { id }, principal, body }) => {
    await commentOnIncident(receive, { ...actOf(c, id, principal), text: body.text });
    return c.json(await detail(receive, id, principal));
  });
}

/** Who acts on which incident, and which version of it was seen. */
export const actOf = (c: Ctx, id: string, principal: Principal) => ({
  id,
  principal,
  actor: actorOf(principal, { via: c.get('via'), requestId: c.get('requestId'), ip: c.get('ip') }),
  version: versionOf(c),
});

function versionOf(c: Ctx): number | null {
  const header = c.req.header('if-match');
  if (header === undefined || header === '*') return null;
  const version = Number(header.replaceAll('"', ''));
  if (!Number.isInteger(version)) throw new Problem('invalid-request', 'If-Match must be the version of the incident.');
  return version;
}

/** An incident as its page shows it. */
export async function detail(receive: ReceiveContext, id: string, principal: Principal): Promise<IncidentDetail> {
  const { pool } = receive;
  const number = incidentNumber(id);
  const incident = number === null ? null : await findIncident(pool, number);
  requireNamespace(principal, incident?.namespace, `incident ${id}`);
  if (!incident) throw new Problem('not-found', `There is no incident ${id} here.`);
  const [failures, events, notifications, silences, runs, feedback, found] = await Promise.all([
    listFailures(pool, incident.id),
    listIncidentEvents(pool, incident.id),
    listNotifications(pool, { incident: incident.id, limit: 200 }),
    silencesOver(receive, incident.id),
    listIncidentRuns(pool, incident.id),
    listFeedback(pool, incident.id),
    readIncidentCause(pool, incident.id),
  ]);
  const shown = found && (await causeShapes({ pool, principal }, found));
  return {
    ...incidentRow(incident),
    runbook: incident.runbook,
    version: incident.version,
    failures: failures.map(failureShape),
    timeline: events.map((event) => ({
      ...event,
      kind: event.kind as IncidentDetail['timeline'][number]['kind'],
      at: event.at.toISOString(),
    })),
    notifications: notifications.map(notificationRow),
    runs,
    cause: shown && found && { ...shown.cause, foundAt: found.foundAt.toISOString() },
    blastRadius: shown && shown.blastRadius,
    feedback: feedback.map(feedbackShape),
    silences: silences.map((one) => ({
      id: one.id,
      endsAt: one.endsAt.toISOString(),
      createdBy: one.createdBy,
      comment: one.comment,
    })),
    mayAct: hasPermission(principal.role, 'incidents.act'),
  };
}
