import { appendAudit, type Actor } from '../../store/audit.ts';
import { listSegments } from '../../store/learned.ts';
import type { QualifiedName } from '../../store/datasets.ts';
import type { ReceiveContext } from '../receive-context.ts';
import type { Learner } from './types.ts';
import { rebuildSeries, type Rebuilt } from './rebuild.ts';

/** Learns every part of a dataset anew, one after the other; who asked for it is kept. */
export async function rebuildDataset(
  receive: ReceiveContext,
  learner: Learner,
  { actor, dataset }: { actor: Actor; dataset: QualifiedName & { id: number } },
): Promise<Rebuilt[]> {
  const { pool } = receive;
  const { namespace, name, id: datasetId } = dataset;
  const { calendar } = (await receive.rules.current(pool)).of({ namespace, name }).learn;
  const country = calendar ?? learner.country;
  const rebuilt: Rebuilt[] = [];
  for (const segment of await listSegments(pool, datasetId))
    rebuilt.push(await rebuildSeries(learner, pool, { series: { datasetId, segment }, country }));
  const after = { series: rebuilt.length, runs: rebuilt.reduce((sum, { runs }) => sum + runs, 0) };
  await appendAudit(pool, actor, { action: 'baseline.rebuilt', object: `dataset/dst_${datasetId}`, namespace, after });
  return rebuilt;
}
