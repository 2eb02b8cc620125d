import { listDatasetNames } from '../store/dataset-names.ts';
import { deleteStale } from '../store/housekeeping.ts';
import type { ClockPlace } from './judge-arrival.ts';
import { thinOldBookmarks } from './learning/thin.ts';
import { syncWatches } from './sync-watches.ts';

const mostRows = 2_000;

/** Once an hour: deletes what nobody needs any more, in bites, and looks whether everything that should be watched is. */
export async function keepHouse({ context, sql }: ClockPlace, now: Date): Promise<void> {
  await deleteStale(sql, now, mostRows);
  await thinOldBookmarks(sql, mostRows);
  const rules = await context.rules.current(sql);
  const namespaces = rules.suites.filter(({ suite }) => suite.arrivals).map(({ suite }) => suite.dataset.namespace);
  await syncWatches({ sql, rules }, await listDatasetNames(sql, [...new Set(namespaces)]), now);
}
