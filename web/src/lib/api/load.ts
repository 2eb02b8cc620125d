import { error, redirect } from '@sveltejs/kit';
import { Problem } from './problem.ts';
import type { ProblemShape } from './types.ts';

/** What one panel of a page got: its data, or the problem that keeps it empty while the rest of the page stands. */
export type Settled<T> = { data: T; problem: null } | { data: null; problem: ProblemShape };

/** A panel's request that must not take the page with it. */
export async function settle<T>(request: Promise<T>): Promise<Settled<T>> {
  try {
    return { data: await request, problem: null };
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status === 401) throw failure;
    return { data: null, problem: failure.shape };
  }
}

/** Runs a page's load: no session sends to sign-in and back again, any other problem becomes the error page. */
export async function loadPage<T>(url: URL, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    if (failure.status === 401) redirect(307, signInPath(url));
    error(failure.status >= 400 ? failure.status : 503, { message: failure.shape.title, problem: failure.shape });
  }
}

/** The sign-in page that comes back to where the person was. */
function signInPath(url: URL): string {
  const here = url.pathname + url.search;
  return here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`;
}

/** Only a path on this site may be returned to: `//evil.example` and `/\evil.example` lead elsewhere. */
export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}
