import type { ColumnProfile, Profile } from '../profile.ts';
import type { Baseline, ColumnMemory, Open, Pending } from './baseline.ts';
import { addCourse, dropCourse, newCourses, type Courses } from './courses.ts';
import { NO_REFERENCE, referenceWith } from './distances.ts';
import { stepOf, WANDERING_CYCLES } from './drift.ts';
import { FAMILIES } from './family.ts';
import { NO_HOLIDAYS, type LearnedInput, type LearnedVerdict } from './judge.ts';
import type { Judged } from './judge-measure.ts';
import { beginSpan } from './grow.ts';
import { HEADS, layoutOf, MARKS, MISSING, NOISE } from './layout.ts';
import { learnMeasure } from './learn-measure.ts';
import type { Measure } from './measure.ts';
import { readingOf } from './reading.ts';
import { unitOf } from './scale.ts';
import { momentOf, type Cadence, type Moment } from './phase.ts';
import { columnsOf, typeClass } from './schema-watch.ts';
import { NO_VALUES, remembered } from './value-memory.ts';
import { withLayout } from './widen.ts';

const RUNS_TO_ACCEPT = 3;
/** A column that did not come for so long is a new one when it does. */
const RUNS_TO_FORGET = 56;
const MOST_TIMES = 192;

/**
 * What is remembered after a profile: all of it when nothing is wrong, nothing of what is in alarm. The baseline given is used up: it
 * is changed where it stands, and only the one that comes back may be judged by from now on.
 */
export function learn(input: LearnedInput, verdict: LearnedVerdict): Baseline {
  const { profile, at, baseline, holidays = NO_HOLIDAYS } = input;
  const run = baseline.runs + 1;
  const frozen = frozenBy(verdict);
  const columns = rememberedColumns(profile, { baseline, frozen, run });
  const next = { ...baseline, columns };
  const times = [...baseline.times.slice(1 - MOST_TIMES), at.getTime()];
  const moment = momentOf(times, holidays);
  const courses = coursesFor(baseline, moment.cadence);
  const wanderings = rememberedWanderings(courses, { verdict, frozen, baseline, moment });
  const open = learntMeasures(courses, { verdict, frozen, run, baseline, moment });
  return { ...rememberedOrder(profile, next), runs: run, times, courses, wanderings, open };
}

/** The courses to be changed: those of the baseline, but for its first run, and when runs come at another cadence than before. */
function coursesFor({ courses, runs }: Baseline, cadence: Cadence): Courses {
  if (runs === 0) return newCourses(cadence);
  return courses.layout.cadence === cadence ? courses : withLayout(courses, layoutOf(cadence));
}

/** Which parts are not to be learnt from. */
interface Frozen {
  all: boolean;
  rows: boolean;
  columns: ReadonlySet<string>;
}

function frozenBy({ judged, stale, schema }: LearnedVerdict): Frozen {
  const alarms = judged.filter(({ score, isDrift }) => score >= 1 && !isDrift);
  const columns = new Set<string>();
  for (const { measure } of alarms) if (measure.column !== null) columns.add(measure.column);
  for (const { change, column } of schema) if (change === 'type_changed' && column !== null) columns.add(column);
  return { all: stale.includes(null), rows: alarms.some(({ measure }) => measure.key === 'rowCount'), columns };
}

const isFrozen = ({ column, family }: Pick<Measure, 'column' | 'family'>, { all, rows, columns }: Frozen): boolean =>
  all || (rows && (family === 'rows' || family === 'distinct')) || (column !== null && columns.has(column));

interface Learning {
  baseline: Baseline;
  moment: Moment;
  verdict: LearnedVerdict;
  frozen: Frozen;
  run: number;
}

/** How far the run was from the level before it, of what drifts, on days that are as others and without any sudden trouble. */
function rememberedWanderings(
  courses: Courses,
  { verdict, frozen, baseline, moment }: Omit<Learning, 'run'>,
): Baseline['wanderings'] {
  if (moment.tags.length > 0) return baseline.wanderings;
  const most = WANDERING_CYCLES * courses.layout.cadence.cycle;
  const wanderings = new Map(baseline.wanderings);
  for (const { measure, value } of verdict.judged) {
    const slot =
      FAMILIES[measure.family].drifts && !isFrozen(measure, frozen) ? courses.slots.get(measure.key) : undefined;
    const step = slot === undefined ? null : stepOf(courses, slot, { value, phase: moment.phase });
    if (step === null) continue;
    wanderings.set(measure.key, [...(wanderings.get(measure.key) ?? []).slice(1 - most), Math.fround(step.size)]);
  }
  return wanderings;
}

function learntMeasures(courses: Courses, learning: Learning): Baseline['open'] {
  const { baseline, verdict, run } = learning;
  const open = new Map<string, Open>();
  const { marks, columns } = courses;
  for (let slot = 0; slot < columns.length; slot++) {
    const missing = slot * MARKS + MISSING;
    if (marks[missing]! < 255) marks[missing]!++;
  }
  let next = 0;
  for (const measure of verdict.measures) {
    const one = verdict.judged[next]?.measure === measure ? verdict.judged[next++]! : null;
    const left = learntMeasure(courses, measure, { ...learning, judged: one });
    if (left !== undefined) open.set(measure.key, left);
  }
  keepUnmeasured(verdict, baseline.open, open);
  if (run % courses.layout.cadence.memory === 0) beginSpan(courses);
  forgetMissing(courses, open);
  return open;
}

/** Trouble of measures that the run does not have goes on. */
function keepUnmeasured({ measures }: LearnedVerdict, before: Baseline['open'], open: Map<string, Open>): void {
  if (before.size === 0) return;
  const measured = new Set(measures.map(({ key }) => key));
  for (const [key, left] of before) if (!measured.has(key)) open.set(key, left);
}

function learntMeasure(
  courses: Courses,
  measure: Measure,
  { baseline, moment, frozen, run, judged }: Learning & { judged: Judged | null },
): Open | undefined {
  const { key, column, family } = measure;
  const isHeld = isFrozen(measure, frozen);
  const known = judged?.slot ?? courses.slots.get(key);
  // Nothing that is frozen begins anew, but extreme values, which are always learnt.
  if (known === undefined && isHeld && family !== 'extreme') return undefined;
  const noise = measure.noise * Math.sqrt(measure.n);
  const slot = known ?? addCourse(courses, key, { column, family });
  if (known === undefined) courses.heads[slot * HEADS + NOISE] = noise;
  const value = FAMILIES[family].transform(measure.scaled);
  const open = baseline.open.size === 0 ? undefined : baseline.open.get(key);
  return learnMeasure({ courses, slot, column, value, noise, judged, open, isFrozen: isHeld, run, moment });
}

/** What was not seen in as many runs as are remembered is forgotten. */
function forgetMissing(courses: Courses, open: Map<string, Open>): void {
  const { marks, columns, layout } = courses;
  const { memory } = layout.cadence;
  if (!columns.some((column, slot) => column !== undefined && marks[slot * MARKS + MISSING]! >= memory)) return;
  for (const [key, slot] of courses.slots) {
    if (marks[slot * MARKS + MISSING]! >= memory && !open.has(key)) dropCourse(courses, key);
  }
}

const NEW_COLUMN: ColumnMemory = { reference: NO_REFERENCE, values: NO_VALUES, shapes: NO_VALUES, types: {}, last: 0 };

function rememberedColumns(
  profile: Profile,
  { baseline, frozen, run }: { baseline: Baseline; frozen: Frozen; run: number },
): Map<string, ColumnMemory> {
  const columns = new Map(baseline.columns);
  for (const [column, memory] of columns) if (run - memory.last > RUNS_TO_FORGET) columns.delete(column);
  for (const column of columnsOf(profile)) {
    const memory = columns.get(column) ?? NEW_COLUMN;
    const metrics = profile.columnMetrics?.[column];
    const typed = rememberedType({ ...memory, last: run }, typeClass(profile, column));
    const isLeft = frozen.all || frozen.columns.has(column) || metrics === undefined;
    columns.set(column, isLeft ? typed : rememberedValues(typed, metrics));
  }
  return columns;
}

function rememberedValues(memory: ColumnMemory, metrics: ColumnProfile): ColumnMemory {
  const reading = readingOf(metrics);
  const { values, shapes } = reading;
  const unit = memory.unit ?? unitOf(metrics);
  return {
    ...memory,
    ...(unit !== null && { unit }),
    reference: referenceWith(memory.reference, reading),
    values: values === null ? memory.values : remembered(memory.values, values),
    shapes: shapes === null ? memory.shapes : remembered(memory.shapes, shapes),
  };
}

function rememberedType(memory: ColumnMemory, type: string | null): ColumnMemory {
  if (type === null) return memory;
  const { otherType, ...rest } = memory;
  const isKnown = Object.keys(memory.types).length === 0;
  if (type in memory.types) return otherType === undefined ? memory : rest;
  if (isKnown) return { ...rest, types: { [type]: memory.last } };
  const pending = pendingAfter(otherType, type);
  if (pending.runs < RUNS_TO_ACCEPT) return { ...rest, otherType: pending };
  return { ...rest, types: { [type]: memory.last } };
}

function rememberedOrder(profile: Profile, baseline: Baseline): Baseline {
  const { otherOrder, ...rest } = baseline;
  const order = columnsOf(profile);
  if (order.length === 0) return baseline;
  const is = order.join('\n');
  if (baseline.order.length === 0 || is === baseline.order.join('\n')) return { ...rest, order };
  const pending = pendingAfter(otherOrder, is);
  return pending.runs < RUNS_TO_ACCEPT ? { ...rest, otherOrder: pending } : { ...rest, order };
}

const pendingAfter = (before: Pending | undefined, is: string): Pending => ({
  is,
  runs: before?.is === is ? before.runs + 1 : 1,
});
