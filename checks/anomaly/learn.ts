import { NO_BASELINE, type Baseline, type Open } from './baseline.ts';
import { dropCourse, keyOf, newCourses, slotForNew, type Courses } from './courses.ts';
import { FAMILIES } from './family.ts';
import { isTaken, verbOf, type Feedback, type FeedbackVerb } from './feedback.ts';
import { frozenBy, isFrozen, type Frozen } from './frozen.ts';
import { beginSpan } from './grow.ts';
import { NO_HOLIDAYS, type LearnedInput, type LearnedVerdict } from './judge.ts';
import type { Judged } from './judge-measure.ts';
import { HEADS, layoutOf, MARKS, MISSING, NOISE } from './layout.ts';
import { rememberedColumns, rememberedOrder } from './learn-columns.ts';
import { learnMeasure } from './learn-measure.ts';
import type { Measure } from './measure.ts';
import { momentOf, type Cadence, type Moment } from './phase.ts';
import { raisedBy, repeatedBy, saidAfter, type When } from './said.ts';
import type { Said } from './said-so-far.ts';
import { learnPoint } from './stream/learn-point.ts';
import { isStream, type Streams } from './stream/stream.ts';
import { stillUndone, type Undone } from './undone.ts';
import { unmarked } from './unmarked.ts';
import { rememberedWanderings } from './wanderings.ts';
import { withLayout } from './widen.ts';

const MOST_TIMES = 192;

/**
 * What is remembered after a profile: all of it when nothing is wrong, nothing of what is in alarm. The baseline given is used up: it
 * is changed where it stands, and only the one that comes back may be judged by from now on.
 */
export function learn(input: LearnedInput, verdict: LearnedVerdict): Baseline {
  const { at, baseline, holidays = NO_HOLIDAYS, feedback = [] } = input;
  const profile = unmarked(input.profile);
  const run = baseline.runs + 1;
  const frozen = frozenBy(verdict, feedback);
  const columns = rememberedColumns(profile, { baseline, frozen, run, feedback });
  const next = { ...baseline, columns };
  const times = [...baseline.times.slice(1 - MOST_TIMES), at.getTime()];
  const moment = momentOf(times, holidays);
  const streams = streamsFor(baseline, times);
  const courses = coursesFor(baseline, { cadence: moment.cadence, isStream: streams !== undefined });
  const learning: Learning = { verdict, frozen, run, baseline, moment, feedback, streams };
  const wanderings = streams === undefined ? rememberedWanderings(courses, learning) : NO_BASELINE.wanderings;
  const said = rememberedSaid(learning, at.getTime());
  const undone = stillUndone(baseline.undone, run, moment.cadence.cycle);
  const open = learntMeasures(courses, learning, undone);
  const order = rememberedOrder(profile, next, feedback);
  const after = { ...order, runs: run, times, courses, wanderings, said, open, undone };
  const { streams: _, ...rest } = after;
  return streams === undefined ? rest : { ...rest, streams };
}

/** The courses to be changed: those of the baseline, but for its first run, and when runs come at another cadence than before. */
function coursesFor(
  { courses, runs, streams }: Baseline,
  { cadence, isStream }: { cadence: Cadence; isStream: boolean },
): Courses {
  if (runs === 0 || isStream !== (streams !== undefined)) return newCourses(cadence);
  return courses.layout.cadence === cadence ? courses : withLayout(courses, layoutOf(cadence));
}

/** The streams to be changed: none where runs come more seldom, new ones where they did until now. */
function streamsFor({ streams }: Baseline, times: readonly number[]): Streams | undefined {
  if (!isStream(times)) return undefined;
  return streams ?? { since: times.at(-1) ?? 0, measures: new Map() };
}

interface Learning {
  baseline: Baseline;
  moment: Moment;
  verdict: LearnedVerdict;
  frozen: Frozen;
  run: number;
  feedback: readonly Feedback[];
  streams: Streams | undefined;
}

/** What people said of this run's alarms, with what they said before. */
function rememberedSaid({ verdict, baseline, moment, feedback }: Learning, ms: number): Said {
  const when: When = { ms, phase: moment.phase, tags: moment.tags };
  let said = saidAfter(baseline.said, verdict.judged, when);
  if (feedback.length === 0) return said;
  for (const judged of verdict.judged) {
    const verb = judged.score < 1 ? null : verbOf(feedback, { column: judged.measure.column, isAlarm: true });
    if (verb === 'false_alarm' && !judged.isDrift) said = raisedBy(said, judged, ms);
    if (verb === 'repeats') said = repeatedBy(said, judged, when);
  }
  return said;
}

function learntMeasures(courses: Courses, learning: Learning, undone: Map<string, Undone>): Baseline['open'] {
  const { baseline, verdict, run } = learning;
  const open = new Map<string, Open>();
  const { marks, columns } = courses;
  for (let slot = 0; slot < columns.length; slot++) {
    const missing = slot * MARKS + MISSING;
    if (marks[missing]! < 255) marks[missing]!++;
  }
  courses.walk.length = 0;
  // Courses that begin anew know none of the slots that the run was judged by.
  const isAnew = columns.length === 0;
  const added = new Map<string, number>();
  let next = 0;
  for (const measure of verdict.measures) {
    const one = verdict.judged[next]?.measure === measure ? verdict.judged[next++]! : null;
    const known = isAnew ? -1 : measure.slot;
    const left = learntMeasure(courses, { measure, judged: one, known, added, undone }, learning);
    if (left !== undefined) open.set(measure.key, left);
  }
  keepUnmeasured(verdict, baseline.open, open);
  if (run % courses.layout.cadence.memory === 0) beginSpan(courses);
  forgetMissing(courses, open, learning.streams);
  return open;
}

/** Trouble of measures that the run does not have goes on. */
function keepUnmeasured({ measures }: LearnedVerdict, before: Baseline['open'], open: Map<string, Open>): void {
  if (before.size === 0) return;
  const measured = new Set(measures.map(({ key }) => key));
  for (const [key, left] of before) if (!measured.has(key)) open.set(key, left);
}

interface Measured {
  measure: Measure;
  judged: Judged | null;
  /** Its slot; −1 when it is new. */
  known: number;
  /** The slots of those that are new in this run, by key. */
  added: Map<string, number>;
  /** Moves that were none: to be changed. */
  undone: Map<string, Undone>;
}

function learntMeasure(courses: Courses, measured: Measured, learning: Learning): Open | undefined {
  const { measure, judged, known, added, undone } = measured;
  const { baseline, moment, frozen, run, feedback, streams } = learning;
  const { key, column, family } = measure;
  const isFrozenNow = isFrozen(measure, frozen);
  const isAlarm = judged !== null && judged.score >= 1;
  const verb = feedback.length === 0 ? null : verbOf(feedback, { column, isAlarm });
  if (streams !== undefined) return learntPoint(courses, { ...measured, verb, streams }, learning);
  const isNew = known < 0;
  // Nothing that is frozen begins anew, but extreme values, which are always learnt.
  if (isNew && isFrozenNow && family !== 'extreme') return undefined;
  const noise = measure.noise * Math.sqrt(measure.n);
  const slot = isNew ? slotForNew(courses, measure, added) : known;
  if (slot < 0) return undefined;
  courses.walk.push(slot);
  if (isNew) courses.heads[slot * HEADS + NOISE] = noise;
  courses.marks[slot * MARKS + MISSING] = 0;
  const value = FAMILIES[family].transform(measure.scaled);
  const open = baseline.open.size === 0 ? undefined : baseline.open.get(key);
  // Written out: an object spread into another costs more than all that is learnt here.
  const place = { courses, slot, key, column, open, undone, isFrozen: isFrozenNow, value, noise, judged, verb, run, moment }; // prettier-ignore
  return learnMeasure(place);
}

/** The same of a run of a stream. */
function learntPoint(
  courses: Courses,
  { measure, judged, known, added, verb, streams }: Measured & { verb: FeedbackVerb | null; streams: Streams },
  { verdict: { stale }, baseline, moment, run, feedback }: Learning,
): Open | undefined {
  const slot = known < 0 ? slotForNew(courses, measure, added) : known;
  if (slot < 0) return undefined;
  const [open, ms] = [baseline.open.get(measure.key), moment.times.at(-1) ?? 0];
  const isStale = isCopy(measure.column, stale, feedback);
  return learnPoint(courses, streams, { measure, slot, judged, open, run, ms, verb, isStale });
}

/** Is the column told to be a copy, by itself or with the whole table, and nobody said that it is nothing? */
function isCopy(column: string | null, stale: readonly (string | null)[], feedback: readonly Feedback[]): boolean {
  const named = stale.includes(null) ? null : column;
  return stale.includes(named) && !isTaken(verbOf(feedback, { column: named, isAlarm: true }));
}

/** What was not seen in as many runs as are remembered is forgotten. */
function forgetMissing(courses: Courses, open: Map<string, Open>, streams: Streams | undefined): void {
  const { marks, columns, layout } = courses;
  const { memory } = layout.cadence;
  if (!columns.some((column, slot) => column !== undefined && marks[slot * MARKS + MISSING]! >= memory)) return;
  columns.forEach((column, slot) => {
    if (column === undefined || marks[slot * MARKS + MISSING]! < memory) return;
    const key = keyOf({ column, name: courses.names[slot]! });
    if (open.has(key)) return;
    dropCourse(courses, slot);
    streams?.measures.delete(key);
  });
}
