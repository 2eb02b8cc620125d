import { loadPage } from '$lib/api/load.ts';
import { loadDataset } from '$lib/pages/dataset/load-dataset.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, params, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadDataset(fetch, url, params.slug));
};
