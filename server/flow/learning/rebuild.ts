import { encodeBaseline, ENGINE_VERSION } from '../../../checks/index.ts';
import { Problem } from '../../problem.ts';
import type { Series } from '../../store/learned.ts';
import { readRebuildStart, replaceBookmarks, type KeptBookmark } from '../../store/series-facts.ts';
import { lockDataset } from '../../store/receive.ts';
import { inTransaction, type Pool } from '../../store/sql.ts';
import { foldForward, NOTHING_LEARNT } from './fold.ts';
import type { Learner } from './types.ts';
import { BOOKMARK_EVERY } from './state-before.ts';
import type { LearnedState } from './state-cache.ts';
import { NEWEST_BOOKMARKS, OLDER_EVERY } from './thin.ts';

/** What became of one series. */
export interface Rebuilt {
  segment: string;
  /** Profiles learnt. */
  runs: number;
  bookmarks: number;
}

const mostAttempts = 3;

/**
 * Learns all profiles of a series once more in the order of their data intervals, those that came late among them, and puts it in the
 * place of what was remembered, at once. Until then all is judged as before; when the past is changed meanwhile it begins again.
 * @throws Problem when that happens again and again.
 */
export async function rebuildSeries(
  learner: Learner,
  pool: Pool,
  { series, country }: { series: Series; country: string | null },
): Promise<Rebuilt> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const { generation, newestId: rebuilt } = await readRebuildStart(pool, series);
    const { state, bookmarks } = await learnAll(learner, pool, { series, country, rebuilt });
    const isDone = await inTransaction(pool, async (sql) => {
      await lockDataset(sql, series.datasetId);
      return replaceBookmarks(sql, series, { generation, rebuilt, bookmarks });
    });
    if (isDone) return { segment: series.segment, runs: state.baseline.runs, bookmarks: bookmarks.length };
  }
  throw new Problem('conflict', 'Profiles of this dataset are being corrected just now: ask again in a while.');
}

async function learnAll(
  { holidays }: Learner,
  pool: Pool,
  { series, country, rebuilt }: { series: Series; country: string | null; rebuilt: number },
) {
  const kept = new Map<number, KeptBookmark>();
  const onLearnt = (state: LearnedState) => {
    const { runs } = state.baseline;
    if (runs % BOOKMARK_EVERY !== 0) return;
    keep(kept, state);
    const old = runs - NEWEST_BOOKMARKS * BOOKMARK_EVERY;
    if (old % OLDER_EVERY !== 0) kept.delete(old);
  };
  const range = { ...series, before: null, rebuilt, knownBy: null, without: null };
  const state = await foldForward({ sql: pool, holidays, country, onLearnt }, NOTHING_LEARNT, range);
  // The newest of all is where the next profile goes on.
  keep(kept, state);
  return { state, bookmarks: [...kept.values()] };
}

function keep(kept: Map<number, KeptBookmark>, { baseline, place }: LearnedState): void {
  const { runs } = baseline;
  if (place !== null) kept.set(runs, { ...place, engine: ENGINE_VERSION, runs, state: encodeBaseline(baseline) });
}
