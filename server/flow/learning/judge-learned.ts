import {
  judgeLearned,
  LEARNED_SUITE,
  learn,
  type LearnedInput,
  type LearnedVerdict,
  type LearnedVersions,
  type LearnSettings,
  type Profile,
  ENGINE_VERSION,
} from '../../../checks/index.ts';
import { readSeriesHead, type Series, type SeriesHead, type SeriesPlace } from '../../store/learned.ts';
import type { Sql } from '../../store/sql.ts';
import { askFollowing, askWhenCaughtUp } from './past-changed.ts';
import type { Learner } from './types.ts';
import { BOOKMARK_EVERY, stateBefore } from './state-before.ts';
import type { LearnedState } from './state-cache.ts';

/** More profiles than these are not learnt while somebody waits for an answer. */
const mostFolded = 64;
/** Nor than these when one is judged again. */
const mostFoldedAgain = 512;

/** What learned monitors found of a profile, or that they are learning its history and say nothing yet. */
export type Learned =
  | {
      kind: 'judged';
      verdict: LearnedVerdict;
      input: LearnedInput;
      versions: LearnedVersions;
      /** Families whose alarms in this dataset are only shown. */
      demoted: ReadonlySet<string>;
      /** What was told before and may be over now. */
      alarmed: readonly string[];
    }
  | { kind: 'behind'; runs: number };

/** A profile that is being received. */
export interface ComingPlace extends Series, SeriesPlace {
  profile: Profile;
  head: SeriesHead;
  isLate: boolean;
  settings: LearnSettings;
}

/** What was found, and what is to be done once the profile is kept. */
export interface LearnedComing {
  learned: Learned;
  kept: () => void;
}

/**
 * Judges a profile that is being received, under the lock of its dataset. Nothing is learnt before it is known to be kept; what a correction
 * makes wrong is forgotten in the statement that writes it, and what followed is judged again by a job of the clock.
 */
export async function judgeComing(learner: Learner, sql: Sql, coming: ComingPlace): Promise<LearnedComing> {
  const { head, datasetId, segment, effectiveAt, profileId, profile, settings } = coming;
  const series = { datasetId, segment };
  const generation = head.corrected === null ? head.generation : head.generation + 1;
  if (head.corrected !== null && head.hasLater) await askFollowing(sql, series, { effectiveAt, profileId, generation });
  const without = head.corrected?.profileId ?? null;
  const country = countryOf(learner, settings);
  const before = { effectiveAt, profileId };
  const state = await stateBefore(learner, sql, {
    ...series,
    before,
    head,
    knownBy: null,
    without,
    country,
    mostFolded,
  });
  if ('behind' in state) {
    await askWhenCaughtUp(sql, profileId, 'received');
    return { learned: { kind: 'behind', runs: state.runs }, kept: () => learner.catchUp.ask(series, country) };
  }
  const learned = await judgeOn(learner, {
    ...{ profile, at: effectiveAt, state, country, datasetId, settings, alarmed: head.alarmed },
  });
  const learning: Learning = { ...coming, learner, series, generation, learned, state };
  const [count, keep] = [learner.tally.draw(learned.input, learned.verdict), keeping(learning)];
  return { learned, kept: () => (count(), keep()) };
}

const countryOf = ({ country }: Learner, { calendar }: LearnSettings) => calendar ?? country;

/** Judges a stored profile by what was known before it, when it came or now. */
export async function judgeKept(learner: Learner, sql: Sql, kept: KeptProfile): Promise<Learned> {
  const { datasetId, segment, effectiveAt, id: profileId, profile, knownBy, settings, alarmed = [] } = kept;
  const before = { effectiveAt, profileId };
  const head = await readSeriesHead(sql, {
    datasetId,
    segment,
    ...before,
    interval: null,
    learnedSuite: LEARNED_SUITE,
  });
  const country = countryOf(learner, settings);
  const asked = { datasetId, segment, before, head, knownBy, without: null, country, mostFolded: mostFoldedAgain };
  const state = await stateBefore(learner, sql, asked);
  const told = alarmed === 'in incident' ? head.alarmed : alarmed;
  const on = { profile, at: effectiveAt, country, datasetId, settings, alarmed: told };
  if (!('behind' in state)) return judgeOn(learner, { ...on, state });
  learner.catchUp.ask({ datasetId, segment }, country);
  return { kind: 'behind', runs: state.runs };
}

interface KeptProfile extends Series {
  id: number;
  effectiveAt: Date;
  profile: Profile;
  /** Null: by its past as it is known now. */
  knownBy: number | null;
  settings: LearnSettings;
  /** What was told of it before, or fails in the open incident; nothing when that does not matter. */
  alarmed?: readonly string[] | 'in incident';
}

interface JudgedOn {
  profile: Profile;
  at: Date;
  state: LearnedState;
  country: string | null;
  datasetId: number;
  settings: LearnSettings;
  alarmed: readonly string[];
}

/** Judges a profile on what is known. */
async function judgeOn({ holidays, observe, tuner }: Learner, on: JudgedOn): Promise<Learned & { kind: 'judged' }> {
  const { profile, at, state, country, datasetId, settings, alarmed } = on;
  const { baseline } = state;
  const calibration = tuner.calibration();
  const tuning = { budget: settings.budget, calibration };
  const input = { profile, at, baseline, holidays: await holidays.near(country, at), tuning };
  const startedMs = performance.now();
  const verdict = judgeLearned(input);
  observe.judged({ seconds: (performance.now() - startedMs) / 1000, alarms: verdict.findings.length });
  const versions = { engine: ENGINE_VERSION, calibration: calibration?.version ?? null };
  return { kind: 'judged', verdict, input, versions, demoted: tuner.demotedIn(datasetId), alarmed };
}

interface Learning extends Pick<ComingPlace, 'head' | 'isLate' | 'effectiveAt' | 'profileId'> {
  learner: Learner;
  series: Series;
  generation: number;
  learned: Learned & { kind: 'judged' };
  state: LearnedState;
}

/**
 * One that is the newest of what is learnt is learnt next. Should this process not come to hear that it was kept, the tables tell;
 * of one that corrects another nothing may be said before, since its generation is not in force yet.
 */
function keeping(learning: Learning): () => void {
  const { learner, series, generation, head, isLate, state, effectiveAt, profileId } = learning;
  const place = { effectiveAt, profileId };
  const learnt = () => learnOf(learning, place);
  if (head.hasLater || (isLate && head.corrected === null)) return () => {};
  if (head.corrected === null) {
    learner.cache.hold(series, state, generation);
    learner.cache.propose(series, generation, { place, learn: learnt });
  }
  return () => {
    try {
      if (head.corrected === null) learner.cache.settle(series, profileId);
      else learner.cache.put(series, learnt(), generation);
    } catch (error) {
      // The next profile of the series learns it again from its document, and fails where somebody sees it.
      learner.log.error({ error, ...series, profileId }, 'a profile could not be learnt');
    }
  };
}

/** Only once the profile is known to be kept: what was known before it is changed in place. */
function learnOf(
  { learner, series, generation, learned: { input, verdict } }: Learning,
  place: SeriesPlace,
): LearnedState {
  const startedMs = performance.now();
  const state = { baseline: learn(input, verdict), place };
  learner.observe.learnt({ seconds: (performance.now() - startedMs) / 1000 });
  if (state.baseline.runs % BOOKMARK_EVERY === 0) learner.bookmarks.add(series, state, generation);
  return state;
}
