import type { Profile } from '../../checks/index.ts';
import { nameKey } from '../store/datasets.ts';
import { MissingDataset, readAnswer } from '../store/receive.ts';
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
export async function receiveProfile(
  context: ReceiveContext,
  profile: Profile,
  traceparent: string | null = null,
): Promise<Receipt> {
  const posted = { profile, traceparent };
  try {
    return await receiveInto(context, posted, await datasetIdOf(context, profile));
  } catch (error) {
    if (!(error instanceof MissingDataset)) throw error;
    // It was removed, perhaps by another process, after this one had learnt its id: it is made anew.
    context.datasetIds.delete(nameKey(profile.dataset));
    return receiveInto(context, posted, await datasetIdOf(context, profile));
  }
}

interface Posted {
  profile: Profile;
  traceparent: string | null;
}

async function receiveInto(context: ReceiveContext, { profile, traceparent }: Posted, first: number): Promise<Receipt> {
  let datasetId = first;
  for (let rules = await context.rules.latest(context.pool); ;) {
    const prepared = { ...(await prepareProfile(context, profile, rules)), traceparent };
    const outcome = await inPipelinedTransaction(
      context.pool,
      judgeAndStore({ ...context, rules }, datasetId, prepared),
    );
    if (outcome.kind === 'seen') {
      context.observe.event('profile', 'repeated');
      return repeat(context.pool, outcome.profileId);
    }
    if (outcome.kind === 'stored') {
      context.activity.acceptedAt = prepared.receivedAt;
      context.observe.event('profile', 'created');
      context.observe.judged(outcome.judging);
      // Behind the answer; who comes next before it has happened does it.
      setImmediate(outcome.kept);
      if (outcome.notified) context.onNotification();
      context.onChange();
      return { created: true, answer: outcome.answer };
    }
    rules = await context.rules.at(context.pool, outcome.epoch);
    // Its name may be one with another now.
    datasetId = await datasetIdOf(context, profile);
  }
}

async function repeat(pool: Pool, profileId: number): Promise<Receipt> {
  return { created: false, answer: await readAnswer(pool, profileId) };
}
