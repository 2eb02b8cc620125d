import { publicIdIn } from '../flow/credentials.ts';
import type { Posted, Refusal } from '../flow/record-refusals.ts';
import { problemCatalogue, type Problem } from '../problem.ts';
import type { Ctx } from './mount.ts';
import { withoutValues } from './without-values.ts';

const routes = new Set([
  '/api/v1/profiles',
  '/api/v1/results',
  '/api/v1/runs',
  '/api/v1/lineage',
  '/api/v1/lineage/batch',
]);
const mostErrors = 20;

/** Notes that a post of measurements was refused, for the people who wait for it. A failure of ours is not the sender's to mend. */
export function noteRefusal(c: Ctx, problem: Problem, posted: Posted | null = c.get('posted')): void {
  const { status } = problemCatalogue[problem.slug];
  if (c.req.method !== 'POST' || !routes.has(c.req.path) || status >= 500) return;
  const principal = c.get('principal');
  // Without a key in the header nobody can say whose post it was.
  const publicId = principal ? null : publicIdIn(c.req.header('authorization') ?? '');
  if (!principal && publicId === null) return;
  c.get('refusals').note(refusalOf(c, problem, { status, principal, publicId, posted }));
}

type Known = Pick<Refusal, 'status' | 'principal' | 'publicId' | 'posted'>;

function refusalOf(c: Ctx, problem: Problem, known: Known): Refusal {
  return {
    ...known,
    route: c.req.path,
    problem: problem.slug,
    ...withoutValues({ ...problem, errors: problem.errors.slice(0, mostErrors) }),
    requestId: c.get('requestId'),
    producer: c.req.header('user-agent')?.slice(0, 200) ?? null,
  };
}

/** The namespace and dataset that a body names, however wrong the rest of it is. */
export function postedIn(body: unknown): Posted {
  const { dataset } = fieldsOf(body);
  const { namespace, name } = fieldsOf(dataset);
  return { namespace: shortText(namespace), dataset: shortText(name) };
}

/** The namespace that a run's body names, by its job. */
export function postedRunIn(body: unknown): Posted {
  const { job } = { ...fieldsOf(fieldsOf(body)['run']), ...fieldsOf(body) };
  return { namespace: shortText(fieldsOf(job)['namespace']), dataset: null };
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const shortText = (value: unknown) =>
  typeof value === 'string' && value.length > 0 && value.length <= 500 && value.isWellFormed() && !value.includes('\0')
    ? value
    : null;
