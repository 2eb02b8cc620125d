import type { ProducerCounter } from '../flow/lineage/count-producers.ts';
import type { EventLane } from '../flow/lineage/event-lane.ts';
import { keptEvent, validEvent } from '../flow/lineage/kept-event.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import type { Principal } from '../flow/principal.ts';
import { producerOf, type EventPrivacy, type LineageEvent } from '../openlineage/index.ts';
import { Problem, problemCatalogue } from '../problem.ts';
import { counted, outcomeOf } from './counted.ts';
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
  producers: ProducerCounter;
  maxBodyBytes: number;
}

interface Posting extends Omit<LineageIntake, 'maxBodyBytes'> {
  c: Ctx;
  receive: ReceiveContext;
  principal: Principal;
}

/** POST /api/v1/lineage and …/lineage/batch: OpenLineage events, as every OpenLineage client sends them. */
export function mountLineage(app: App, receive: ReceiveContext, intake: LineageIntake): void {
  const { maxBodyBytes: _, ...own } = intake;
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
    const value = await readPosted(c, intake);
    if (Array.isArray(value)) return c.json(await takeMany({ c, receive, principal, ...own }, value), 200 as never);
    c.set('posted', postedRunIn(value));
    await takeCounted({ c, receive, principal, ...own }, value);
    // Some clients read a body after anything but 201, others fail without one: empty, and said to be.
    return c.body(null, 201, { 'content-length': '0' });
  });
  const summary = 'Take up to 1,000 OpenLineage events';
  const batch = { ...common, path: '/api/v1/lineage/batch', summary, bodyReadByHandler: manyJsonSchema } as const;
  mount(app, { ...batch, answer: lineageBatchSchema }, async (c, { principal }) => {
    const value = await readPosted(c, intake);
    if (!Array.isArray(value))
      throw new Problem('invalid-request', 'Send an array of events, or one to /api/v1/lineage.');
    return c.json(await takeMany({ c, receive, principal, ...own }, value));
  });
}

/** What cannot be read is nobody's, and is counted all the same. */
async function readPosted(
  c: Ctx,
  { producers, maxBodyBytes }: Pick<LineageIntake, 'producers' | 'maxBodyBytes'>,
): Promise<unknown> {
  try {
    return readJsonSoftly(await readBody(c, maxBodyBytes));
  } catch (error) {
    producers.note(producerOf(null), outcomeOf(error));
    throw error;
  }
}

const takeCounted = (posting: Posting, value: unknown): Promise<void> =>
  counted(posting.receive, 'lineage', async () => {
    const { receive, producers } = posting;
    const producer = producerOf(value);
    try {
      const outcome = await take(posting, value);
      producers.note(producer, outcome === 'created' ? 'stored' : 'repeated');
      receive.observe.event('lineage', outcome);
    } catch (error) {
      producers.note(producer, outcomeOf(error));
      throw error;
    }
  });

async function take(posting: Posting, value: unknown): Promise<'created' | 'repeated'> {
  const event = validEvent(value);
  for (const namespace of namespacesIn(event)) requireMayPost(posting.principal, namespace);
  const { c, receive, principal, privacy } = posting;
  const sender = `${principal.kind}:${principal.name}`;
  const warned = leaveOutForeignSymlinks(value as Record<string, unknown>, principal);
  const how = { privacy, sender, traceparent: c.get('traceparent') ?? null, receivedAt: receive.clock(), warned };
  return posting.lineage.store(keptEvent(event, value as Record<string, unknown>, how));
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
