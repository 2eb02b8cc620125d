import { loadPage } from '$lib/api/load.ts';
import { loadDatasets } from '$lib/pages/datasets/load-datasets.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadDatasets(fetch, url));
};
