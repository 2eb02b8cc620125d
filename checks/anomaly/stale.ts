import type { Judged } from './judge-measure.ts';

/** A column with fewer different values may well repeat itself. */
const MANY_VALUES = 20;
/** So many numbers that are never alike must be alike. */
const MANY_MEASURES = 3;
/** Of a stream so many of them at least never were: its mean and how wide it lies. */
const NEVER_ALIKE = 2;
/** Of a table of the same rows every day, numbers move by less than this share of what sampling new rows would do. */
const LIVELY = 1 / 3;

/**
 * Columns that are exact copies of the run before, though their numbers were never alike in two runs, as new rows make them; `[null]`
 * for the whole table when all columns that could tell are.
 */
export function staleColumns(judged: readonly Judged[]): (string | null)[] {
  const byColumn = new Map<string, Judged[]>();
  for (const one of judged) {
    const { column, family } = one.measure;
    const isOwn = family !== 'extreme' && family !== 'distance' && family !== 'mass';
    if (column === null || !isOwn || one.forecast.tried < MANY_MEASURES) continue;
    // In weeks of runs every few minutes a whole number comes twice running by chance.
    if (one.forecast.repeats && !isOfStream(one)) continue;
    const own = byColumn.get(column);
    if (own === undefined) byColumn.set(column, [one]);
    else own.push(one);
  }
  const telling = [...byColumn].filter(([, measures]) => canTell(measures));
  const stale = telling.filter(([, measures]) => measures.every(isRepeated));
  if (stale.length >= 2 && stale.length === telling.length) return [null];
  return stale.filter(([, measures]) => isLively(measures)).map(([column]) => column);
}

const isRepeated = ({ value, forecast }: Judged): boolean => Math.fround(value) === forecast.last;

const isOfStream = ({ forecast }: Judged): boolean => forecast.step !== undefined;

/** Does the column bring new rows every time, rather than the same ones? Those may well be alike for once. */
function isLively(measures: readonly Judged[]): boolean {
  const lively = measures.filter(
    ({ forecast, measure }) => (forecast.step ?? forecast.scale) >= LIVELY * measure.noise,
  );
  return 2 * lively.length >= measures.length;
}

function canTell(measures: readonly Judged[]): boolean {
  const values = measures.find(
    ({ measure }) => measure.family === 'distinct' || measure.key.endsWith('.distinctShare'),
  );
  if (values === undefined || measures.length < MANY_MEASURES) return false;
  if (measures.some(isOfStream) && !canTellOfStream(measures)) return false;
  const { family, raw, n } = values.measure;
  return (family === 'distinct' ? raw : raw * n) > MANY_VALUES;
}

/** What is looked at every few minutes holds still when nothing came, all of it: only what brings other rows each time can be a copy. */
function canTellOfStream(measures: readonly Judged[]): boolean {
  const never = measures.filter(({ forecast }) => !forecast.repeats);
  return never.length >= NEVER_ALIKE && isLively(measures);
}
