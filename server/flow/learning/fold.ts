import { judgeLearned, learn, NO_BASELINE, type Profile } from '../../../checks/index.ts';
import { readLearnt, type FoldRange, type LearntRow } from '../../store/learned.ts';
import type { Sql } from '../../store/sql.ts';
import { feedbackToLearn } from '../feedback/speaking.ts';
import type { HolidayBook } from './holiday-book.ts';
import type { LearnedState } from './state-cache.ts';

export const NOTHING_LEARNT: LearnedState = { baseline: NO_BASELINE, place: null };

const pageRows = 16;
/** How long it works before everybody else has a turn. */
const sliceMs = 8;

interface Folding {
  sql: Sql;
  holidays: HolidayBook;
  country: string | null;
  /** Told each state on the way. */
  onLearnt?: (state: LearnedState) => void;
}

/** Learns the profiles of a range one after the other, on top of what is known before it. */
export async function foldForward(
  folding: Folding,
  from: LearnedState,
  range: Omit<FoldRange, 'after'>,
): Promise<LearnedState> {
  let state = from;
  let sliceEndsAt = performance.now() + sliceMs;
  for (;;) {
    const rows = await readLearnt(folding.sql, { ...range, after: state.place }, pageRows);
    for (const row of rows) {
      state = await foldOne(folding, state, row);
      folding.onLearnt?.(state);
      if (performance.now() < sliceEndsAt) continue;
      await turn();
      sliceEndsAt = performance.now() + sliceMs;
    }
    if (rows.length < pageRows) return state;
  }
}

async function foldOne(
  { holidays, country }: Folding,
  { baseline }: LearnedState,
  row: LearntRow,
): Promise<LearnedState> {
  const at = row.effective_at;
  const profile = JSON.parse(row.document) as Profile;
  const feedback = feedbackToLearn(row.said ?? []);
  const input = {
    ...{ profile, at, baseline, holidays: await holidays.near(country, at) },
    ...(feedback.length > 0 && { feedback }),
  };
  return { baseline: learn(input, judgeLearned(input)), place: { effectiveAt: at, profileId: row.id } };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
