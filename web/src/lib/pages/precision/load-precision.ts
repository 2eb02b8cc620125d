import { read } from '../../api/client.ts';
import type { Fetch } from '../../api/request.ts';

/** What the address asks of the ledger. */
export function precisionView(url: URL) {
  const query = url.searchParams;
  return {
    dataset: query.get('dataset') ?? '',
    rule: query.get('rule') ?? '',
    family: query.get('family') ?? '',
    cursor: query.get('cursor'),
  };
}
export type PrecisionView = ReturnType<typeof precisionView>;

/** One page of the ledger, noisiest first, and whether anything was marked at all where the filters exclude everything. */
export async function loadPrecision(fetch: Fetch, url: URL) {
  const view = precisionView(url);
  const ledger = await read(fetch).precision({ ...view, limit: 50 });
  const isFiltered = view.dataset !== '' || view.rule !== '' || view.family !== '';
  const all = ledger.total > 0 || !isFiltered ? ledger.total : (await read(fetch).precision({ limit: 1 })).total;
  return { view, ledger, all };
}
