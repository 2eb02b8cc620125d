import { read } from '../../api/client.ts';
import { settle } from '../../api/load.ts';
import type { Fetch } from '../../api/request.ts';
import { oneOf } from '../../api/url-state.ts';

export const TABS = ['run', 'checks', 'events'] as const;
export type RunTab = (typeof TABS)[number];

/** One run; its raw events only where the address asks for them. */
export async function loadRun(fetch: Fetch, url: URL, id: string) {
  const tab = oneOf(url.searchParams.get('tab'), TABS, 'run');
  const api = read(fetch);
  const cursor = url.searchParams.get('cursor');
  const [run, events] = await Promise.all([
    api.run(id),
    tab === 'events' ? settle(api.runEvents(id, { limit: 20, cursor })) : null,
  ]);
  return { run, tab, events };
}
export type RunData = Awaited<ReturnType<typeof loadRun>>;
