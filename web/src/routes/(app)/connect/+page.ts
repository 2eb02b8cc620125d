import { loadPage } from '$lib/api/load.ts';
import { loadConnect } from '$lib/pages/connect/load-connect.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends, parent }) => {
  depends(LIVE);
  return loadPage(url, async () => loadConnect(fetch, url, (await parent()).me));
};
