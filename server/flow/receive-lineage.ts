import type { Profile } from '../../checks/index.ts';
import type { LineageEvent } from '../openlineage/index.ts';
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
  for (const profile of profiles) await receiveProfile(context, profile);
}
