import type { z } from '@hono/zod-openapi';
import { coversNamespace, hasPermission, namespacesOf, type Permission, type Principal } from '../flow/principal.ts';
import { Problem } from '../problem.ts';
import { describedRoute } from './describe-route.ts';
import type { App, Ctx } from './request-state.ts';
import type { RouteSpec } from './route-spec.ts';

export type { App, Ctx, RequestState } from './request-state.ts';
export type { RouteSpec } from './route-spec.ts';

export interface Valid<S extends RouteSpec> {
  query: S['query'] extends z.ZodType ? z.infer<S['query']> : Record<string, never>;
  params: S['params'] extends z.ZodType ? z.infer<S['params']> : Record<string, never>;
  body: S['body'] extends z.ZodType ? z.infer<S['body']> : undefined;
  principal: S['permission'] extends 'public' ? Principal | null : Principal;
}

const mounted: RouteSpec[] = [];
/** Every route that was mounted with its permission, for the test that tries each with each role. */
export const mountedRoutes = (): readonly RouteSpec[] => mounted;

/** The only way to add a route: it cannot be reached by anybody whose role lacks its permission. */
export function mount<const S extends RouteSpec>(
  app: App,
  spec: S,
  handler: (c: Ctx, valid: Valid<S>) => Promise<Response> | Response,
): void {
  if (!mounted.some((known) => known.method === spec.method && known.path === spec.path)) mounted.push(spec);
  const route = describedRoute(spec);
  const guard = async (c: Ctx, next: () => Promise<void>) => {
    if (spec.permission !== 'public') requirePermission(c.get('principal'), spec.permission);
    if (spec.body) requireJson(c);
    await next();
  };
  // The router answers HEAD with the route of GET: it needs the same permission.
  const asked = (c: Ctx) => (c.req.method === 'HEAD' ? 'get' : c.req.method.toLowerCase());
  app.use(route.getRoutingPath(), async (c, next) => (asked(c) === spec.method ? guard(c, next) : next()));
  app.openapi(route, (async (c: Ctx) => {
    const read = (part: string) => (c.req as unknown as { valid(p: string): unknown }).valid(part) ?? {};
    const valid = {
      query: spec.query ? read('query') : {},
      params: spec.params ? read('param') : {},
      body: spec.body ? read('json') : undefined,
      principal: c.get('principal'),
    };
    return handler(c, valid as Valid<S>);
  }) as never);
}

// A body of another type would be taken for an empty one, and what it asks for would be lost without a word.
function requireJson(c: Ctx): void {
  const type = c.req.header('content-type');
  const isSent = type !== undefined || c.req.header('transfer-encoding') !== undefined;
  if (!isSent && Number(c.req.header('content-length') ?? 0) === 0) return;
  if (type !== undefined && /^application\/([\w.-]+\+)?json(\s*;|$)/i.test(type.trim())) return;
  throw new Problem('unsupported-encoding', 'Send the body as JSON, with the header Content-Type: application/json.');
}

function requirePermission(principal: Principal | null, permission: Permission): void {
  if (!principal) {
    throw new Problem('not-signed-in', 'Send an API key (Authorization: Bearer plk_…) or sign in.');
  }
  if (!hasPermission(principal.role, permission)) {
    throw new Problem('not-allowed', `The role ${principal.role} does not have the permission ${permission}.`);
  }
}

/** Answers 404 for what lies in a namespace that the caller may not see: what is foreign does not exist. */
export function requireNamespace(principal: Principal, namespace: string | null | undefined, what: string): void {
  if (namespace === null || namespace === undefined || !coversNamespace(namespacesOf(principal), namespace)) {
    throw new Problem('not-found', `There is no ${what} here, or it is not yours to see.`);
  }
}
