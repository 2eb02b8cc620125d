import type { Profile } from '../../checks/index.ts';
import { addedTo, type LineageEvent } from '../openlineage/index.ts';
import { findProfileOfRun } from '../store/runs.ts';
import { ensureKnown } from './known-datasets.ts';
import type { ReceiveContext } from './receive-context.ts';
import { receiveProfile } from './receive-profiles.ts';
import { receiveRun } from './receive-run.ts';

/**
 * Keeps what an OpenLineage event says: the run's state, the datasets it names, and `profiles`, each like one that was
 * posted. All of it may be repeated: the same event again changes nothing.
 */
export async function receiveLineage(
  context: ReceiveContext,
  event: LineageEvent,
  profiles: readonly Profile[],
): Promise<void> {
  const { run, state, inputs, outputs } = event;
  const names = (datasets: LineageEvent['inputs']) => datasets.map(({ namespace, name }) => ({ namespace, name }));
  if (run && state) {
    const { at: eventTime, error, dataInterval } = event;
    await receiveRun(context, {
      state,
      eventTime,
      run,
      inputs: names(inputs),
      outputs: names(outputs),
      ...(dataInterval ? { dataInterval } : {}),
      ...(error === null ? {} : { error }),
    });
  } else {
    await ensureKnown(context, names([...inputs, ...outputs]).map((dataset) => ({ dataset }))); // prettier-ignore
  }
  for (const profile of profiles) {
    const added = addedTo(await earlierOf(context, profile), profile);
    if (added) await receiveProfile(context, added);
  }
}

/** What the same run told of the dataset before. */
async function earlierOf({ pool }: ReceiveContext, { run, dataset }: Profile): Promise<Profile | null> {
  if (!run?.job) return null;
  const { namespace } = run.job;
  const document = await findProfileOfRun(pool, { namespace, externalId: run.id, dataset });
  return document === null ? null : (JSON.parse(document) as Profile);
}
