import { slotOf, type Courses } from './courses.ts';

/** So far ahead the measures of the run before are looked through for one that comes earlier now. */
const AHEAD = 24;

/** So many searches through all are cheaper than an index. */
const SEARCHES = 64;

const indexKey = (column: string | null, name: string): string => (column === null ? name : `${column}\0${name}`);

function indexOf({ columns, names }: Courses): Map<string, number> {
  const index = new Map<string, number>();
  columns.forEach((column, slot) => {
    if (column !== undefined) index.set(indexKey(column, names[slot]!), slot);
  });
  return index;
}

/**
 * Finds the slots of a run's measures one after the other. They come in the order of the run before, mostly: what stood at the next
 * place is looked at before anything is put together and hashed.
 */
export class SlotFinder {
  private readonly courses: Courses;
  private at = 0;
  private searches = 0;
  private index: Map<string, number> | null = null;

  constructor(courses: Courses) {
    this.courses = courses;
  }

  /** The slot of a measure of a column (null: of the table); −1 when it was never learnt. */
  find(column: string | null, name: string): number {
    const { walk, columns, names } = this.courses;
    for (let at = this.at, end = Math.min(walk.length, at + AHEAD); at < end; at++) {
      const slot = walk[at]!;
      if (names[slot] !== name || columns[slot] !== column) continue;
      this.at = at + 1;
      return slot;
    }
    return this.slotOf(column, name);
  }

  /** The same, looked for among all; −1 when it was never learnt. */
  slotOf(column: string | null, name: string): number {
    // Few are looked for one by one; of many an index is made once.
    if (this.index === null && ++this.searches <= SEARCHES) return slotOf(this.courses, { column, name });
    this.index ??= indexOf(this.courses);
    return this.index.get(indexKey(column, name)) ?? -1;
  }
}
