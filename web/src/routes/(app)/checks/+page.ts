import { read } from '$lib/api/client.ts';
import { loadPage } from '$lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ fetch, url }) => loadPage(url, () => read(fetch).suites());
