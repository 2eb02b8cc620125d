import { loadPage } from '$lib/api/load.ts';
import { loadJobs } from '$lib/pages/jobs/load-jobs.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadJobs(fetch, url));
};
