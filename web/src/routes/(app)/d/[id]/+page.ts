import { redirect } from '@sveltejs/kit';
import { read } from '$lib/api/client.ts';
import { loadPage } from '$lib/api/load.ts';
import type { PageLoad } from './$types';

/** The short address of a dataset, as messages carry it. */
export const load: PageLoad = async ({ fetch, url, params }) => {
  const dataset = await loadPage(url, () => read(fetch).dataset(params.id));
  redirect(307, `/datasets/${encodeURIComponent(dataset.slug)}`);
};
