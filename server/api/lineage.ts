import { createHash } from 'node:crypto';
import type { EventLane } from '../flow/lineage/event-lane.ts';
import { runKeyHex } from '../flow/lineage/run-results.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import type { Principal } from '../flow/principal.ts';
import { readEvent, redacted, warningsOf, type EventPrivacy, type LineageEvent } from '../openlineage/index.ts';
import { Problem, problemCatalogue } from '../problem.ts';
import { counted } from './counted.ts';
import { requireMayPost } from './may-post.ts';
import { leaveOutForeignSymlinks } from './foreign-symlinks.ts';
import { mount, type App, type Ctx } from './mount.ts';
import { noteRefusal, postedRunIn } from './note-refusal.ts';
import { readBody } from './read-body.ts';
import { readJsonSoftly } from './read-json.ts';
import { toProblem } from './render-problem.ts';
import { lineageBatchSchema, type LineageBatch } from './shapes/lineage.ts';
import { traceHeader } from './traceparent.ts';

const mostEvents = 1000;

// What is looked at; the standard has far more, and whatever else comes is left alone.
const eventJsonSchema = {
  type: 'object',
  description: 'An event of OpenLineage: a RunEvent, JobEvent or DatasetEvent, told apart by what it names.',
  required: ['eventTime'],
  properties: {
    eventType: { type: 'string', enum: ['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT', 'OTHER'] },
    eventTime: { type: 'string', format: 'date-time' },
    run: { type: 'object' },
    job: { type: 'object' },
    inputs: { type: 'array', items: { type: 'object' } },
    outputs: { type: 'array', items: { type: 'object' } },
  },
} as const;
const manyJsonSchema = { type: 'array', minItems: 1, maxItems: mostEvents, items: eventJsonSchema } as const;

/** Where events go. */
export interface LineageIntake {
  lineage: EventLane;
  privacy: EventPrivacy;
  maxBodyBytes: number;
}

interface Posting extends Omit<LineageIntake, 'maxBodyBytes'> {
  c: Ctx;
  receive: ReceiveContext;
  principal: Principal;
}

/** POST /api/v1/lineage and …/lineage/batch: OpenLineage events, as every OpenLineage client sends them. */
export function mountLineage(app: App, receive: ReceiveContext, intake: LineageIntake): void {
  const { maxBodyBytes, ...own } = intake;
  const common = { method: 'post', permission: 'runs.write', headers: [traceHeader] } as const;
  const one = {
    ...common,
    path: '/api/v1/lineage',
    summary: 'Take an OpenLineage event',
    description: 'Answered with 201 and no body. An array is answered like one sent to `/api/v1/lineage/batch`.',
    bodyReadByHandler: { oneOf: [eventJsonSchema, manyJsonSchema] },
    status: 201,
    also: { 200: { schema: lineageBatchSchema, description: 'How many events of the array were taken' } },
  } as const;
  mount(app, one, async (c, { principal }) => {
    const value = readJsonSoftly(await readBody(c, maxBodyBytes));
    if (Array.isArray(value)) return c.json(await takeMany({ c, receive, principal, ...own }, value), 200 as never);
    c.set('posted', postedRunIn(value));
    await takeCounted({ c, receive, principal, ...own }, value);
    // Some clients read a body after anything but 201, others fail without one: empty, and said to be.
    return c.body(null, 201, { 'content-length': '0' });
  });
  const summary = 'Take up to 1,000 OpenLineage events';
  const batch = { ...common, path: '/api/v1/lineage/batch', summary, bodyReadByHandler: manyJsonSchema } as const;
  mount(app, { ...batch, answer: lineageBatchSchema }, async (c, { principal }) => {
    const value = readJsonSoftly(await readBody(c, maxBodyBytes));
    if (!Array.isArray(value))
      throw new Problem('invalid-request', 'Send an array of events, or one to /api/v1/lineage.');
    return c.json(await takeMany({ c, receive, principal, ...own }, value));
  });
}

const takeCounted = (posting: Posting, value: unknown): Promise<void> =>
  counted(posting.receive, 'lineage', async () => {
    posting.receive.observe.event('lineage', await take(posting, value));
  });

async function take(posting: Posting, value: unknown): Promise<'created' | 'repeated'> {
  const read = readEvent(value);
  if ('errors' in read) {
    const { errors } = read;
    throw new Problem('invalid-request', `${errors.length} field(s) of the OpenLineage event are not valid.`, {
      errors,
    });
  }
  for (const namespace of namespacesIn(read.event)) requireMayPost(posting.principal, namespace);
  return posting.lineage.store(keptOf(posting, read.event, value as Record<string, unknown>));
}

/** The event as it is stored: without secrets, under the hash of what is left. */
function keptOf({ c, receive, principal, privacy }: Posting, event: LineageEvent, value: Record<string, unknown>) {
  const warnings = [...warningsOf(value), ...leaveOutForeignSymlinks(value, principal)];
  const body = bodyOf(value, privacy);
  const { run, kind, at: eventAt } = event;
  const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);
  return {
    eventAt,
    hash: hash(body),
    receivedAt: receive.clock().toISOString(),
    kind,
    runKey: run ? runKeyHex({ namespace: run.job.namespace, id: run.id }) : null,
    body,
    warnings: warnings.length === 0 ? null : JSON.stringify(warnings),
    traceparent: c.get('traceparent') ?? null,
    sender: `${principal.kind}:${principal.name}`,
  };
}

function bodyOf(value: Record<string, unknown>, privacy: EventPrivacy): string {
  try {
    return redacted(value, privacy);
  } catch (error) {
    // What JSON.stringify and its like cannot walk.
    if (error instanceof RangeError) throw new Problem('invalid-request', 'The event is nested too deeply.');
    throw error;
  }
}

const namespacesIn = ({ job, inputs, outputs }: LineageEvent) =>
  new Set([...(job ? [job] : []), ...inputs, ...outputs].map(({ namespace }) => namespace));

/** All at once: they are stored in the order in which they stand. One that is refused holds up none. */
async function takeMany(posting: Posting, values: readonly unknown[]): Promise<LineageBatch> {
  if (values.length === 0 || values.length > mostEvents) {
    throw new Problem('invalid-request', `Send 1 to ${mostEvents} events in one array, not ${values.length}.`);
  }
  const outcomes = await Promise.allSettled(values.map((value) => takeCounted(posting, value)));
  const failed = outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [failureOf(posting, { index, error: outcome.reason, value: values[index] })] : [],
  );
  const received = values.length;
  return {
    status: failed.length === 0 ? 'success' : 'partial_success',
    summary: { received, successful: received - failed.length, failed: failed.length },
    failed_events: failed,
  };
}

function failureOf({ c }: Posting, { index, error, value }: { index: number; error: unknown; value: unknown }) {
  const problem = toProblem(error, c);
  noteRefusal(c, problem, postedRunIn(value));
  const places = problem.errors.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
  const retriable = problemCatalogue[problem.slug].status >= 500;
  return { index, reason: places === '' ? problem.detail : `${problem.detail} ${places}`, retriable };
}
