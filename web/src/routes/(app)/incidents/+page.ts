import { loadPage } from '$lib/api/load.ts';
import { loadIncidents } from '$lib/pages/incidents/load-incidents.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadIncidents(fetch, url));
};
