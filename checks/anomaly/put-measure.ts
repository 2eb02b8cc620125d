import type { Family } from './family.ts';
import type { Measure } from './measure.ts';
import type { SlotFinder } from './slot-finder.ts';

/** Where the measures of a column (null: of the table) are put. */
export interface Adding {
  column: string | null;
  into: Measure[];
  finder: SlotFinder;
}

/** What is put: on the scale of its family it is as people know it, unless `scaled` says otherwise. */
export interface Put {
  name: string;
  family: Family;
  raw: number;
  scaled?: number;
  n: number;
  noise: number;
}

/** Puts one measure of a run and answers it. All have the same fields in the same order, which is what makes reading hundreds of them fast. */
export function putMeasure(
  { column, into, finder }: Adding,
  { name, family, raw, scaled = raw, n, noise }: Put,
): Measure {
  const measure: Measure = {
    key: column === null ? name : `${column}.${name}`,
    name,
    slot: finder.find(column, name),
    column,
    family,
    raw,
    scaled,
    n,
    noise,
    p: undefined,
    isDeclared: undefined,
    weight: undefined,
    gate: undefined,
  };
  into.push(measure);
  return measure;
}
