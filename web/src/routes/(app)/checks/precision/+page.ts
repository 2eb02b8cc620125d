import { loadPage } from '$lib/api/load.ts';
import { loadPrecision } from '$lib/pages/precision/load-precision.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends }) => {
  depends(LIVE);
  return loadPage(url, () => loadPrecision(fetch, url));
};
