import { read, type ListQuery } from '../../api/client.ts';
import type { Fetch } from '../../api/request.ts';
import { oneOf, someOf } from '../../api/url-state.ts';

export const STATUSES = ['fail', 'warn', 'undecided', 'unknown', 'ok'] as const;
const FIELDS = ['name', 'status', 'lastProfileAt', 'rowCount', 'openIncidents'] as const;
const SORTS = FIELDS.flatMap((field) => [field, `-${field}`] as const);
const DEFAULT_SORT = 'status';

/** What the address asks of the list; unknown values are dropped. */
export function datasetsView(url: URL) {
  const query = url.searchParams;
  return {
    q: query.get('q') ?? '',
    namespace: query.get('namespace') ?? '',
    owner: query.get('owner') ?? '',
    unowned: oneOf(query.get('unowned'), ['true', ''], ''),
    status: someOf(query.get('status'), STATUSES),
    sort: oneOf(query.get('sort'), SORTS, DEFAULT_SORT),
    cursor: query.get('cursor'),
  };
}
export type DatasetsView = ReturnType<typeof datasetsView>;

/** One page of datasets, and whether any exist at all where the filters exclude every one. */
export async function loadDatasets(fetch: Fetch, url: URL) {
  const view = datasetsView(url);
  const query: ListQuery = { ...view, status: view.status.join(','), limit: 50 };
  const list = await read(fetch).datasets(query);
  const filtered =
    [view.q, view.namespace, view.owner, view.unowned].some((one) => one !== '') || view.status.length > 0;
  const all = list.total > 0 || !filtered ? list.total : (await read(fetch).datasets({ limit: 1 })).total;
  return { view, list, filtered, all };
}
