import { read } from '../../api/client.ts';
import type { Fetch } from '../../api/request.ts';
import { oneOf } from '../../api/url-state.ts';

export const GROUPS = ['rule', 'family', 'dataset'] as const;
export type Group = (typeof GROUPS)[number];

/** What the address asks of the ledger. */
export function precisionView(url: URL) {
  const query = url.searchParams;
  return {
    by: oneOf(query.get('by'), GROUPS, 'rule'),
    dataset: query.get('dataset') ?? '',
    family: query.get('family') ?? '',
    cursor: query.get('cursor'),
  };
}
export type PrecisionView = ReturnType<typeof precisionView>;

/** One page of the ledger, noisiest first, and whether there was any alarm at all where the filters exclude every one. */
export async function loadPrecision(fetch: Fetch, url: URL) {
  const view = precisionView(url);
  const ledger = await read(fetch).precision({ ...view, limit: 50 });
  const isFiltered = view.dataset !== '' || view.family !== '';
  const { by } = view;
  const all = ledger.total > 0 || !isFiltered ? ledger.total : (await read(fetch).precision({ by, limit: 1 })).total;
  return { view, ledger, all };
}
