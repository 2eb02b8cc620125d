import { LEARNED_SUITE } from '../../../checks/index.ts';
import { readSeriesHead, type Series } from '../../store/learned.ts';
import type { Pool } from '../../store/sql.ts';
import { stateBefore } from './state-before.ts';
import type { CatchUp, Learner } from './types.ts';

// Nothing is received that lies so far ahead.
const endOfTime = new Date('9999-01-01T00:00:00Z');

export function createCatchUp(pool: Pool, learnerOf: () => Learner): CatchUp {
  const asked = new Map<string, { series: Series; country: string | null }>();
  let working: Promise<void> | null = null;
  let stopped = false;
  const work = async () => {
    for (const [key, { series, country }] of asked) {
      if (stopped) return;
      const learner = learnerOf();
      try {
        await learnAll(learner, pool, series, country);
      } catch (error) {
        learner.log.warn(
          { error, ...series },
          'the history of a dataset could not be learnt; the next profile tries again',
        );
      }
      asked.delete(key);
    }
  };
  return {
    ask({ datasetId, segment }, country) {
      if (stopped) return;
      asked.set(`${datasetId}/${segment}`, { series: { datasetId, segment }, country });
      working ??= work().finally(() => (working = null));
    },
    async idle() {
      while (working !== null) await working;
    },
    async stop() {
      stopped = true;
      await working;
    },
  };
}

/** Profiles that come meanwhile are learnt by whoever judges the next one. */
async function learnAll(learner: Learner, pool: Pool, series: Series, country: string | null): Promise<void> {
  const head = await readSeriesHead(pool, {
    ...series,
    effectiveAt: endOfTime,
    profileId: null,
    interval: null,
    learnedSuite: LEARNED_SUITE,
  });
  if (learner.cache.find(series, head)?.isNewest) return;
  const asked = {
    ...series,
    before: null,
    head,
    knownBy: null,
    without: null,
    country,
    isUnlocked: true,
    mostFolded: Infinity,
  };
  const state = await stateBefore(learner, pool, asked);
  if (!('behind' in state)) learner.cache.put(series, state, head.generation);
}
