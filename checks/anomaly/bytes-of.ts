import type { Baseline } from './baseline.ts';
import type { Courses } from './courses.ts';
import type { Reference } from './distances.ts';
import { STREAM_BYTES } from './stream/stream.ts';
import type { ValueMemory } from './value-memory.ts';

/** What the machine takes for one text beside its letters, with the place that points to it. */
const TEXT = 40;
/** For one measure: the places that point to its column and to its name, and its place in the order. */
const MEASURE = 3 * 8;
/** For one typed array, for one column with all its objects, and for the whole. */
const ARRAY = 200;
const COLUMN = 1500;
const WHOLE = 4000;

/** About how many bytes of memory a baseline takes: to keep a cache of them within a limit. */
export function bytesOf({ courses, columns, times, streams }: Baseline): number {
  const ofStreams = (streams?.measures.size ?? 0) * (MEASURE + ARRAY + STREAM_BYTES);
  let bytes = WHOLE + 8 * times.length + bytesOfCourses(courses) + ofStreams;
  for (const { reference, values, shapes } of columns.values()) {
    bytes += COLUMN + bytesOfReference(reference) + bytesOfValues(values) + bytesOfValues(shapes);
  }
  return bytes;
}

function bytesOfCourses({ lanes, heads, marks, floats, halves, bytes, columns }: Courses): number {
  const rows = [lanes, heads, marks, floats, halves, bytes].reduce((sum, row) => sum + row.byteLength, 0);
  return rows + MEASURE * columns.length;
}

function bytesOfReference({ together }: Reference): number {
  if (together === null) return 0;
  const { numbers, categories } = together;
  const ofNumbers = numbers === null ? 0 : 24 * numbers.values.length + 4 * ARRAY;
  return ofNumbers + (categories === null ? 0 : bytesOfTexts(categories.values) + 8 * categories.values.length);
}

const bytesOfValues = ({ values, numbers }: ValueMemory): number => bytesOfTexts(values) + numbers.byteLength;

function bytesOfTexts(texts: readonly string[]): number {
  let bytes = 0;
  for (const text of texts) bytes += TEXT + text.length;
  return bytes;
}
