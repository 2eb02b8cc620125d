import type { Profile } from '../../checks/index.ts';
import { readAnswer } from '../store/receive.ts';
import { inPipelinedTransaction, type Pool } from '../store/sql.ts';
import { datasetIdOf } from './known-datasets.ts';
import { prepareProfile } from './prepare-profile.ts';
import type { ReceiveContext } from './receive-context.ts';
import { judgeAndStore } from './receive-transaction.ts';

/** `created` false: the same key and body were received before, and this is the answer given then. */
export interface Receipt {
  created: boolean;
  answer: string;
}

/**
 * Stores and judges one profile in one transaction, and answers what was decided; a repeat gets the first answer.
 * @throws Problem when its key was used for another body, or a time lies in the future.
 */
export async function receiveProfile(context: ReceiveContext, profile: Profile): Promise<Receipt> {
  const datasetId = await datasetIdOf(context, profile);
  for (let rules = await context.rules.latest(context.pool); ;) {
    const prepared = await prepareProfile(context, profile, rules);
    const outcome = await inPipelinedTransaction(
      context.pool,
      judgeAndStore({ ...context, rules }, datasetId, prepared),
    );
    if (outcome.kind === 'seen') return repeat(context.pool, outcome.profileId);
    if (outcome.kind === 'stored') {
      context.activity.acceptedAt = prepared.receivedAt;
      if (outcome.notified) context.onNotification();
      return { created: true, answer: outcome.answer };
    }
    rules = await context.rules.at(context.pool, outcome.epoch);
  }
}

async function repeat(pool: Pool, profileId: number): Promise<Receipt> {
  return { created: false, answer: await readAnswer(pool, profileId) };
}
