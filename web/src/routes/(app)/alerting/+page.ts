import { loadPage } from '$lib/api/load.ts';
import { loadAlerting } from '$lib/pages/alerting/load-alerting.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadAlerting(fetch, url));
};
