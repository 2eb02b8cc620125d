import type { Suite } from '../../checks/index.ts';
import { listDatasetNames } from '../store/dataset-names.ts';
import { ensureDatasets } from '../store/datasets.ts';
import { readRules } from '../store/rules.ts';
import type { Sql } from '../store/sql.ts';
import { compileRules } from './rules-cache.ts';
import { syncWatches } from './sync-watches.ts';

/**
 * Brings what is awaited in line with a suite that was just put in force, in its transaction. A dataset that it names in
 * full is made when nobody ever posted it: that nothing comes is what is to be noticed.
 */
export async function watchSuite(
  sql: Sql,
  { suite, before }: { suite: Suite; before: Suite | null },
  now: Date,
): Promise<void> {
  if (!suite.arrivals && !before?.arrivals) return;
  const rules = compileRules(await readRules(sql));
  if (suite.arrivals && !suite.dataset.name.includes('*')) await ensureDatasets(sql, [suite.dataset]);
  const moved = [suite.dataset, ...(before ? [before.dataset] : [])].map((name) => rules.currentName(name).namespace);
  const namespaces = [...moved, suite.dataset.namespace, ...(before ? [before.dataset.namespace] : [])];
  await syncWatches({ sql, rules }, await listDatasetNames(sql, [...new Set(namespaces)]), now);
}
