import type { ColumnProfile, Profile } from '../profile.ts';
import { type Baseline, type ColumnMemory, type Open, type Pending, type Watched } from './baseline.ts';
import { comparable, NO_REFERENCE, referenceWith } from './distances.ts';
import { FAMILIES } from './family.ts';
import { NO_HOLIDAYS, type LearnedInput, type LearnedVerdict } from './judge.ts';
import type { Judged } from './judge-measure.ts';
import { learnMeasure } from './learn-measure.ts';
import { listedShapes, listedValues } from './listed.ts';
import type { Measure } from './measure.ts';
import { unitOf } from './scale.ts';
import { momentOf, type Cadence, type Moment } from './phase.ts';
import { columnsOf, typeClass } from './schema-watch.ts';
import { outlookOf } from './outlook.ts';
import { NO_SERIES } from './series.ts';
import { NO_VALUES, remembered } from './value-memory.ts';

const RUNS_TO_ACCEPT = 3;
/** A column that did not come for so long is a new one when it does. */
const RUNS_TO_FORGET = 56;
const MOST_TIMES = 192;

/** What is remembered after a profile: all of it when nothing is wrong, nothing of what is in alarm. */
export function learn(input: LearnedInput, verdict: LearnedVerdict): Baseline {
  const { profile, at, baseline, holidays = NO_HOLIDAYS } = input;
  const run = baseline.runs + 1;
  const frozen = frozenBy(verdict);
  const columns = rememberedColumns(profile, { baseline, frozen, run });
  const next = { ...baseline, columns };
  const times = [...baseline.times.slice(1 - MOST_TIMES), at.getTime()];
  const moment = momentOf(times, holidays);
  const { watched, open } = learntMeasures(verdict.measures, { verdict, frozen, run, baseline: next, moment });
  return { ...rememberedOrder(profile, next), runs: run, times, watched, open };
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
  /** With what is remembered of the columns by now. */
  baseline: Baseline;
  moment: Moment;
  verdict: LearnedVerdict;
  frozen: Frozen;
  run: number;
}

function learntMeasures(measures: readonly Measure[], learning: Learning): Pick<Baseline, 'watched' | 'open'> {
  const { baseline, moment, verdict, frozen, run } = learning;
  const judged = new Map<string, Judged>(verdict.judged.map((one) => [one.measure.key, one]));
  const measured = new Map(measures.map((measure) => [measure.key, measure]));
  const watched = new Map<string, Watched>();
  const open = new Map<string, Open>();
  for (const key of new Set([...baseline.watched.keys(), ...measured.keys()])) {
    const measure = measured.get(key);
    const known = baseline.watched.get(key);
    const own = known ?? newlyWatched(measure, moment.cadence);
    if (own === null) continue;
    const value = measure === undefined ? NaN : FAMILIES[own.family].transform(measure.scaled);
    const learnt = learnMeasure({
      watched: own,
      value,
      noise: measure === undefined ? own.noise : measure.noise * Math.sqrt(measure.n),
      judged: judged.get(key) ?? null,
      open: baseline.open.get(key),
      isFrozen: isFrozen(own, frozen),
      run,
      moment,
    });
    if (learnt.watched.series.values.every(Number.isNaN) && learnt.open === undefined) continue;
    watched.set(key, learnt.watched);
    if (learnt.open !== undefined) open.set(key, learnt.open);
  }
  return { watched, open };
}

function newlyWatched(measure: Measure | undefined, cadence: Cadence): Watched | null {
  if (measure === undefined) return null;
  const { column, family, noise, n } = measure;
  return {
    column,
    family,
    series: NO_SERIES,
    record: -Infinity,
    outlook: outlookOf(NO_SERIES, [], cadence),
    noise: noise * Math.sqrt(n),
  };
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
  const [values, shapes] = [listedValues(metrics), listedShapes(metrics)];
  const unit = memory.unit ?? unitOf(metrics);
  const current = comparable(metrics);
  return {
    ...memory,
    ...(unit !== null && { unit }),
    reference: current === null ? memory.reference : referenceWith(memory.reference, current),
    values: values === null ? memory.values : remembered(memory.values, values),
    shapes: shapes === null ? memory.shapes : remembered(memory.shapes, shapes),
  };
}

function rememberedType(memory: ColumnMemory, type: string | null): ColumnMemory {
  if (type === null) return memory;
  const { otherType, ...rest } = memory;
  const isKnown = Object.keys(memory.types).length === 0 || type in memory.types;
  if (isKnown) return { ...rest, types: { ...memory.types, [type]: memory.last } };
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
