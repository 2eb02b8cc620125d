import { compareScalars, numberOf } from '../compare.ts';
import type { ColumnProfile } from '../profile.ts';
import { below, checkCounts, complain, exceeds, type Complaints } from './complaints.ts';
import { checkHistogram, checkTopValues } from './check-distribution.ts';
import { checkForm } from './check-form.ts';

const PARTS = [
  'emptyCount',
  'blankCount',
  'zeroCount',
  'negativeCount',
  'trueCount',
  'falseCount',
  'nanCount',
  'infCount',
  'uniqueOnceCount',
  'duplicateCount',
  'paddedCount',
  'nonAsciiCount',
  'otherShapeCount',
  'formSampled',
] as const;

const COUNTS = [...PARTS, 'count', 'nullCount', 'otherCount', 'parseFailCount'] as const;

/** What contradicts itself in one column; `rowCount` is undefined when not every row was scanned. */
export function checkColumn(complaints: Complaints, column: ColumnProfile, rowCount: number | undefined): void {
  checkCounts(complaints, column, COUNTS);
  checkRows(complaints, column, rowCount);
  checkDistinct(complaints, column);
  checkSpan(complaints, column);
  checkQuantiles(complaints, column);
  checkHistogram(complaints, column);
  checkTopValues(complaints, column);
  checkForm(complaints, column);
}

function checkRows(complaints: Complaints, column: ColumnProfile, rowCount: number | undefined): void {
  const { count, nullCount } = column;
  if (rowCount !== undefined && count !== undefined && nullCount !== undefined && count + nullCount !== rowCount) {
    complain(complaints, 'count', `count ${count} and nullCount ${nullCount} do not add up to rowCount ${rowCount}`);
  } else if (rowCount !== undefined && count !== undefined && count > rowCount) {
    complain(complaints, 'count', `${count} is more than rowCount ${rowCount}`);
  } else if (rowCount !== undefined && nullCount !== undefined && nullCount > rowCount) {
    complain(complaints, 'nullCount', `${nullCount} is more than rowCount ${rowCount}`);
  }
  if (count === undefined) return;
  for (const part of PARTS) {
    const value = column[part];
    if (value !== undefined && value > count) complain(complaints, part, `${value} is more than count ${count}`);
  }
}

function checkDistinct(complaints: Complaints, { distinct, count }: ColumnProfile): void {
  if (distinct === undefined) return;
  const here = below(complaints, 'distinct');
  const { value, exact, lower, upper } = distinct;
  checkCounts(here, distinct, exact === false ? [] : ['value']);
  if (value < 0) complain(here, 'value', `${value} is below 0`);
  if (count !== undefined && exact !== false && value > count)
    complain(here, 'value', `${value} is more than count ${count}`);
  if (lower !== undefined && exceeds(lower, value)) complain(here, 'lower', `${lower} is above the value ${value}`);
  if (upper !== undefined && exceeds(value, upper)) complain(here, 'upper', `${upper} is below the value ${value}`);
  if (count !== undefined && lower !== undefined && exceeds(lower, count)) {
    complain(here, 'lower', `${lower} is more than count ${count}`);
  }
}

function checkSpan(complaints: Complaints, column: ColumnProfile): void {
  const { min, max, length, timestamp, stddev, variance } = column;
  if (min !== undefined && max !== undefined && compareScalars(min, max) === 1)
    complain(complaints, 'min', 'min is above max');
  for (const field of ['mean', 'median'] as const) {
    const value = column[field];
    if (value === undefined) continue;
    const [low, high] = [numberOf(min), numberOf(max)];
    if (low !== null && exceeds(low, value)) complain(complaints, field, `${value} is below min ${low}`);
    if (high !== null && exceeds(value, high)) complain(complaints, field, `${value} is above max ${high}`);
  }
  if (stddev !== undefined && !(stddev >= 0)) complain(complaints, 'stddev', `${stddev} is below 0`);
  if (variance !== undefined && !(variance >= 0)) complain(complaints, 'variance', `${variance} is below 0`);
  if (length !== undefined) checkLength(below(complaints, 'length'), length);
  const { min: first, max: last } = timestamp ?? {};
  if (first !== undefined && last !== undefined && compareScalars(first, last) === 1) {
    complain(below(complaints, 'timestamp'), 'min', 'min is after max');
  }
}

function checkLength(here: Complaints, length: NonNullable<ColumnProfile['length']>): void {
  const { min, max, mean } = length;
  checkCounts(here, length, ['min', 'max']);
  if (min !== undefined && max !== undefined && min > max) complain(here, 'min', `${min} is above max ${max}`);
  if (mean !== undefined && min !== undefined && exceeds(min, mean))
    complain(here, 'mean', `${mean} is below min ${min}`);
  if (mean !== undefined && max !== undefined && exceeds(mean, max))
    complain(here, 'mean', `${mean} is above max ${max}`);
}

function checkQuantiles(complaints: Complaints, { quantiles, min, max }: ColumnProfile): void {
  if (quantiles === undefined) return;
  const here = below(complaints, 'quantiles');
  const low = numberOf(min);
  const high = numberOf(max);
  const keys = Object.keys(quantiles).sort((a, b) => Number(a) - Number(b));
  let before: { key: string; value: number } | null = null;
  for (const key of keys) {
    const value = quantiles[key] ?? NaN;
    if (!(Number(key) >= 0 && Number(key) <= 1) || key.trim() === '')
      complain(here, key, 'the rank is not from 0 to 1');
    if (low !== null && exceeds(low, value)) complain(here, key, `${value} is below min ${low}`);
    if (high !== null && exceeds(value, high)) complain(here, key, `${value} is above max ${high}`);
    if (before !== null && exceeds(before.value, value)) {
      complain(here, key, `${value} is below ${before.value}, the quantile ${before.key}`);
    }
    before = { key, value };
  }
}
