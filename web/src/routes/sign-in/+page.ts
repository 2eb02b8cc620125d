import { redirect } from '@sveltejs/kit';
import { read } from '$lib/api/client.ts';
import { safeNext, settle } from '$lib/api/load.ts';
import { Problem } from '$lib/api/problem.ts';
import type { PageLoad } from './$types';

/** Where to go after signing in, and whether the first administrator is still to be made. Somebody signed in goes on at once. */
export const load: PageLoad = async ({ fetch, url }) => {
  const next = safeNext(url.searchParams.get('next'));
  const session = await read(fetch)
    .session()
    .catch((failure: unknown) => {
      if (failure instanceof Problem) return null;
      throw failure;
    });
  if (session !== null) redirect(307, next);
  const setup = await settle(read(fetch).setup());
  return { next, setupNeeded: setup.data?.needed ?? false };
};
