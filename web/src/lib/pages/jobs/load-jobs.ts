import { read, type ListQuery } from '../../api/client.ts';
import type { Fetch } from '../../api/request.ts';
import { oneOf, someOf } from '../../api/url-state.ts';
import { RUN_STATES } from '../../format/run-words.ts';

const FIELDS = ['name', 'state', 'lastRunAt'] as const;
const SORTS = FIELDS.flatMap((field) => [field, `-${field}`] as const);

/** What the address asks of the list; unknown values are dropped. */
export function jobsView(url: URL, otherwise: (typeof SORTS)[number] = 'state') {
  const query = url.searchParams;
  return {
    q: query.get('q') ?? '',
    namespace: query.get('namespace') ?? '',
    owner: query.get('owner') ?? '',
    integration: query.get('integration') ?? '',
    state: someOf(query.get('state'), RUN_STATES),
    level: oneOf(query.get('level'), ['top', 'all'], 'top'),
    sort: oneOf(query.get('sort'), SORTS, otherwise),
    cursor: query.get('cursor'),
  };
}
export type JobsView = ReturnType<typeof jobsView>;

/** One page of jobs, and how many there are where the filters exclude every one. A search looks among parts too. */
export async function loadJobs(fetch: Fetch, url: URL) {
  const view = jobsView(url);
  const level = view.q === '' ? view.level : 'all';
  const query: ListQuery = { ...view, level, state: view.state.join(','), limit: 50 };
  const list = await read(fetch).jobs(query);
  const isFiltered =
    [view.q, view.namespace, view.owner, view.integration].some((one) => one !== '') || view.state.length > 0;
  const all = list.total > 0 || !isFiltered ? list.total : (await read(fetch).jobs({ limit: 1 })).total;
  return { view, level, list, isFiltered, all };
}
