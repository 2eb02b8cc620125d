import type { Entry, Plain } from './types.ts';

/** Kinds whose `warn` is a second bound, so that a second tolerance needs an entry of its own. */
const BOUNDED = ['range', 'length', 'multicolumn_sum'];
const TOLERANCES = ['mostly', 'max_failed', 'max_failed_pct'];

/** One entry, or two where it warns at another number of failing rows and its kind takes no such `warn`. */
export function splitLadder(entry: Entry): Entry[] {
  const kind = BOUNDED.find((one) => one in entry);
  const value = kind === undefined ? undefined : entry[kind];
  if (kind === undefined || !isEntry(value) || !isEntry(value['warn'])) return [entry];
  const { warn, ...fails } = value;
  if (!isEntry(warn) || !Object.keys(warn).every((key) => TOLERANCES.includes(key))) return [entry];
  const bound = Object.entries(fails).filter(([key]) => !TOLERANCES.includes(key));
  const warns: Entry = { ...entry, [kind]: { ...Object.fromEntries(bound), ...warn }, severity: 'warn' };
  return [{ ...entry, [kind]: fails }, warns];
}

function isEntry(value: Plain | undefined): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
