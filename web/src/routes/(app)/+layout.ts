import { read } from '$lib/api/client.ts';
import { loadPage } from '$lib/api/load.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { LayoutLoad } from './$types';

/** Who is signed in, and how many incidents are open (for the rail). The address is read untracked: moving about asks nothing anew. */
export const load: LayoutLoad = ({ fetch, url, depends, untrack }) => {
  depends(LIVE);
  return loadPage(
    untrack(() => new URL(url)),
    async () => {
      const [me, open] = await Promise.all([read(fetch).session(), read(fetch).incidents({ state: 'open', limit: 1 })]);
      return { me, openCount: open.total };
    },
  );
};
