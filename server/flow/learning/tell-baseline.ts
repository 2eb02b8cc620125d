import { ENGINE_VERSION, LEARNED_SUITE } from '../../../checks/index.ts';
import { readSeriesHead, type Series } from '../../store/learned.ts';
import { readSeriesFacts } from '../../store/series-facts.ts';
import type { Pool } from '../../store/sql.ts';
import type { Learner } from './types.ts';
import { stateBefore } from './state-before.ts';
import type { LearnedState } from './state-cache.ts';

/** After so many runs weekdays are told apart. */
const RUNS_FOR_WEEKDAYS = 21;
/** Somebody waits: what is missing more than this is being learnt. */
const mostFolded = 64;
const endOfTime = new Date('9999-01-01T00:00:00Z');

/** What is known of one series. */
export async function tellBaseline(
  learner: Learner,
  pool: Pool,
  { series, country }: { series: Series; country: string | null },
) {
  const head = await readSeriesHead(pool, {
    ...series,
    effectiveAt: endOfTime,
    profileId: null,
    interval: null,
    learnedSuite: LEARNED_SUITE,
  });
  const facts = await readSeriesFacts(pool, series);
  const known = learner.cache.find(series, head);
  const asked = { ...series, before: null, head, knownBy: null, without: null, country, isUnlocked: true, mostFolded };
  const state = known?.isNewest ? known.state : orNull(await stateBefore(learner, pool, asked));
  const runs = state?.baseline.runs ?? 0;
  return {
    segment: series.segment,
    isCatchingUp: state === null,
    runs,
    runsToWeekdays: Math.max(0, RUNS_FOR_WEEKDAYS - runs),
    since: facts.firstAt?.toISOString() ?? null,
    newest: head.newest && { profileId: `prf_${head.newest.profileId}`, at: head.newest.effectiveAt.toISOString() },
    lateNotLearnt: facts.late,
    rebuiltUpTo: facts.rebuilt === null ? null : `prf_${facts.rebuilt}`,
    generation: facts.generation,
    bookmarks: facts.bookmarks,
    inAlarm: state === null ? [] : [...state.baseline.open.keys()],
    engine: ENGINE_VERSION,
  };
}

const orNull = (state: LearnedState | { behind: true }): LearnedState | null => ('behind' in state ? null : state);
