import { loadPage } from '$lib/api/load.ts';
import { loadIncident } from '$lib/pages/incident/load-incident.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, params, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadIncident(fetch, url, params.id));
};
