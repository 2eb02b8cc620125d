import type { Courses } from './courses.ts';
import { HEADS, layoutOf, MARKS } from './layout.ts';
import type { Packer, Unpacker } from './packing.ts';
import { DAILY, HOURLY } from './phase.ts';

/** What stands in which slot: the names of columns, and what is behind these in the keys of their measures, each once. */
export interface PackedKeys {
  isHourly: boolean;
  lanes: number;
  free: readonly number[];
  columns: readonly string[];
  names: readonly string[];
}

/** By slot: nobody, a measure of the table, or the place of the column's name and two more. */
const [NOBODY, TABLE, FIRST_COLUMN] = [0, 1, 2] as const;

/** Packs who stands where; answers the names for it. */
export function packKeys({ layout, names, columns, laneCount, freeLanes }: Courses, packer: Packer): PackedKeys {
  const places = { columns: new Map<string, number>(), names: new Map<string, number>() };
  const place = (of: Map<string, number>, text: string): number => {
    const found = of.get(text) ?? of.size;
    return of.set(text, found) && found;
  };
  const who = new Uint16Array(2 * columns.length);
  columns.forEach((column, slot) => {
    if (column === undefined) return;
    who[2 * slot] = column === null ? TABLE : FIRST_COLUMN + place(places.columns, column);
    who[2 * slot + 1] = place(places.names, names[slot]!);
  });
  packer.numbers(who);
  const { isHourly } = layout.cadence;
  return {
    isHourly,
    lanes: laneCount,
    free: freeLanes,
    columns: [...places.columns.keys()],
    names: [...places.names.keys()],
  };
}

export function packCourses({ layout, columns, laneCount, ...rows }: Courses, packer: Packer): void {
  packer.numbers(rows.lanes.subarray(0, columns.length));
  packer.numbers(rows.heads.subarray(0, columns.length * HEADS));
  packer.numbers(rows.marks.subarray(0, columns.length * MARKS));
  packer.numbers(rows.floats.subarray(0, laneCount * layout.floats));
  packer.numbers(rows.halves.subarray(0, laneCount * layout.halves));
  packer.numbers(rows.bytes.subarray(0, laneCount * layout.bytes));
}

export function unpackCourses(who: Uint16Array, keys: PackedKeys, unpacker: Unpacker): Courses {
  const columns = new Array<string | null | undefined>(who.length / 2).fill(undefined);
  const names = columns.map(() => '');
  const walk: number[] = [];
  let holes = 0;
  for (let slot = 0; slot < columns.length; slot++) {
    const of = who[2 * slot]!;
    if (of === NOBODY) {
      holes++;
      continue;
    }
    columns[slot] = of === TABLE ? null : keys.columns[of - FIRST_COLUMN]!;
    names[slot] = keys.names[who[2 * slot + 1]!]!;
    walk.push(slot);
  }
  return {
    layout: layoutOf(keys.isHourly ? HOURLY : DAILY),
    walk,
    holes,
    columns,
    names,
    lanes: new Int16Array(unpacker.numbers()),
    heads: new Float32Array(unpacker.numbers()),
    marks: new Uint8Array(unpacker.numbers()),
    laneCount: keys.lanes,
    freeLanes: [...keys.free],
    floats: new Float32Array(unpacker.numbers()),
    halves: new Uint16Array(unpacker.numbers()),
    bytes: new Uint8Array(unpacker.numbers()),
  };
}
