import type { FieldProblem } from '../checks/index.ts';

/** Every known way a request is refused: the slug is the heading in docs/problems.md that `type` points to. */
export const problemCatalogue = {
  'malformed-body': { status: 400, title: 'The body could not be read' },
  'invalid-request': { status: 422, title: 'The request is not valid' },
  'inconsistent-profile': { status: 422, title: 'The profile contradicts itself' },
  'invalid-suite': { status: 422, title: 'The suite is not valid' },
  'invalid-routing': { status: 422, title: 'The routing is not valid' },
  'not-signed-in': { status: 401, title: 'Who is asking is not known' },
  'wrong-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'not-allowed': { status: 403, title: 'Not allowed' },
  'cross-site-request': { status: 403, title: 'The request came from another site' },
  'setup-closed': { status: 403, title: 'The set-up link is used or has expired' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Not with this method' },
  'idempotency-conflict': { status: 409, title: 'The key was used for another body' },
  conflict: { status: 409, title: 'Somebody else changed it first' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-encoding': { status: 415, title: 'The encoding is not supported' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'rate-limited': { status: 429, title: 'Too many requests with this key' },
  overloaded: { status: 503, title: 'Too much at once' },
  'temporarily-unavailable': { status: 503, title: 'Temporarily unavailable' },
  bug: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemSlug = keyof typeof problemCatalogue;

interface ProblemMore {
  errors?: FieldProblem[];
  retryAfterSeconds?: number;
  allow?: string;
}

/** A request refused for a known reason; `detail` says what is wrong in this case and how to mend it. */
export class Problem extends Error {
  readonly slug: ProblemSlug;
  readonly detail: string;
  readonly errors: FieldProblem[];
  readonly retryAfterSeconds: number | null;
  /** Methods that there are, with 405. */
  readonly allow: string | null;

  constructor(slug: ProblemSlug, detail: string, more: ProblemMore = {}) {
    super(`${slug}: ${detail}`);
    this.slug = slug;
    this.detail = detail;
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
    this.allow = more.allow ?? null;
  }
}

/** The RFC 9457 document of a problem. */
export function problemDocument(problem: Pick<Problem, 'slug' | 'detail' | 'errors'>, requestId?: string) {
  const { status, title } = problemCatalogue[problem.slug];
  return {
    type: `/problems#${problem.slug}`,
    title,
    status,
    detail: problem.detail,
    ...(requestId ? { requestId } : {}),
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
}
