import type { ListQuery } from './client.ts';
import { get, queryOf, type Fetch } from './request.ts';
import type {
  LineageChanges,
  LineageColumns,
  LineageImpact,
  LineageMap,
  LineageNeighbourhood,
  LineageNodes,
  LineageSearch,
  LineageWays,
} from './types.ts';

export const lineagePath = (part: string, query: ListQuery = {}): string => `/api/v1/lineage/${part}${queryOf(query)}`;

/** Reading lineage, bound to the `fetch` of a load function. */
export const readLineage = (fetch: Fetch) => ({
  neighbourhood: (query: ListQuery) => get<LineageNeighbourhood>(fetch, lineagePath('neighbourhood', query)),
  impact: (query: ListQuery) => get<LineageImpact>(fetch, lineagePath('impact', query)),
  path: (query: ListQuery) => get<LineageWays>(fetch, lineagePath('path', query)),
  columns: (query: ListQuery) => get<LineageColumns>(fetch, lineagePath('columns', query)),
  search: (query: ListQuery) => get<LineageSearch>(fetch, lineagePath('search', query)),
  changes: (query: ListQuery) => get<LineageChanges>(fetch, lineagePath('changes', query)),
  map: (query: ListQuery) => get<LineageMap>(fetch, lineagePath('map', query)),
  nodes: (query: ListQuery) => get<LineageNodes>(fetch, lineagePath('nodes', query)),
});
