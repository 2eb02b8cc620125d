import { findInconsistencies, type Profile } from '../../checks/index.ts';
import { ensureKnown, runNamespace } from '../flow/known-datasets.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { receiveProfile } from '../flow/receive-profiles.ts';
import type { Principal } from '../flow/principal.ts';
import { Problem, problemCatalogue, problemDocument } from '../problem.ts';
import { nameKey } from '../store/datasets.ts';
import { counted, outcomeOf } from './counted.ts';
import { requireMayPost } from './may-post.ts';
import type { App, Ctx } from './mount.ts';
import { mount } from './mount.ts';
import { noteRefusal, postedIn } from './note-refusal.ts';
import { profileProblems } from './profile-validator.ts';
import { readBody } from './read-body.ts';
import { readJson } from './read-json.ts';
import { toProblem } from './render-problem.ts';
import { profilesAnswerSchema, verdictAnswerSchema } from './shapes/verdict.ts';
import { traceHeader } from './traceparent.ts';

const mostProfiles = 1000;
const parallel = 4;

/** POST /api/v1/profiles: one profile or an array of them; answered after the commit of each. */
export function mountProfiles(app: App, receive: ReceiveContext, limits: { maxBodyBytes: number }): void {
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/profiles',
      permission: 'profiles.write',
      summary: 'Store and judge one profile, or up to 1,000 in an array; an array is answered item by item',
      description:
        'Answered after the commit. The same idempotency key and body again gets the first answer, with 200. An array is ' +
        'answered with 207 and one item for each profile, in order: its status, and its verdict or problem.',
      bodyReadByHandler: { oneOf: [profile, { type: 'array', items: profile, minItems: 1, maxItems: mostProfiles }] },
      headers: [traceHeader],
      answer: verdictAnswerSchema,
      status: 201,
      also: {
        200: { schema: verdictAnswerSchema, description: 'It was received before: the answer given then' },
        207: { schema: profilesAnswerSchema, description: 'One item for each profile of the array' },
      },
      problems: ['inconsistent-profile', 'idempotency-conflict'],
    },
    (c, { principal }) => counted(receive, 'profile', () => receivePosted(c, receive, { principal, ...limits })),
  );
}

const profile = { $ref: '#/components/schemas/Profile' };

async function receivePosted(
  c: Ctx,
  receive: ReceiveContext,
  { principal, maxBodyBytes }: { principal: Principal; maxBodyBytes: number },
): Promise<Response> {
  const value = readJson(await readBody(c, maxBodyBytes));
  if (Array.isArray(value)) return receiveMany(c, receive, { principal, values: value });
  c.get('ticket')?.charge(1);
  c.set('posted', postedIn(value));
  const { created, answer } = await receiveProfile(receive, checked(value, principal), c.get('traceparent'));
  return c.body(answer, created ? 201 : 200, { 'content-type': 'application/json' });
}

/** A value that is a profile, does not contradict itself and may be posted by this key; a Problem otherwise. */
function checked(value: unknown, principal: Principal): Profile {
  const errors = profileProblems(value);
  if (errors.length > 0)
    throw new Problem('invalid-request', `${errors.length} field(s) of the profile are not valid.`, { errors });
  const profile = value as Profile;
  const contradictions = findInconsistencies(profile);
  if (contradictions.length > 0) {
    throw new Problem('inconsistent-profile', 'Measurements of the profile contradict each other.', {
      errors: contradictions,
    });
  }
  for (const namespace of [profile.dataset.namespace, runNamespace(profile)]) {
    requireMayPost(principal, namespace);
  }
  return profile;
}

interface Item {
  status: number;
  body: unknown;
}

async function receiveMany(
  c: Ctx,
  receive: ReceiveContext,
  posted: { principal: Principal; values: unknown[] },
): Promise<Response> {
  const { values, principal } = posted;
  if (values.length === 0 || values.length > mostProfiles) {
    throw new Problem('invalid-request', `Send 1 to ${mostProfiles} profiles in one array, not ${values.length}.`);
  }
  c.get('ticket')?.charge(values.length);
  const items: (Item | Profile)[] = values.map((value) => {
    try {
      return checked(value, principal);
    } catch (error) {
      receive.observe.event('profile', outcomeOf(error));
      return itemOf(c, error, value);
    }
  });
  await ensureKnown(receive, items.filter(isProfile));
  await inDatasetOrder(items, async (profile, index) => {
    items[index] = await receiveOne(c, receive, profile);
  });
  return c.json({ items: items as Item[] }, 207 as never);
}

const isProfile = (item: Item | Profile): item is Profile => 'dataset' in item;

const itemOf = (c: Ctx, error: unknown, value: unknown): Item => {
  const problem = toProblem(error, c);
  noteRefusal(c, problem, postedIn(value));
  return { status: problemCatalogue[problem.slug].status, body: problemDocument(problem, c.get('requestId')) };
};

async function receiveOne(c: Ctx, receive: ReceiveContext, profile: Profile): Promise<Item> {
  try {
    const { created, answer } = await receiveProfile(receive, profile, c.get('traceparent'));
    return { status: created ? 201 : 200, body: JSON.parse(answer) };
  } catch (error) {
    receive.observe.event('profile', outcomeOf(error));
    return itemOf(c, error, profile);
  }
}

/** Profiles of one dataset one after another as they were posted, different datasets side by side. */
async function inDatasetOrder(
  items: readonly (Item | Profile)[],
  work: (profile: Profile, index: number) => Promise<void>,
) {
  const lanes = new Map<string, { profile: Profile; index: number }[]>();
  for (const [index, item] of items.entries()) {
    if (!isProfile(item)) continue;
    const lane = nameKey(item.dataset);
    lanes.set(lane, [...(lanes.get(lane) ?? []), { profile: item, index }]);
  }
  const waiting = [...lanes.values()];
  const worker = async () => {
    for (let lane = waiting.shift(); lane; lane = waiting.shift()) {
      for (const { profile, index } of lane) await work(profile, index);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}
