import type { ColumnProfile, Profile } from './profile.ts';

/** Fields of a column that may be text. */
const TEXTS = new Set(['type', 'min', 'max', 'sum', 'stddevKind']);
/** Fields whose absence says that there are none: one that is no number must be seen, and leaves its questions undecided. */
const VOUCHED = new Set(['nanCount', 'infCount', 'rankError']);
/** Fields of a profile that are numbers. */
const NUMBERS = new Set([
  ...['rowCount', 'bytes', 'fileCount', 'rowsWritten', 'rowsUpdated', 'rowsDeleted'],
  ...['duplicateRowCount', 'emptyRowCount'],
]);
const known = new WeakMap<Profile, Profile>();

/** The profile without what is no measurement: numbers that are NaN or infinite, nulls, and text where a number belongs. */
export function measuredProfile(profile: Profile): Profile {
  const before = known.get(profile);
  if (before !== undefined) return before;
  const { columnMetrics } = profile;
  const columns = Object.entries(columnMetrics ?? {}).map(([name, column]) => [name, measuredColumn(column)] as const);
  const isWhole = columns.every(([name, column]) => column === columnMetrics?.[name]);
  const odd = oddNames(profile, (name, value) => value !== null && !(NUMBERS.has(name) && !Number.isFinite(value)));
  const kept = odd.length === 0 ? profile : without(profile, odd);
  const measured = isWhole ? kept : { ...kept, columnMetrics: Object.fromEntries(columns) };
  known.set(profile, measured);
  return measured;
}

function measuredColumn(column: ColumnProfile): ColumnProfile {
  const odd = oddNames(column, isMeasured);
  return odd.length === 0 ? column : without(column, odd);
}

function oddNames(holder: object, isFine: (name: string, value: unknown) => boolean): string[] {
  const odd: string[] = [];
  for (const name of Object.keys(holder)) {
    if (!isFine(name, (holder as Record<string, unknown>)[name])) odd.push(name);
  }
  return odd;
}

function without<T extends object>(holder: T, odd: readonly string[]): T {
  const copy = { ...holder } as Record<string, unknown>;
  for (const name of odd) {
    if (VOUCHED.has(name)) copy[name] = NaN;
    else delete copy[name];
  }
  return copy as T;
}

function isMeasured(name: string, value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' ? TEXTS.has(name) : value !== null;
}
