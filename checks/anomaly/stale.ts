import type { Judged } from './judge-measure.ts';

/** A column with fewer different values may well repeat itself. */
const MANY_VALUES = 20;
/** So many numbers that are never alike must be alike. */
const MANY_MEASURES = 3;
/** Of a stream so many of them at least never were: its mean and how wide it lies. */
const NEVER_ALIKE = 2;
/** Of a table of the same rows every day, numbers move by less than this share of what sampling new rows would do. */
const LIVELY = 1 / 3;

/** What the judged measures of one column together tell. */
interface Told {
  measures: number;
  repeated: number;
  /** Those that were never alike before. */
  never: number;
  /** Those that move as new rows make them. */
  lively: number;
  isOfStream: boolean;
  /** The measure of its different values, if it has one. */
  values: Judged['measure'] | null;
}

/**
 * Columns that are exact copies of the run before, though their numbers were never alike in two runs, as new rows make them; `[null]`
 * for the whole table when all columns that could tell are.
 */
export function staleColumns(judged: readonly Judged[]): (string | null)[] {
  const telling = [...toldByColumn(judged)].filter(([, told]) => canTell(told));
  const stale = telling.filter(([, { measures, repeated }]) => repeated === measures);
  if (stale.length >= 2 && stale.length === telling.length) return [null];
  return stale.filter(([, { measures, lively }]) => 2 * lively >= measures).map(([column]) => column);
}

function toldByColumn(judged: readonly Judged[]): Map<string, Told> {
  const byColumn = new Map<string, Told>();
  // The measures of one column come one after the other.
  let [newest, told]: [string | null, Told | undefined] = [null, undefined];
  for (const one of judged) {
    const { measure, value, forecast } = one;
    const { column, family } = measure;
    const isOwn = family !== 'extreme' && family !== 'distance' && family !== 'mass';
    if (column === null || !isOwn || forecast.tried < MANY_MEASURES) continue;
    // In weeks of runs every few minutes a whole number comes twice running by chance.
    const isOfStream = forecast.step !== undefined;
    if (forecast.repeats && !isOfStream) continue;
    if (told === undefined || column !== newest) {
      newest = column;
      told = byColumn.get(column) ?? { measures: 0, repeated: 0, never: 0, lively: 0, isOfStream, values: null };
      if (told.measures === 0) byColumn.set(column, told);
    }
    if (isOfStream) told.isOfStream = true;
    told.measures++;
    if (!forecast.repeats) told.never++;
    if (Math.fround(value) === forecast.last) told.repeated++;
    if ((forecast.step ?? forecast.scale) >= LIVELY * measure.noise) told.lively++;
    if (family === 'distinct' || measure.name === 'distinctShare') told.values ??= measure;
  }
  return byColumn;
}

function canTell({ measures, never, lively, isOfStream, values }: Told): boolean {
  if (values === null || measures < MANY_MEASURES) return false;
  // What is looked at every few minutes holds still when nothing came, all of it: only what brings other rows each time can be a copy.
  if (isOfStream && (never < NEVER_ALIKE || 2 * lively < measures)) return false;
  const { family, raw, n } = values;
  return (family === 'distinct' ? raw : raw * n) > MANY_VALUES;
}
