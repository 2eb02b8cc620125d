import { loadPage } from '$lib/api/load.ts';
import { loadOverview } from '$lib/pages/overview/load-overview.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadOverview(fetch, url));
};
