import { decodeBaseline, ENGINE_VERSION } from '../../../checks/index.ts';
import { deleteBookmark, readBookmark } from '../../store/bookmarks.ts';
import {
  countLearnt,
  isBefore,
  type FoldRange,
  type Series,
  type SeriesHead,
  type SeriesPlace,
} from '../../store/learned.ts';
import type { Sql } from '../../store/sql.ts';
import { foldForward, NOTHING_LEARNT } from './fold.ts';
import type { Learner } from './types.ts';
import type { LearnedState } from './state-cache.ts';

/** Of which series, before which place (null: after all), and as known to whom. */
export interface StateAsked extends Series {
  before: SeriesPlace | null;
  head: Pick<SeriesHead, 'generation' | 'rebuilt' | 'newest'>;
  /** As far as was known when that profile came; null: as it is known now. */
  knownBy: number | null;
  /** A profile that is about to be corrected. */
  without: number | null;
  /** Whose holidays are days unlike others. */
  country: string | null;
  /** Who asks without the dataset's lock may not take what is in memory: that is changed in place. */
  isUnlocked?: boolean;
  /** More profiles than these are not folded. */
  mostFolded: number;
}

/** Too many profiles lie between what is remembered and what is asked for. */
export interface TooFar {
  behind: true;
  /** How many runs are known of by then. */
  runs: number;
}

/** A bookmark is left after so many profiles. */
export const BOOKMARK_EVERY = 16;

/** What is known of a series just before a place: remembered, or learnt again from the nearest bookmark on. */
export async function stateBefore(learner: Learner, sql: Sql, asked: StateAsked): Promise<LearnedState | TooFar> {
  const found = asked.knownBy === null && !asked.isUnlocked ? learner.cache.find(asked, asked.head) : null;
  if (found?.isNewest) {
    learner.observe.found('cache');
    return found.state;
  }
  const from = nearer(usable(found?.state, floorOf(asked)), await bookmarkBefore(learner, sql, asked));
  const range = rangeOf(asked);
  if (await isTooFar(sql, { ...range, after: from.place }, asked)) {
    learner.observe.found('behind');
    return { behind: true, runs: from.baseline.runs };
  }
  // What is learnt on from is changed in place, and is no longer what it was.
  if (from === found?.state) learner.cache.forget(asked);
  learner.observe.found(from.place === null ? 'nothing' : from === found?.state ? 'cache' : 'bookmark');
  return foldFrom(learner, sql, { asked, from });
}

const isTooFar = async (sql: Sql, range: FoldRange, { mostFolded }: StateAsked) =>
  mostFolded !== Infinity && (await countLearnt(sql, range, mostFolded + 1)) > mostFolded;

/** Learns on from a state; on the way bookmarks are left, where it is the course that all go by. */
async function foldFrom(
  learner: Learner,
  sql: Sql,
  { asked, from }: { asked: StateAsked; from: LearnedState },
): Promise<LearnedState> {
  const { generation } = asked.head;
  const isCourse = asked.knownBy === null && asked.without === null;
  const onLearnt = (state: LearnedState) => {
    learner.observe.folded();
    if (isCourse && state.baseline.runs % BOOKMARK_EVERY === 0) learner.bookmarks.add(asked, state, generation);
  };
  const { holidays } = learner;
  return foldForward({ sql, holidays, country: asked.country, onLearnt }, from, rangeOf(asked));
}

const rangeOf = (asked: StateAsked): Omit<FoldRange, 'after'> => {
  const { datasetId, segment, before, knownBy, without, head } = asked;
  return { datasetId, segment, before, knownBy, without, rebuilt: head.rebuilt };
};

/** What a correction takes the place of stands at its own time, and may be known there. */
const floorOf = ({ before, without }: StateAsked): SeriesPlace | null =>
  before === null || without === null ? before : { ...before, profileId: 0 };

/** What is remembered serves when it is of before the place. */
const usable = (state: LearnedState | undefined, before: SeriesPlace | null): LearnedState | null =>
  state !== undefined && (before === null || state.place === null || isBefore(state.place, before)) ? state : null;

function nearer(one: LearnedState | null, other: LearnedState | null): LearnedState {
  if (one === null || other === null) return one ?? other ?? NOTHING_LEARNT;
  if (one.place === null) return other;
  return other.place !== null && isBefore(one.place, other.place) ? other : one;
}

/** One that cannot be read is thrown away, and the one before it serves. */
async function bookmarkBefore(learner: Learner, sql: Sql, asked: StateAsked): Promise<LearnedState | null> {
  const { datasetId, segment, knownBy, head } = asked;
  const of = { datasetId, segment, engine: ENGINE_VERSION, knownBy, rebuilt: head.rebuilt };
  for (let before = floorOf(asked); ;) {
    const bookmark = await readBookmark(sql, { ...of, before });
    if (bookmark === null) return null;
    const { profileId, effectiveAt } = bookmark;
    try {
      return { baseline: decodeBaseline(bookmark.state), place: { profileId, effectiveAt } };
    } catch (error) {
      learner.log.warn(
        { error, datasetId, segment, profileId },
        'what was learnt of a dataset cannot be read; it is learnt again',
      );
      await deleteBookmark(sql, { datasetId, segment, profileId, effectiveAt });
      before = { profileId, effectiveAt };
    }
  }
}
