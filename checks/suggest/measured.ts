import { measuredProfile } from '../measured-profile.ts';
import type { ColumnProfile, Profile } from '../profile.ts';
import type { Support } from './suggestion.ts';

/** One column in one run. */
export interface ColumnRun {
  column: ColumnProfile;
  /** Declared type, where the run has a schema that names the column. */
  declared: string | undefined;
  /** Rows of the column: values and nulls. */
  rows: number;
}

/** A column in every profile that measured anything of it, newest first. */
export interface Measured {
  name: string;
  runs: readonly ColumnRun[];
  /** Some profile says that its values are not for everybody: no proposal may quote any. */
  isClassified: boolean;
}

/** Those runs that measured what `read` looks for; one that did not look for it says nothing, not that it is absent. */
export function known<T>(
  measured: Measured,
  read: (run: ColumnRun) => T | null | undefined,
): { run: ColumnRun; value: T }[] {
  return measured.runs.flatMap((run) => {
    const value = read(run);
    return value === null || value === undefined ? [] : [{ run, value }];
  });
}

/** What a proposal rests on. */
export function supportOf(runs: readonly { run: ColumnRun }[]): Support {
  return { runs: runs.length, rows: runs.reduce((sum, { run }) => sum + run.rows, 0) };
}

/** Rows of the dataset over profiles. */
export function supportOfProfiles(profiles: readonly Profile[]): Support {
  return { runs: profiles.length, rows: profiles.reduce((sum, { rowCount = 0 }) => sum + rowCount, 0) };
}

/**
 * The columns that the dataset has now, by name. Those of the newest profile that measured everything (one that was measured for
 * some suites alone lacks columns that are there), and what newer ones have besides; none that the newest schema no longer lists.
 */
export function measuredColumns(given: readonly Profile[]): Measured[] {
  const profiles = given.map(measuredProfile);
  const full = profiles.findIndex(({ measuredFor }) => measuredFor === undefined);
  const recent = profiles.slice(0, full === -1 ? profiles.length : full + 1);
  const fields = profiles.find(({ schema }) => schema !== undefined)?.schema?.fields;
  const listed = fields && new Set(fields.map(({ name }) => name));
  const newest = new Set(Object.keys(profiles[0]?.columnMetrics ?? {}));
  const names = new Set(recent.flatMap(({ columnMetrics = {} }) => Object.keys(columnMetrics)));
  return [...names]
    .filter((name) => newest.has(name) || listed === undefined || listed.has(name))
    .sort()
    .map((name) => measuredColumn(name, profiles));
}

function measuredColumn(name: string, profiles: readonly Profile[]): Measured {
  const runs = profiles.flatMap((profile): ColumnRun[] => {
    const { columnMetrics = {}, schema } = profile;
    const column = Object.hasOwn(columnMetrics, name) ? columnMetrics[name] : undefined;
    if (column === undefined) return [];
    const declared = schema?.fields.find((field) => field.name === name)?.type;
    return [{ column, declared, rows: (column.count ?? 0) + (column.nullCount ?? 0) }];
  });
  const isClassified = runs.some(({ column }) => isHidden(column));
  return { name, runs, isClassified };
}

function isHidden({ privacy, topValues = [] }: ColumnProfile): boolean {
  return (privacy?.level ?? 'full') !== 'full' || topValues.some(({ hashed }) => hashed === true);
}

/** Does every value occur once in every run, and is it no measurement? Then its values are names, whose size says nothing. */
export function isKey({ runs }: Measured): boolean {
  const isMeasurement = ({ typeCounts, type = '' }: ColumnProfile): boolean =>
    (typeCounts?.fractional ?? 0) > 0 || /^(double|float|real|decimal|numeric)/i.test(type);
  return (
    runs.length > 0 &&
    runs.every(({ column }) => {
      const { distinct, count } = column;
      return distinct?.exact === true && count !== undefined && distinct.value >= count && !isMeasurement(column);
    })
  );
}
