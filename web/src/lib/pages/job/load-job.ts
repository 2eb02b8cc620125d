import { read } from '../../api/client.ts';
import { settle } from '../../api/load.ts';
import type { Fetch } from '../../api/request.ts';
import { oneOf } from '../../api/url-state.ts';
import { jobsView } from '../jobs/load-jobs.ts';

export const TABS = ['runs', 'datasets', 'definition', 'parts'] as const;
export type JobTab = (typeof TABS)[number];
const SHOWN_RUNS = 30;
const MOST_OPEN = 5;

/** One job and the data of the tab that the address names; a tab that cannot be read leaves the rest standing. */
export async function loadJob(fetch: Fetch, url: URL, id: string) {
  const tab = oneOf(url.searchParams.get('tab'), TABS, 'runs');
  const api = read(fetch);
  const cursor = url.searchParams.get('cursor');
  const { sort } = jobsView(url, 'name');
  const [job, runs, parts] = await Promise.all([
    api.job(id),
    tab === 'runs' ? settle(api.jobRuns(id, { limit: SHOWN_RUNS, cursor })) : null,
    tab === 'parts' ? settle(api.jobs({ parent: id, sort, limit: 50, cursor })) : null,
  ]);
  const open = tab === 'runs' ? (url.searchParams.get('open') ?? '').split(',').filter((one) => one !== '') : [];
  const details = await Promise.all(open.slice(0, MOST_OPEN).map((run) => settle(api.run(run))));
  const opened = details.flatMap(({ data }) => (data === null ? [] : [data]));
  return { job, tab, sort, runs, parts, opened };
}
export type JobData = Awaited<ReturnType<typeof loadJob>>;
