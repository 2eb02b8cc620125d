import { loadPage } from '$lib/api/load.ts';
import { loadLineage } from '$lib/pages/lineage/load-lineage.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadLineage(fetch, url));
};
