import { settle } from '../../api/load.ts';
import { read } from '../../api/client.ts';
import type { Fetch } from '../../api/request.ts';

/** Everything of the overview, narrowed to one owner where the address names one. */
export async function loadOverview(fetch: Fetch, url: URL) {
  const owner = url.searchParams.get('owner') ?? '';
  const api = read(fetch);
  const [overview, open, unwell, due, heartbeats] = await Promise.all([
    api.overview({ owner }),
    api.incidents({ state: 'open', sort: '-severity', owner, limit: 6 }),
    api.datasets({ status: 'fail,warn,undecided', sort: 'status', owner, limit: 8 }),
    settle(api.deadlines({ within: '24h', owner, limit: 8 })),
    settle(api.heartbeats()),
  ]);
  return { owner, overview, open, unwell, due, heartbeats };
}
