import { read } from '$lib/api/client.ts';
import { loadPage } from '$lib/api/load.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends }) => {
  depends(LIVE);
  return loadPage(url, async () => ({ silences: await read(fetch).silences({ limit: 200 }) }));
};
