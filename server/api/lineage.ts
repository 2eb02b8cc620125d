import { findInconsistencies, type Profile } from '../../checks/index.ts';
import { receiveLineage } from '../flow/receive-lineage.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import type { Principal } from '../flow/principal.ts';
import { profilesOf, readEvent, type LineageEvent } from '../openlineage/index.ts';
import { Problem, problemCatalogue } from '../problem.ts';
import { counted } from './counted.ts';
import { receiveAssertions } from './lineage-results.ts';
import { requireMayPost } from './may-post.ts';
import { mount, type App, type Ctx } from './mount.ts';
import { noteRefusal, postedRunIn } from './note-refusal.ts';
import { profileProblems } from './profile-validator.ts';
import { readBody } from './read-body.ts';
import { readJson } from './read-json.ts';
import { toProblem } from './render-problem.ts';
import { lineageBatchSchema, type LineageBatch } from './shapes/lineage.ts';
import { traceHeader } from './traceparent.ts';

const mostEvents = 1000;

// What is looked at; the standard has far more, and whatever else comes is left alone.
const eventJsonSchema = {
  type: 'object',
  description: 'An event of OpenLineage: a RunEvent, or a DatasetEvent or JobEvent, which change nothing yet.',
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

interface Posting {
  c: Ctx;
  receive: ReceiveContext;
  principal: Principal;
}

/** POST /api/v1/lineage and …/lineage/batch: OpenLineage events, as every OpenLineage client sends them. */
export function mountLineage(app: App, receive: ReceiveContext, limits: { maxBodyBytes: number }): void {
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
    const value = readJson(await readBody(c, limits.maxBodyBytes));
    if (Array.isArray(value)) return c.json(await takeMany({ c, receive, principal }, value), 200 as never);
    c.set('posted', postedRunIn(value));
    await takeCounted({ c, receive, principal }, value);
    // Some clients read a body after anything but 201, others fail without one: empty, and said to be.
    return c.body(null, 201, { 'content-length': '0' });
  });
  const summary = 'Take up to 1,000 OpenLineage events';
  const batch = { ...common, path: '/api/v1/lineage/batch', summary, bodyReadByHandler: manyJsonSchema } as const;
  mount(app, { ...batch, answer: lineageBatchSchema }, async (c, { principal }) => {
    const value = readJson(await readBody(c, limits.maxBodyBytes));
    if (!Array.isArray(value))
      throw new Problem('invalid-request', 'Send an array of events, or one to /api/v1/lineage.');
    return c.json(await takeMany({ c, receive, principal }, value));
  });
}

const takeCounted = (posting: Posting, value: unknown): Promise<void> =>
  counted(posting.receive, 'lineage', async () => {
    await take(posting, value);
    posting.receive.observe.event('lineage', 'created');
  });

async function take(posting: Posting, value: unknown): Promise<void> {
  const read = readEvent(value);
  if ('errors' in read) {
    const { errors } = read;
    throw new Problem('invalid-request', `${errors.length} field(s) of the OpenLineage event are not valid.`, {
      errors,
    });
  }
  const { event } = read;
  for (const namespace of namespacesIn(event)) requireMayPost(posting.principal, namespace);
  const profiles = profilesOf(event).flatMap((profile) => usable(posting, profile) ?? []);
  const traceparent = posting.c.get('traceparent');
  const run = event.run && traceparent ? { ...event.run, traceparent } : event.run;
  await receiveLineage(posting.receive, { ...event, run }, profiles);
  await receiveAssertions(posting.c, posting.receive, value);
}

const namespacesIn = ({ job, inputs, outputs }: LineageEvent) =>
  new Set([...(job ? [job] : []), ...inputs, ...outputs].map(({ namespace }) => namespace));

/** A facet is no reason to refuse an event: contradicting columns are left out of the profile, and it is said where posts are refused. */
function usable({ c }: Posting, profile: Profile): Profile | null {
  const errors = [...profileProblems(profile), ...findInconsistencies(profile)];
  if (errors.length === 0) return profile;
  const { namespace, name } = profile.dataset;
  const detail = 'The event was taken, without those of its facets that contradict themselves.';
  noteRefusal(c, new Problem('inconsistent-profile', detail, { errors }), { namespace, dataset: name });
  const { columnMetrics: _, ...rest } = profile;
  return profileProblems(rest).length + findInconsistencies(rest).length === 0 ? rest : null;
}

/** One after another, because a run's events come in order; one that is refused holds up none. */
async function takeMany(posting: Posting, values: readonly unknown[]): Promise<LineageBatch> {
  if (values.length === 0 || values.length > mostEvents) {
    throw new Problem('invalid-request', `Send 1 to ${mostEvents} events in one array, not ${values.length}.`);
  }
  const failed: LineageBatch['failed_events'] = [];
  for (const [index, value] of values.entries()) {
    try {
      await takeCounted(posting, value);
    } catch (error) {
      const problem = toProblem(error, posting.c);
      noteRefusal(posting.c, problem, postedRunIn(value));
      const places = problem.errors.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
      const retriable = problemCatalogue[problem.slug].status >= 500;
      failed.push({ index, reason: places === '' ? problem.detail : `${problem.detail} ${places}`, retriable });
    }
  }
  const received = values.length;
  return {
    status: failed.length === 0 ? 'success' : 'partial_success',
    summary: { received, successful: received - failed.length, failed: failed.length },
    failed_events: failed,
  };
}
