import {
  ENGINE_VERSION,
  judgeLearned,
  learn,
  type LearnedVerdict,
  type LearnSettings,
  type Profile,
} from '../../../checks/index.ts';
import { readSeriesThen, type Series, type SeriesPlace } from '../../store/learned.ts';
import type { ReceivedProfile } from '../../store/replay.ts';
import type { Pool } from '../../store/sql.ts';
import { feedbackToLearn } from '../feedback/speaking.ts';
import type { Learned } from '../learning/judge-learned.ts';
import { stateBefore, type TooFar } from '../learning/state-before.ts';
import type { LearnedState } from '../learning/state-cache.ts';
import type { Learner } from '../learning/types.ts';
import type { Again, KnownThen } from './world.ts';

/** More profiles than these are not learnt for one that is replayed. */
const mostFolded = 512;

/** What learned monitors of one dataset knew, profile by profile. */
export interface PastLearning {
  /** What they knew when this profile came, whatever came later. */
  before(row: ReceivedProfile, again: Again | null): Promise<KnownThen>;
  /** Parts of the dataset of which too little was remembered. */
  readonly unknown: number;
}

/** One part of a dataset by the holidays of one country. */
interface Course {
  state: LearnedState | TooFar | null;
}

interface Known {
  state: LearnedState | TooFar;
  holidays: ReadonlySet<number>;
  verdicts: Map<string, LearnedVerdict>;
  /** Puts what was learnt in the place of what was known. */
  settle: (next: () => LearnedState) => void;
}

const nobody = { found: () => {}, folded: () => {}, judged: () => {}, learnt: () => {} };

/** `settings`: of each side; what one of them leaves out another may need. */
export function createPastLearning(
  { learner, pool }: { learner: Learner; pool: Pool },
  { datasetId, settings }: { datasetId: number; settings: readonly LearnSettings[] },
): PastLearning {
  const quiet = { ...learner, observe: nobody };
  const courses = new Map<string, Course>();
  const countryOf = ({ calendar }: LearnSettings) => calendar ?? learner.country;
  const countries = [...new Set(settings.filter(({ on }) => on).map(countryOf))];
  const unknown = new Set<string>();
  const knownIn = async (row: ReceivedProfile, again: Again | null, country: string | null): Promise<Known> => {
    const { segment, effective_at: effectiveAt } = row;
    const key = JSON.stringify([segment, country]);
    const course = courses.get(key) ?? { state: null };
    courses.set(key, course);
    const of = { learner: quiet, pool, series: { datasetId, segment }, country };
    const found = await stateThen(of, course, { row, again });
    if ('behind' in found.state) unknown.add(segment);
    return { ...found, holidays: await learner.holidays.near(country, effectiveAt), verdicts: new Map() };
  };
  return {
    get unknown() {
      return unknown.size;
    },
    async before(row, again) {
      const known = new Map<string | null, Known>();
      for (const country of countries) known.set(country, await knownIn(row, again, country));
      return {
        judge: (own, profile, alarmed) => {
          const here = own.on ? known.get(countryOf(own)) : undefined;
          return here === undefined ? null : judgeBy(learner, here, { own, row, profile, alarmed });
        },
        learn: (profile) => known.forEach((here) => learnRow(here, row, profile)),
      };
    },
  };
}

interface Following {
  learner: Learner;
  pool: Pool;
  series: Series;
  country: string | null;
}

/**
 * A profile that is newer than all that came is judged by what is known by then and learnt; any other by what the tables say was known, and
 * where it stands between others what comes next asks them anew.
 */
async function stateThen(
  { learner, pool, series, country }: Following,
  course: Course,
  { row, again }: { row: ReceivedProfile; again: Again | null },
): Promise<Pick<Known, 'state' | 'settle'>> {
  const place: SeriesPlace = { effectiveAt: row.effective_at, profileId: row.id };
  const follow = (next: () => LearnedState) => void (course.state = next());
  const { state } = course;
  if (state !== null && 'behind' in state) return { state, settle: () => {} };
  if (again === null && state !== null && !row.late && isNext(state, place)) return { state, settle: follow };
  const { rebuilt, hadLater } = await readSeriesThen(pool, series, place);
  const head = { generation: 0, rebuilt, newest: null };
  const asked = { ...series, before: place, head, knownBy: row.id, without: null, country, isUnlocked: true };
  const then = await stateBefore(learner, pool, { ...asked, mostFolded });
  if ('behind' in then) return { state: (course.state = then), settle: () => {} };
  if (again !== null) return { state: then, settle: () => {} };
  if (!hadLater && (!row.late || row.id <= rebuilt)) return { state: then, settle: follow };
  const isLearnt = !row.late || row.id <= rebuilt;
  return { state: then, settle: () => void (course.state = isLearnt ? null : course.state) };
}

const isNext = ({ place }: LearnedState, { effectiveAt }: SeriesPlace) =>
  place === null || place.effectiveAt < effectiveAt;

interface Judging {
  own: LearnSettings;
  row: ReceivedProfile;
  profile: Profile;
  alarmed: readonly string[];
}

/** Sides that put up with as many false alarms find the same. */
function judgeBy({ tuner }: Learner, { state, holidays, verdicts }: Known, judging: Judging): Learned {
  const { own, row, profile, alarmed } = judging;
  if ('behind' in state) return { kind: 'behind', runs: state.runs };
  const calibration = tuner.calibration();
  const tuning = { budget: own.budget, calibration };
  const input = { profile, at: row.effective_at, baseline: state.baseline, holidays, tuning };
  const verdict = verdicts.get(own.budget) ?? judgeLearned(input);
  verdicts.set(own.budget, verdict);
  const versions = { engine: ENGINE_VERSION, calibration: calibration?.version ?? null };
  return { kind: 'judged', verdict, input, versions, demoted: tuner.demotedIn(row.dataset_id), alarmed };
}

function learnRow({ state, holidays, verdicts, settle }: Known, row: ReceivedProfile, profile: Profile): void {
  if ('behind' in state) return;
  const { effective_at: at, id } = row;
  const feedback = feedbackToLearn(row.said ?? []);
  const input = { profile, at, baseline: state.baseline, holidays, ...(feedback.length > 0 && { feedback }) };
  // What is learnt does not depend on how many false alarms are put up with.
  const [verdict = judgeLearned(input)] = verdicts.values();
  settle(() => ({ baseline: learn(input, verdict), place: { effectiveAt: at, profileId: id } }));
}
