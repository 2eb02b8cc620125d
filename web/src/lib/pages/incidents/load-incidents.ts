import { read } from '../../api/client.ts';
import type { Fetch } from '../../api/request.ts';
import { oneOf } from '../../api/url-state.ts';

export const STATES = ['open', 'acknowledged', 'resolved', 'all'] as const;
export type StateTab = (typeof STATES)[number];
const SORTS = ['-severity', '-openedAt', 'openedAt', '-lastFailureAt'] as const;
const SEVERITIES = ['', 'critical', 'error', 'warn', 'info'] as const;

/** What the address asks of the list; unknown values are dropped. */
export function incidentsView(url: URL) {
  const query = url.searchParams;
  return {
    state: oneOf<StateTab>(query.get('state'), STATES, 'open'),
    severity: oneOf(query.get('severity'), SEVERITIES, ''),
    q: query.get('q') ?? '',
    sort: oneOf(query.get('sort'), SORTS, '-severity'),
    cursor: query.get('cursor'),
  };
}
export type IncidentsView = ReturnType<typeof incidentsView>;

/** One page of incidents, with how many are open and acknowledged (for the tabs) and the last one resolved (for a quiet day). */
export async function loadIncidents(fetch: Fetch, url: URL) {
  const view = incidentsView(url);
  const api = read(fetch);
  const [list, acknowledged, resolved] = await Promise.all([
    api.incidents({ ...view, state: view.state === 'all' ? null : view.state, limit: 50 }),
    api.incidents({ state: 'acknowledged', limit: 1 }),
    api.incidents({ state: 'resolved', limit: 1 }),
  ]);
  return { view, list, acknowledgedCount: acknowledged.total, lastResolved: resolved.items[0] ?? null };
}
