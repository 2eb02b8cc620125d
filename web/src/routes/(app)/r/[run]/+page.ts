import { redirect } from '@sveltejs/kit';
import { read } from '$lib/api/client.ts';
import { loadPage } from '$lib/api/load.ts';
import type { PageLoad } from './$types';

/** The short address of a run, by the id that its pipeline gave it, as messages and other pages carry it. */
export const load: PageLoad = async ({ fetch, url, params }) => {
  const run = await loadPage(url, () => read(fetch).run(params.run));
  redirect(307, `/runs/${run.id}${url.search}`);
};
