import type { IncidentDetail } from '../../server/api/shapes/incidents.ts';
import { runCommand } from '../../cli/testing/run-command.ts';

/** Who acts in the story: the pipeline pushes, the author writes the rules, somebody is on call. */
export interface Keys {
  pipeline: string;
  author: string;
  onCall: string;
}

/** A running server and the keys to it. */
export interface Stage {
  url: string;
  keys: Keys;
}

/** The answer to a pushed profile, as far as the story reads it. */
export interface Answer {
  verdict: string;
  gate: string;
  results: { expectation: string; outcome: string; reason: string }[];
  incidents: { id: string; state: string; relation: 'opened' | 'joined' | 'continued' | 'resolved' }[];
}

export const dataset = 'jhu/csse-daily-report';
const deliveredWithinMs = 60_000;
const pollMs = 50;

/** Runs `plumbline` with a key; what it printed, and a failure where it ends with more than findings. */
async function plumbline(stage: Stage, who: keyof Keys, argv: string[]): Promise<string> {
  const env = { PLUMBLINE_URL: stage.url, PLUMBLINE_API_KEY: stage.keys[who] };
  const { exitCode, out, err } = await runCommand(argv, env);
  if (exitCode > 1) throw new Error(`plumbline ${argv.join(' ')} ended with ${exitCode}:\n${out}${err}`);
  return out;
}

/** `plumbline profile FILE --push`: the report of a day, measured here and judged there. */
export async function pushReport(stage: Stage, file: string, day: string): Promise<Answer> {
  const what = ['profile', file, '--dataset', dataset, '--date', day, '--max-top', '1000'];
  return JSON.parse(await plumbline(stage, 'pipeline', [...what, '--push', '-o', 'json'])) as Answer;
}

/** `plumbline check apply FILE`. */
export async function applySuite(stage: Stage, file: string): Promise<void> {
  await plumbline(stage, 'author', ['check', 'apply', file]);
}

/** PUT /api/v1/routing, what `plumbline routing apply` sends. */
export async function applyRouting(stage: Stage, yaml: string): Promise<void> {
  await call(stage, { as: 'author', method: 'PUT', path: '/api/v1/routing', body: { yaml } });
}

/** What the buttons of the incident's page do. */
export async function resolveIncident(stage: Stage, id: string, act: { note: string; accept: boolean }): Promise<void> {
  await call(stage, { as: 'onCall', method: 'POST', path: `/api/v1/incidents/${id}/resolve`, body: act });
}

/** A comment on its timeline. */
export async function comment(stage: Stage, id: string, text: string): Promise<void> {
  await call(stage, { as: 'onCall', method: 'POST', path: `/api/v1/incidents/${id}/comments`, body: { text } });
}

/** The incident once every message about it has arrived; a failure when one was given up or a minute has passed. */
export async function whenTold(stage: Stage, id: string): Promise<IncidentDetail> {
  for (const end = Date.now() + deliveredWithinMs; ;) {
    const incident = await call<IncidentDetail>(stage, {
      as: 'onCall',
      method: 'GET',
      path: `/api/v1/incidents/${id}`,
    });
    const { notifications } = incident;
    const lost = notifications.find(({ state }) => state === 'dead');
    if (lost) throw new Error(`${id}: ${lost.kind} to ${lost.recipient} was given up: ${lost.lastError}`);
    if (notifications.length > 0 && notifications.every(({ state }) => state === 'delivered')) return incident;
    if (Date.now() > end) throw new Error(`${id}: not told in time: ${JSON.stringify(notifications)}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

interface Request {
  as: keyof Keys;
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: unknown;
}

async function call<T>({ url, keys }: Stage, { as, method, path, body }: Request): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${keys[as]}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
