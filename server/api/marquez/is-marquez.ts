import type { Ctx } from '../request-state.ts';

const own = /^\/api\/v1\/(namespaces|sources|tags|search|column-lineage|jobs\/runs|events)(\/|$)/;

/** Is this request for Marquez's interface? `/lineage`, `/jobs` and `/events` are its only where they are asked as it is. */
export function isMarquez(c: Ctx): boolean {
  const { path, method } = c.req;
  if (path === '/api/v1/lineage') return method === 'GET';
  if (path === '/api/v1/jobs' || path === '/api/v1/events') return isAskedAsMarquez(c.req.query());
  return own.test(path);
}

/** Lists of Marquez are paged by `offset`, which ours never are. */
export const isAskedAsMarquez = (query: Record<string, unknown>) =>
  query['offset'] !== undefined || query['lastRunStates'] !== undefined;
