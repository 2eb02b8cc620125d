import { read } from '$lib/api/client.ts';
import { loadPage } from '$lib/api/load.ts';
import type { PageLoad } from './$types';

/** Whether the first administrator is still to be made, and the one-time token from the link. */
export const load: PageLoad = ({ fetch, url }) =>
  loadPage(url, async () => {
    const { needed } = await read(fetch).setup();
    return { needed, token: url.searchParams.get('token') ?? '' };
  });
