import { isOrderable } from '../compare.ts';
import type { ColumnProfile, Scalar, TopValue } from '../profile.ts';
import { FEWEST_ROWS, hashedTopValue, looksHashed } from './classified-column.ts';
import { looksPersonal } from './personal.ts';
import { thinQuantiles } from './thin-quantiles.ts';

type HashValue = (value: Scalar) => string;

/**
 * A column that nobody classified: a top value stays readable when at least twenty rows share it and it looks like nothing
 * personal. The others stay as keyed hashes where the list is complete, so that sets can still be judged, else they fold
 * into otherCount. Text that is no number or date goes from min and max. The same object when nothing changes.
 */
export function unclassifiedColumn(column: ColumnProfile, isPersonal: boolean, hashValue: HashValue): ColumnProfile {
  const values = protectedValues(column, isPersonal, hashValue);
  const dropped = droppedKeys(column, isPersonal);
  const shapes = commonShapes(column);
  const quantiles = thinQuantiles(column);
  const isThinned = quantiles !== column.quantiles;
  if (values === null && dropped.length === 0 && shapes === null && !isThinned) return column;
  const result: ColumnProfile = { ...column, ...shapes, ...(quantiles && { quantiles }) };
  for (const key of dropped) Reflect.deleteProperty(result, key);
  let suppressed = dropped.length;
  if (values !== null) {
    result.topValues = values.kept;
    suppressed += values.folded;
    if (values.folded > 0) {
      result.valueCountsComplete = false;
      result.otherCount = (column.otherCount ?? 0) + values.foldedRows;
    }
  }
  if (suppressed > 0) {
    const before = column.privacy?.suppressed ?? 0;
    result.privacy = { level: column.privacy?.level ?? 'full', suppressed: before + suppressed };
  }
  return result;
}

/** Shapes that few values have may tell one of them apart: they fold into the others. Null when all may stay. */
function commonShapes({ shapes, otherShapeCount = 0 }: ColumnProfile): Pick<ColumnProfile, 'shapes'> | null {
  if (shapes === undefined || shapes.every(({ count }) => count >= FEWEST_ROWS)) return null;
  const kept = shapes.filter(({ count }) => count >= FEWEST_ROWS);
  const folded = shapes.reduce((sum, { count }) => sum + (count < FEWEST_ROWS ? count : 0), otherShapeCount);
  return { shapes: kept, otherShapeCount: folded } as ColumnProfile;
}

interface ProtectedValues {
  kept: TopValue[];
  folded: number;
  foldedRows: number;
}

/** Top values after protection; null when all may stay as they are. */
function protectedValues(column: ColumnProfile, isPersonal: boolean, hashValue: HashValue): ProtectedValues | null {
  const tops = column.topValues;
  if (tops === undefined || tops.every((top) => isReadable(top, isPersonal))) return null;
  const isComplete = column.valueCountsComplete === true || column.otherCount === 0;
  const result: ProtectedValues = { kept: [], folded: 0, foldedRows: 0 };
  for (const top of tops) {
    if (isReadable(top, isPersonal)) result.kept.push(top);
    else if (isComplete && mayHash(top, isPersonal)) result.kept.push(hashedTopValue(top, hashValue));
    else {
      result.folded++;
      result.foldedRows += top.count;
    }
  }
  return result;
}

function isReadable({ value, count, hashed }: TopValue, isPersonal: boolean): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (hashed === true && looksHashed(String(value))) return true;
  return count >= FEWEST_ROWS && !isPersonal && looksPersonal(String(value)) === null;
}

/** Personal values of few possibilities (phones, ids, short texts of a personal column) are not kept even as a hash. */
function mayHash({ value }: TopValue, isPersonal: boolean): boolean {
  const text = String(value);
  if (looksPersonal(text) === 'low') return false;
  return !isPersonal || (text.length >= 6 && !/^\d+$/.test(text));
}

type Droppable = 'hours' | 'min' | 'max' | 'median' | 'quantiles' | 'histogram' | 'sketches' | 'patterns' | 'timestamp';

function droppedKeys(column: ColumnProfile, isPersonal: boolean): Droppable[] {
  const dropped: Droppable[] = [];
  for (const key of ['min', 'max'] as const) {
    const value = column[key];
    if (value !== undefined && typeof value !== 'boolean' && (isPersonal || isRevealing(value))) dropped.push(key);
  }
  if (column.patterns?.some(({ pattern = '' }) => looksPersonal(pattern) !== null)) dropped.push('patterns');
  if (isPersonal) {
    for (const key of ['median', 'quantiles', 'histogram', 'sketches', 'timestamp', 'hours'] as const) {
      if (column[key] !== undefined) dropped.push(key);
    }
  } else if (column.sketches?.some((sketch) => sketch.kind === 'frequent')) dropped.push('sketches');
  return dropped;
}

function isRevealing(value: number | string): boolean {
  return typeof value === 'string' && !isOrderable(value);
}
