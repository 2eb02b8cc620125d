import { read } from '../../api/client.ts';
import { settle } from '../../api/load.ts';
import type { Fetch } from '../../api/request.ts';

/** The receivers and a page of dead letters; without the letters the receivers still stand. */
export async function loadAlerting(fetch: Fetch, url: URL) {
  const api = read(fetch);
  const [receivers, letters] = await Promise.all([
    api.receivers(),
    settle(api.notifications({ state: 'dead', limit: 50, cursor: url.searchParams.get('cursor') })),
  ]);
  return { receivers, letters };
}
