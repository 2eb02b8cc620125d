import { loadPage } from '$lib/api/load.ts';
import { loadJob } from '$lib/pages/job/load-job.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, params, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadJob(fetch, url, params.id));
};
