import { loadPage } from '$lib/api/load.ts';
import { loadRun } from '$lib/pages/run/load-run.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, params, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadRun(fetch, url, params.id));
};
