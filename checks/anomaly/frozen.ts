import { isTaken, verbOf, type Feedback } from './feedback.ts';
import type { LearnedVerdict } from './judge.ts';
import type { Measure } from './measure.ts';

/** Which parts of a run are not to be learnt from. */
export interface Frozen {
  all: boolean;
  rows: boolean;
  columns: ReadonlySet<string>;
  /** Columns with a measure in alarm, learnt from or not. */
  alarms: ReadonlySet<string>;
}

/** What is in alarm, or is special, with what belongs to it; not where somebody said that it is nothing, or the new normal. */
export function frozenBy({ judged, stale, schema }: LearnedVerdict, feedback: readonly Feedback[]): Frozen {
  const [columns, alarms] = [new Set<string>(), new Set<string>()];
  const isOpen = (column: string | null): boolean => !isTaken(verbOf(feedback, { column, isAlarm: true }));
  let rows = false;
  for (const { measure, score, isDrift, isSpecial } of judged) {
    const isAlarm = score >= 1 && !isDrift;
    const { column } = measure;
    if (isAlarm && column !== null) alarms.add(column);
    if (isSpecial !== true && !(isAlarm && isOpen(column))) continue;
    if (column !== null) columns.add(column);
    if (measure.key === 'rowCount') rows = true;
  }
  for (const { change, column } of schema) {
    if (change === 'type_changed' && column !== null && isOpen(column) && isOpen(null)) columns.add(column);
  }
  for (const { verb, columns: named } of feedback) {
    if (verb !== 'once' || named === 'all') continue;
    for (const column of named) if (column !== null) columns.add(column);
  }
  return { all: stale.includes(null) && isOpen(null), rows, columns, alarms };
}

/** Is nothing to be learnt of this measure? */
export const isFrozen = (
  { column, family }: Pick<Measure, 'column' | 'family'>,
  { all, rows, columns }: Frozen,
): boolean => all || (rows && (family === 'rows' || family === 'distinct')) || (column !== null && columns.has(column));
