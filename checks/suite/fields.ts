import { reportUnknown } from './clause.ts';
import type { Report } from './report.ts';
import type { Tree } from './tree.ts';
import { described, refuse, type JsonSchema, type ValueReader } from './values.ts';

type Readers<T> = { readonly [K in keyof T]-?: ValueReader<T[K]> };

/** Reads a mapping in which every one of some keys must stand and no other may: `accept: { level, until, reason }`. */
export function readFields<T extends object>(readers: Readers<T>): ValueReader<T> {
  const keys = Object.keys(readers) as (keyof T & string)[];
  return described(fieldsSchema(readers, keys), (value, report) => {
    if (value.type !== 'map') return refuse(value, report, `a mapping with ${keys.join(', ')}`);
    const read: Partial<T> = {};
    for (const entry of value.entries) {
      const key = keys.find((known) => known === entry.key);
      if (key === undefined) reportUnknown(entry, keys, report);
      else read[key] = readers[key](entry.value, report);
    }
    return isWhole(read, { keys, value, report }) ? read : undefined;
  });
}

function isWhole<T extends object>(
  read: Partial<T>,
  { keys, value, report }: { keys: (keyof T & string)[]; value: Tree & { type: 'map' }; report: Report },
): read is T {
  for (const key of keys) {
    if (!value.entries.some((entry) => entry.key === key)) report('PL1008', value, `"${key}" is missing`);
  }
  return keys.every((key) => read[key] !== undefined);
}

function fieldsSchema<T>(readers: Readers<T>, keys: (keyof T & string)[]): JsonSchema {
  const properties = Object.fromEntries(keys.map((key) => [key, readers[key].schema ?? {}]));
  return { type: 'object', properties, required: keys, additionalProperties: false };
}
