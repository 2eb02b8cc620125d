import type { ColumnProfile, Profile } from '../profile.ts';
import type { Baseline, ColumnMemory, Pending } from './baseline.ts';
import { NO_REFERENCE, referenceWith } from './distances.ts';
import { isTaken, schemaVerb, verbOf, type Feedback, type FeedbackVerb } from './feedback.ts';
import type { Frozen } from './frozen.ts';
import { readingOf } from './reading.ts';
import { unitOf } from './scale.ts';
import { columnsOf, headerOf, typeClass } from './schema-watch.ts';
import { NO_VALUES, remembered } from './value-memory.ts';

const RUNS_TO_ACCEPT = 3;
/** A column that did not come for so long is a new one when it does. */
const RUNS_TO_FORGET = 56;

const NEW_COLUMN: ColumnMemory = { reference: NO_REFERENCE, values: NO_VALUES, shapes: NO_VALUES, types: {}, last: 0 };

/** What is remembered of the columns after a run. */
export function rememberedColumns(
  profile: Profile,
  {
    baseline,
    frozen,
    run,
    feedback,
  }: { baseline: Baseline; frozen: Frozen; run: number; feedback: readonly Feedback[] },
): Map<string, ColumnMemory> {
  const columns = new Map(baseline.columns);
  for (const [column, memory] of columns) if (run - memory.last > RUNS_TO_FORGET) columns.delete(column);
  for (const column of columnsOf(profile)) {
    const memory = columns.get(column) ?? NEW_COLUMN;
    const metrics = profile.columnMetrics?.[column];
    const said = schemaVerb(feedback, column);
    const typed = rememberedType({ ...memory, last: run }, typeClass(profile, column), said);
    const isLeft = frozen.all || frozen.columns.has(column) || metrics === undefined;
    const isNew = frozen.alarms.has(column) && verbOf(feedback, { column, isAlarm: true }) === 'new_normal';
    columns.set(
      column,
      isLeft ? typed : rememberedValues(isNew ? { ...typed, reference: NO_REFERENCE } : typed, metrics),
    );
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

function rememberedType(memory: ColumnMemory, type: string | null, said: FeedbackVerb | null): ColumnMemory {
  if (type === null) return memory;
  const { otherType, ...rest } = memory;
  if (type in memory.types) return otherType === undefined ? memory : rest;
  if (Object.keys(memory.types).length === 0) return { ...rest, types: { [type]: memory.last } };
  const pending = pendingAfter(otherType, type, said);
  return isAccepted(pending, said) ? { ...rest, types: { [type]: memory.last } } : withPending(rest, pending);
}

const withPending = (memory: Omit<ColumnMemory, 'otherType'>, pending: Pending | undefined): ColumnMemory => ({
  ...memory,
  ...(pending && { otherType: pending }),
});

/** The order of the columns: another one is taken over after three runs, or at once where somebody says so. */
export function rememberedOrder(profile: Profile, baseline: Baseline, feedback: readonly Feedback[]): Baseline {
  const { otherOrder, ...rest } = baseline;
  const order = headerOf(profile, baseline.order);
  if (order.length === 0) return baseline;
  const is = order.join('\n');
  if (baseline.order.length === 0 || is === baseline.order.join('\n')) return { ...rest, order };
  const said = schemaVerb(feedback, null);
  const pending = pendingAfter(otherOrder, is, said);
  if (isAccepted(pending, said)) return { ...rest, order };
  return { ...rest, ...(pending && { otherOrder: pending }) };
}

function isAccepted(pending: Pending | undefined, said: FeedbackVerb | null): boolean {
  if (isTaken(said)) return true;
  return pending !== undefined && pending.isReal !== true && pending.runs >= RUNS_TO_ACCEPT;
}

/** What waits to be taken over: a run of which it was said that it is to be forgotten does not count. */
function pendingAfter(before: Pending | undefined, is: string, said: FeedbackVerb | null): Pending | undefined {
  if (said === 'once' || said === 'repeats') return before;
  const isSame = before?.is === is;
  const isReal = said === 'real' || (isSame && before.isReal === true);
  return { is, runs: isSame ? before.runs + 1 : 1, ...(isReal && { isReal }) };
}
