import { read } from '$lib/api/client.ts';
import { loadPage } from '$lib/api/load.ts';
import { LIVE } from '$lib/state/polling.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, depends }) => {
  depends(LIVE);
  return loadPage(url, async () => {
    const api = read(fetch);
    const [open, acknowledged, unwell, all] = await Promise.all([
      api.incidents({ state: 'open', sort: '-severity', limit: 6 }),
      api.incidents({ state: 'acknowledged', limit: 1 }),
      api.datasets({ status: 'fail,warn,undecided', sort: 'status', limit: 10 }),
      api.datasets({ limit: 1 }),
    ]);
    return { open, acknowledged: acknowledged.total, unwell, all: all.total };
  });
};
