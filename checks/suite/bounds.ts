import { compareScalars, isOrderable } from '../compare.ts';
import type { Bound } from '../expectation.ts';
import type { Report } from './report.ts';
import type { MapEntry, Tree } from './tree.ts';
import { described, refuse, type ValueReader } from './values.ts';

/** Keys that make a bound. `above` and `below` leave the end itself out. */
export const BOUND_KEYS = ['between', 'at_least', 'at_most', 'above', 'below', 'equals'] as const;

type End = number | string;

/** How the ends of a bound are read, and where problems go. */
export interface Ends {
  report: Report;
  readEnd: ValueReader<End>;
}

/** The end of a range: a number, or text that is a numeral, a date or a timestamp. */
export const readEnd = described<End>({ type: ['number', 'string'], minLength: 1 }, (value, report) => {
  const end = value.type === 'scalar' ? value.value : null;
  if (typeof end === 'number' && Number.isFinite(end)) return end;
  if (typeof end === 'string' && isOrderable(end)) return end;
  return refuse(value, report, 'a number, date or timestamp');
});

/** The bound that some keys of a mapping make; undefined when there is none or it was refused. */
export function readBound(entries: readonly MapEntry[], ends: Ends): Bound | undefined {
  const bound: Bound = {};
  for (const entry of entries) {
    const part = boundPart(entry, ends);
    if (part === undefined) continue;
    const twice =
      (part.low !== undefined && bound.low !== undefined) || (part.high !== undefined && bound.high !== undefined);
    if (twice) ends.report('PL1013', entry.place, `"${entry.key}" sets an end that another key already set`);
    Object.assign(bound, part);
  }
  return bound.low === undefined && bound.high === undefined ? undefined : bound;
}

/** A list of two ends; null leaves one open. */
function readRange(value: Tree, { report, readEnd: end }: Ends): Bound | undefined {
  if (value.type !== 'list' || value.items.length !== 2)
    return refuse(value, report, 'a list of two ends, [low, high]');
  const bound: Bound = {};
  const [first, second] = value.items;
  const low = isOpen(first) ? undefined : readOptional(first, report, end);
  const high = isOpen(second) ? undefined : readOptional(second, report, end);
  if (low !== undefined) bound.low = low;
  if (high !== undefined) bound.high = high;
  if (isOpen(first) && isOpen(second)) return refuse(value, report, 'at least one end');
  if (low === undefined && high === undefined) return undefined;
  return isOrdered(bound, value, report) ? bound : undefined;
}

/** The bound of `warn:`: a range, a mapping of bound keys, or one end where `beside` has only one. */
export function readWarnBound(value: Tree, beside: Bound, ends: Ends): Bound | undefined {
  const { report } = ends;
  if (value.type === 'list') return readRange(value, ends);
  if (value.type === 'map') {
    for (const { key, place } of value.entries) {
      if (!(BOUND_KEYS as readonly string[]).includes(key)) report('PL1007', place, `"${key}" makes no bound`);
    }
    return (
      readBound(value.entries, ends) ?? (value.entries.length === 0 ? refuse(value, report, 'a bound') : undefined)
    );
  }
  if (beside.low !== undefined && beside.high !== undefined)
    return refuse(value, report, 'a list of two ends, [low, high]');
  const only = ends.readEnd(value, report);
  if (only === undefined) return undefined;
  return beside.low === undefined ? { high: only } : { low: only };
}

function boundPart({ key, value }: MapEntry, ends: Ends): Bound | undefined {
  if (key === 'between') return readRange(value, ends);
  if (!(BOUND_KEYS as readonly string[]).includes(key)) return undefined;
  const only = ends.readEnd(value, ends.report);
  if (only === undefined) return undefined;
  if (key === 'at_least') return { low: only };
  if (key === 'at_most') return { high: only };
  if (key === 'above') return { low: only, exclusiveLow: true };
  if (key === 'below') return { high: only, exclusiveHigh: true };
  return { low: only, high: only };
}

function isOpen(value: Tree | undefined): boolean {
  return value?.type === 'scalar' && value.value === null;
}

function readOptional(value: Tree | undefined, report: Report, end: ValueReader<End>): End | undefined {
  return value === undefined ? undefined : end(value, report);
}

/** Is the low end not above the high one? Told when it is, or when the ends are of two kinds. */
export function isOrdered(bound: Bound, place: Tree, report: Report): boolean {
  if (bound.low === undefined || bound.high === undefined) return true;
  const order = compareScalars(bound.low, bound.high);
  if (order === null) report('PL1013', place, 'the two ends cannot be compared with each other');
  else if (order === 1) report('PL1013', place, `the low end ${bound.low} is above the high end ${bound.high}`);
  return order !== null && order !== 1;
}
