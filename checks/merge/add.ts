/** The sum of what every part has; undefined when one of them lacks it: what was not counted is not zero. */
export function sumOf(values: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const value of values) {
    if (value === undefined || !Number.isFinite(value)) return undefined;
    sum += value;
  }
  return values.length === 0 ? undefined : sum;
}

/** The value that all parts have; undefined when they differ or one lacks it. */
export function commonOf<T>(values: readonly (T | undefined)[]): T | undefined {
  const [first] = values;
  return values.every((value) => JSON.stringify(value) === JSON.stringify(first)) ? first : undefined;
}

/** An object without what is undefined. */
export function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** Entries of all parts by their name, where every part has an entry of that name; in the order of the first part. */
export function joined<T>(parts: readonly (readonly T[] | undefined)[], nameOf: (entry: T) => string): T[][] {
  const tables = parts.map((entries = []) => new Map(entries.map((entry) => [nameOf(entry), entry])));
  const rows = [...(tables[0]?.keys() ?? [])].map((name) => tables.map((table) => table.get(name)));
  return rows.filter((row): row is T[] => row.every((entry) => entry !== undefined));
}
