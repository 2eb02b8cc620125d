import { Problem } from '../../problem.ts';
import { appendAudit, type Actor } from '../../store/audit.ts';
import type { QualifiedName } from '../../store/datasets.ts';
import { savePromotion, type Promotion } from '../../store/precision.ts';
import { inTransaction } from '../../store/sql.ts';
import type { Principal } from '../principal.ts';
import type { ReceiveContext } from '../receive-context.ts';

interface Promoting {
  dataset: QualifiedName & { id: number };
  family: string;
  note: string | null;
  principal: Principal;
  actor: Actor;
}

/**
 * A kind of learned alarm that is only shown in a dataset is told again, until what people say from now on makes it too seldom right once more. Other
 * processes know within a minute.
 * @throws Problem when it is told already.
 */
export async function promoteFamily(receive: ReceiveContext, promoting: Promoting): Promise<Promotion> {
  const { dataset, family, note, principal, actor } = promoting;
  const by = principal.name;
  const { pool, learner } = receive;
  await learner?.tuner.refresh();
  if (learner?.tuner.demotedIn(dataset.id).has(family) !== true)
    throw new Problem(
      'conflict',
      `${family} of ${dataset.namespace}/${dataset.name} is told already: nothing is only shown there.`,
    );
  const promotion = { datasetId: dataset.id, family, by, at: receive.clock(), note };
  await inTransaction(pool, async (sql) => {
    await savePromotion(sql, promotion);
    const after = { family, note };
    const object = `dataset/dst_${dataset.id}`;
    await appendAudit(sql, actor, { action: 'precision.promoted', object, namespace: dataset.namespace, after });
  });
  await learner.tuner.refresh();
  return promotion;
}
