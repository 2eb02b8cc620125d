import { createRoute, z } from '@hono/zod-openapi';
import { problemCatalogue, type ProblemSlug } from '../problem.ts';
import type { RouteSpec } from './route-spec.ts';
import { problemSchema } from './shapes/common.ts';

type Media = Record<string, { schema: z.ZodType }>;

/** A route as OpenAPI describes it: what it takes, and every status that it answers with what it means. */
export function describedRoute(spec: RouteSpec) {
  return createRoute({
    method: spec.method,
    path: spec.path,
    operationId: operationId(spec),
    tags: [tagOf(spec)],
    summary: spec.summary,
    ...(spec.description ? { description: spec.description } : {}),
    security: spec.permission === 'public' ? [] : [{ key: [] }, { session: [] }],
    request: requestOf(spec),
    responses: { ...answersOf(spec), ...refusalsOf(spec) },
  } as Parameters<typeof createRoute>[0]);
}

const pascal = (text: string) =>
  text.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter) => letter.toUpperCase());

/** `getDatasetsByIdMetrics`: from the method and the path, so that it stays the same as long as they do. */
function operationId({ method, path }: Pick<RouteSpec, 'method' | 'path'>): string {
  const parts = path
    .replace(/^\/api\/v1/, '')
    .split('/')
    .filter((part) => part !== '');
  return (
    method + parts.map((part) => (part.startsWith('{') ? `By${pascal(part.slice(1, -1))}` : pascal(part))).join('')
  );
}

const tagOf = ({ path, tag }: RouteSpec) => tag ?? /^\/api\/v1\/([\w-]+)/.exec(path)?.[1] ?? 'system';

function requestOf(spec: RouteSpec) {
  const body = spec.body ?? spec.bodyReadByHandler;
  const headers = headersOf(spec);
  // Nothing sent is taken for {}: where that will do, a body need not be there.
  const required = !(spec.body?.safeParse({}).success ?? false);
  return {
    ...(spec.query ? { query: spec.query } : {}),
    ...(spec.params ? { params: spec.params } : {}),
    ...(headers ? { headers } : {}),
    // What the handler reads by itself is described here and validated there.
    ...(body ? { body: { content: { 'application/json': { schema: body as z.ZodType } }, required } } : {}),
  };
}

function headersOf({ headers = [] }: RouteSpec): z.ZodObject | null {
  const shape = headers.map(({ name, description }) => [name, z.string().optional().meta({ description })] as const);
  return shape.length === 0 ? null : z.object(Object.fromEntries(shape));
}

const idHeader = {
  'x-request-id': {
    description: 'Names this request in the log; what the request sent under this name, if it was well-formed.',
    schema: { type: 'string' as const },
  },
};

const nothing = { schema: null, description: '' };

function answersOf(spec: RouteSpec) {
  const answers: Partial<Record<number, { schema: z.ZodType | null; description: string }>> = {
    [spec.status ?? 200]: { schema: spec.answer ?? null, description: spec.summary },
    ...spec.also,
  };
  const media = spec.media ?? 'application/json';
  return Object.fromEntries(
    Object.entries(answers).map(([status, { schema, description } = nothing]) => {
      const content: Media = schema ? { [media]: { schema }, ...textOf(spec), ...csvOf(spec), ...jsonOf(spec) } : {};
      return [status, { description, headers: idHeader, ...(schema ? { content } : {}) }];
    }),
  );
}

const textOf = ({ plainTextToo }: RouteSpec): Media => (plainTextToo ? { 'text/plain': { schema: z.string() } } : {});

const csvOf = ({ csvToo }: RouteSpec): Media => (csvToo ? { 'text/csv': { schema: z.string() } } : {});

const jsonOf = ({ jsonToo }: RouteSpec): Media => (jsonToo ? { 'application/json': { schema: jsonToo } } : {});

/** What can go wrong with every route of its kind, and what it names itself. */
function problemsOf(spec: RouteSpec): ProblemSlug[] {
  const isApi = spec.path.startsWith('/api/');
  const hasBody = spec.body !== undefined || spec.bodyReadByHandler !== undefined;
  const changes = spec.method !== 'get';
  return [
    ...(spec.query || spec.params || spec.headers || hasBody ? (['invalid-request'] as const) : []),
    ...(hasBody ? (['malformed-body', 'unsupported-encoding', 'body-too-large'] as const) : []),
    ...(isApi ? (['not-signed-in'] as const) : []),
    ...(spec.permission === 'public' ? [] : (['not-allowed'] as const)),
    ...(isApi && changes ? (['cross-site-request'] as const) : []),
    ...(spec.bodyReadByHandler ? (['rate-limited', 'overloaded'] as const) : []),
    ...(isApi && spec.params ? (['not-found'] as const) : []),
    ...(isApi ? (['temporarily-unavailable'] as const) : []),
    'bug',
    ...(spec.problems ?? []),
  ];
}

const retryHeader = {
  'retry-after': { description: 'Seconds to wait before the next try.', schema: { type: 'string' as const } },
};

function refusalsOf(spec: RouteSpec) {
  const slugs = new Map<number, ProblemSlug[]>();
  for (const slug of new Set(problemsOf(spec))) {
    const { status } = problemCatalogue[slug];
    slugs.set(status, [...(slugs.get(status) ?? []), slug]);
  }
  const content = { 'application/problem+json': { schema: problemSchema }, ...textOf(spec) };
  return Object.fromEntries(
    [...slugs].map(([status, of]) => {
      const description = of.map((slug) => `\`${slug}\`: ${problemCatalogue[slug].title}.`).join(' ');
      const headers = status === 429 || status === 503 ? { ...idHeader, ...retryHeader } : idHeader;
      return [status, { description, headers, content }];
    }),
  );
}
