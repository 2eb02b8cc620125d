import { Problem } from '../problem.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import { nameKey } from '../store/datasets.ts';
import { isUsedAsReal, markAsSample, removeSample } from '../store/samples.ts';
import { inTransaction } from '../store/sql.ts';
import type { ReceiveContext } from './receive-context.ts';
import { receiveProfile, type Receipt } from './receive-profiles.ts';
import { sampleName, sampleProfile } from './sample-profile.ts';

interface Act {
  actor: Actor;
  namespace: string;
}

/**
 * Posts a profile of an invented shop for somebody who wants to see what becomes of one: received and judged like any other,
 * its dataset marked as a sample. @throws Problem when real profiles were posted under its name.
 */
export async function postSample(context: ReceiveContext, { actor, namespace }: Act): Promise<Receipt> {
  const dataset = { namespace, name: sampleName };
  if (await isUsedAsReal(context.pool, dataset)) {
    throw new Problem('conflict', `${namespace}/${sampleName} holds profiles that are no samples; nothing was added.`);
  }
  const receipt = await receiveProfile(context, sampleProfile(namespace, context.clock()));
  await inTransaction(context.pool, async (sql) => {
    await markAsSample(sql, dataset);
    await appendAudit(sql, actor, { action: 'sample.posted', object: `dataset/${namespace}/${sampleName}`, namespace });
  });
  context.onChange();
  return receipt;
}

/** Removes a namespace's sample dataset with everything that came of it. @throws Problem when there is none. */
export async function removeSampleOf(context: ReceiveContext, { actor, namespace }: Act): Promise<void> {
  const dataset = { namespace, name: sampleName };
  await inTransaction(context.pool, async (sql) => {
    if (!(await removeSample(sql, dataset))) {
      throw new Problem('not-found', `There is no sample in ${JSON.stringify(namespace)}, or it is not yours to see.`);
    }
    await appendAudit(sql, actor, {
      action: 'sample.removed',
      object: `dataset/${namespace}/${sampleName}`,
      namespace,
    });
  });
  context.datasetIds.delete(nameKey(dataset));
  context.onChange();
}
