import type { ColumnProfile, Profile } from './profile.ts';

/** Fields that may be text. */
const TEXTS = new Set(['type', 'min', 'max', 'sum', 'stddevKind']);
/** Fields whose absence says that there are none: one that is no number must be seen, and leaves its questions undecided. */
const VOUCHED = new Set(['nanCount', 'infCount']);
const known = new WeakMap<ColumnProfile, ColumnProfile>();

/** What was measured of a column, by its name; null when the profile has nothing of it. */
export function columnNamed({ columnMetrics }: Profile, name: string): ColumnProfile | null {
  if (columnMetrics === undefined || !Object.hasOwn(columnMetrics, name)) return null;
  const column = columnMetrics[name];
  return column === undefined ? null : measuredColumn(column);
}

/** The column without what is no measurement: numbers that are NaN or infinite, nulls, and text where a number belongs. */
function measuredColumn(column: ColumnProfile): ColumnProfile {
  const before = known.get(column);
  if (before !== undefined) return before;
  const fields = column as unknown as Record<string, unknown>;
  const odd = Object.keys(column).filter((name) => !isMeasured(name, fields[name]));
  const measured = odd.length === 0 ? column : without(column, odd);
  known.set(column, measured);
  return measured;
}

function without(column: ColumnProfile, odd: readonly string[]): ColumnProfile {
  const copy: Record<string, unknown> = { ...column };
  for (const name of odd) {
    if (VOUCHED.has(name)) copy[name] = NaN;
    else delete copy[name];
  }
  return copy;
}

function isMeasured(name: string, value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' ? TEXTS.has(name) : value !== null;
}
