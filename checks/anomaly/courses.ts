import { FAMILIES, type Family } from './family.ts';
import type { Measure } from './measure.ts';
import { FAMILY, HEADS, KNOWN, layoutOf, MARKS, RECORD, type Layout } from './layout.ts';
import { DAILY, type Cadence } from './phase.ts';

/**
 * The courses of all measures of a dataset, side by side in a few arrays, so that thousands of datasets fit in memory. Each measure
 * has a slot; those that ever changed have a lane too, with their newest values, errors and what they foretell. Changed in place.
 */
export interface Courses {
  layout: Layout;
  /** Slots in the order in which the newest run's measures came, which is that of the next one's, mostly. */
  walk: number[];
  /** By slot: the column (null: the table; undefined: nobody is there), what is measured of it, and the lane; −1 of what never changed. */
  columns: (string | null | undefined)[];
  names: string[];
  /** Slots where nobody is. */
  holes: number;
  lanes: Int16Array;
  heads: Float32Array;
  marks: Uint8Array;
  /** By lane; those that nobody uses any more are used first. */
  laneCount: number;
  freeLanes: number[];
  floats: Float32Array;
  halves: Uint16Array;
  bytes: Uint8Array;
}

const FAMILY_NAMES = Object.keys(FAMILIES) as readonly Family[];
const FAMILY_CODES = new Map(FAMILY_NAMES.map((name, code) => [name, code]));

/** No measures yet. */
export function newCourses(cadence: Cadence = DAILY): Courses {
  return {
    layout: layoutOf(cadence),
    walk: [],
    columns: [],
    names: [],
    holes: 0,
    lanes: new Int16Array(0),
    heads: new Float32Array(0),
    marks: new Uint8Array(0),
    laneCount: 0,
    freeLanes: [],
    floats: new Float32Array(0),
    halves: new Uint16Array(0),
    bytes: new Uint8Array(0),
  };
}

export const familyAt = ({ marks }: Courses, slot: number): Family => FAMILY_NAMES[marks[slot * MARKS + FAMILY]!]!;

export const knownAt = ({ marks }: Courses, slot: number): number => marks[slot * MARKS + KNOWN]!;

/** Whose measure it is, and what is measured: `mean` of the column `amount`, `rowCount` of the table (null). */
export interface Named {
  column: string | null;
  name: string;
}

/** What a measure is called among all of its profile. */
export const keyOf = ({ column, name }: Named): string => (column === null ? name : `${column}.${name}`);

const NAMES = new Map<string, string>();
const MOST_NAMES = 1000;

/** What is measured, of a key: the same text for all that measure the same, so that it is in memory once. */
export function nameIn(key: string, column: string | null): string {
  const name = column === null ? key : key.slice(column.length + 1);
  const found = NAMES.get(name) ?? name;
  if (NAMES.size < MOST_NAMES) NAMES.set(found, found);
  return found;
}

/** The slot of a measure, looked for among all; −1 of one that is not known. */
export function slotOf({ columns, names }: Courses, { column, name }: Named): number {
  for (let slot = 0; slot < columns.length; slot++) if (columns[slot] === column && names[slot] === name) return slot;
  return -1;
}

/** A slot for a measure that was never seen, with nothing in it. */
function addCourse(courses: Courses, { column, name, family }: Named & { family: Family }): number {
  const { columns, names } = courses;
  const slot = courses.holes > 0 ? columns.indexOf(undefined) : columns.length;
  if (slot < columns.length) courses.holes--;
  columns[slot] = column;
  names[slot] = name;
  if (slot >= courses.lanes.length) {
    const size = roomFor(slot + 1);
    courses.lanes = grown(courses.lanes, new Int16Array(size));
    courses.heads = grown(courses.heads, new Float32Array(size * HEADS));
    courses.marks = grown(courses.marks, new Uint8Array(size * MARKS));
  }
  courses.lanes[slot] = -1;
  courses.heads.fill(0, slot * HEADS, (slot + 1) * HEADS);
  courses.marks.fill(0, slot * MARKS, (slot + 1) * MARKS);
  courses.marks[slot * MARKS + FAMILY] = FAMILY_CODES.get(family)!;
  courses.heads[slot * HEADS + RECORD] = -Infinity;
  return slot;
}

/** So many measures of one dataset are watched: a lane is a number of 16 bits. */
export const MOST_COURSES = 32_000;

/**
 * A slot for a measure that was not known when its run was judged; −1 when there are too many. Of two that are called the same, which only others
 * than our profiler post, the first has the slot: `added` holds those of this run.
 */
export function slotForNew(
  courses: Courses,
  { key, column, family }: Pick<Measure, 'key' | 'column' | 'family'>,
  added: Map<string, number>,
): number {
  const found = added.get(key);
  if (found !== undefined) return found;
  if (courses.holes === 0 && courses.columns.length >= MOST_COURSES) return -1;
  const slot = addCourse(courses, { column, name: nameIn(key, column), family });
  added.set(key, slot);
  return slot;
}

/** Forgets a measure. */
export function dropCourse(courses: Courses, slot: number): void {
  const { lanes, freeLanes, columns, names } = courses;
  courses.holes++;
  const lane = lanes[slot]!;
  if (lane >= 0) freeLanes.push(lane);
  columns[slot] = undefined;
  names[slot] = '';
}

/** A lane for the slot, all of it zero. */
export function addLane(courses: Courses, slot: number): number {
  const { layout } = courses;
  const lane = courses.freeLanes.pop() ?? courses.laneCount++;
  if ((lane + 1) * layout.floats > courses.floats.length) {
    const size = roomFor(lane + 1);
    courses.floats = grown(courses.floats, new Float32Array(size * layout.floats));
    courses.halves = grown(courses.halves, new Uint16Array(size * layout.halves));
    courses.bytes = grown(courses.bytes, new Uint8Array(size * layout.bytes));
  }
  courses.floats.fill(0, lane * layout.floats, (lane + 1) * layout.floats);
  courses.halves.fill(0, lane * layout.halves, (lane + 1) * layout.halves);
  courses.bytes.fill(0, lane * layout.bytes, (lane + 1) * layout.bytes);
  courses.lanes[slot] = lane;
  return lane;
}

/** Some more than is needed now, so that not each new measure moves all others. */
const roomFor = (count: number): number => count + Math.min(16, Math.max(4, count >> 3));

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
