import type { Profile } from '../profile.ts';
import type { Baseline } from './baseline.ts';
import { findingsOf, type LearnedFinding } from './explain.ts';
import type { Feedback } from './feedback.ts';
import type { Judged, Situation } from './judge-measure.ts';
import type { Measure } from './measure.ts';
import { measuresOf } from './measures.ts';
import { cadenceOf, calendarTags, NO_PHASE, phaseOf } from './phase.ts';
import { asSaid } from './said.ts';
import { staleColumns } from './stale.ts';
import { headerOf, schemaFindings, type SchemaFinding } from './schema-watch.ts';
import { judgeAny } from './stream/judge-any.ts';
import { asOngoing } from './stream/ongoing.ts';
import { toldFactor, type Tuning } from './tuning.ts';
import { unmarked } from './unmarked.ts';

export const NO_HOLIDAYS: ReadonlySet<number> = new Set();

/** What is asked: a profile, the start of the time that it speaks of, and what is remembered. */
export interface LearnedInput {
  profile: Profile;
  at: Date;
  baseline: Baseline;
  /** Days since 1970, UTC, on which people do not work. */
  holidays?: ReadonlySet<number>;
  /** How tolerant: 1 is normal, 1.5 says less, 0.8 more. */
  strictness?: number;
  /** How many false alarms may be told. What is learnt does not go by it. */
  tuning?: Tuning;
  /** What people said of this very run: learning takes it, judging does not. */
  feedback?: readonly Feedback[];
}

/** Everything that was found, and how suspicious the whole is: 1 and above is an alarm. */
export interface LearnedVerdict {
  /** All that is watched of the profile, with a past or without. */
  measures: Measure[];
  judged: Judged[];
  schema: SchemaFinding[];
  /** Columns (null: the table) that are exact copies of the run before, though they never repeated themselves. */
  stale: (string | null)[];
  /** What is wrong, the cause that explains most first. */
  findings: LearnedFinding[];
  score: number;
}

/** What all measures of the profile are judged with. */
export function situationOf({ at, baseline, holidays = NO_HOLIDAYS, strictness = 1 }: LearnedInput): Situation {
  return {
    baseline,
    ms: at.getTime(),
    phase: phaseIn(baseline, at.getTime()),
    tags: calendarTags(at.getTime(), holidays),
    strictness,
  };
}

/** Every learned monitor of a dataset over one profile. Nothing is decided of what has no past. */
export function judgeLearned(input: LearnedInput): LearnedVerdict {
  const { at, baseline, tuning } = input;
  const profile = unmarked(input.profile);
  const situation = situationOf(input);
  const { said } = baseline;
  const hasSaid = said.raised.size + said.specials.size > 0;
  const when = { ms: at.getTime(), phase: situation.phase, tags: situation.tags };
  const judged: Judged[] = [];
  const measures = measuresOf(profile, baseline);
  for (const measure of measures) {
    const one = measure.slot < 0 ? null : judgeAny(measure, measure.slot, situation);
    if (one === null) continue;
    const found = hasSaid ? asSaid(one, said, when) : one;
    const factor = toldFactor(measure.family, tuning);
    // Made a moment ago, and nobody else's yet.
    found.told = found.score / factor;
    judged.push(asOngoing(found, factor));
  }
  const schema = schemaFindings(profile, baseline);
  const stale = staleColumns(judged);
  const findings = findingsOf({ judged, schema, names: headerOf(profile, baseline.order), stale }, baseline);
  return { measures, judged, schema, stale, findings, score: scoreOf(judged, findings) };
}

/** The phase of a run; none where runs come at another cadence than what is remembered. */
function phaseIn({ times, courses }: Baseline, ms: number): number {
  const cadence = cadenceOf([...times, ms]);
  return cadence === courses.layout.cadence ? phaseOf(ms, cadence) : NO_PHASE;
}

/** The worst of all, told or not. */
function scoreOf(judged: readonly Judged[], findings: readonly LearnedFinding[]): number {
  const worst = judged.reduce((most, { told }) => Math.max(most, told), 0);
  return findings.reduce((most, { score }) => Math.max(most, score), worst);
}
