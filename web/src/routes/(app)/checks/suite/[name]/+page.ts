import { read } from '$lib/api/client.ts';
import { loadPage } from '$lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url, params }) =>
  loadPage(url, async () => {
    const { items: versions } = await read(fetch).suiteVersions(params.name);
    return { suite: await read(fetch).suite(params.name), versions };
  });
