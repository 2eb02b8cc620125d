import { instantMs } from '../instant.ts';
import type { ColumnProfile, Profile } from '../profile.ts';
import { counted, FEWEST_ROWS, inProfiles, type Draft } from './suggestion.ts';

const DAY = 86_400;
const FEWEST_FOR_RANGE = 3;
const FEWEST_FOR_WEEKDAY = 15;

/** What the profiles, newest first, suggest about the dataset as a whole. */
export function datasetDrafts(profiles: readonly Profile[]): Draft[] {
  return [
    ...rowCount(profiles),
    ...schema(profiles),
    ...freshness(profiles),
    ...duplicateRows(profiles),
    ...counters(profiles),
  ];
}

function rowCount(profiles: readonly Profile[]): Draft[] {
  const counts = profiles.flatMap((profile) => profile.rowCount ?? []).filter(Number.isFinite);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (counts.length === 0 || most === 0) return [];
  const draft = { column: null, kind: 'row_count' };
  if (counts.length < FEWEST_FOR_RANGE || least === 0) {
    return [{ ...draft, clause: { at_least: 1 }, reason: `${counted(counts[0] ?? 0)} rows in the newest profile` }];
  }
  const seen = `from ${counted(least)} to ${counted(most)} rows ${inProfiles(counts.length)}`;
  const range = { between: [floorTo2(least / 2), ceilTo2(most * 2)] };
  const drafts: Draft[] = [{ ...draft, clause: range, reason: `${seen}: half the least to twice the most` }];
  if (counts.length >= FEWEST_FOR_WEEKDAY) {
    const clause = { change: { from: 'same_weekday', within: '50%' }, severity: 'warn' };
    drafts.push({
      ...draft,
      clause,
      reason: `${seen}: half as many or as many again as a week before are worth a look`,
    });
  }
  return drafts;
}

function schema(profiles: readonly Profile[]): Draft[] {
  const fields = profiles[0]?.schema?.fields ?? [];
  if (fields.length === 0) return [];
  const withSchema = profiles.flatMap((profile) => (profile.schema ? [profile.schema.fields] : []));
  const steady = fields.filter(({ name }) => withSchema.every((one) => one.some((field) => field.name === name)));
  const columns = steady.map(({ name }) => name);
  if (columns.length === 0) return [];
  const reason = `${columns.length === 1 ? 'this column is' : `these ${columns.length} columns are`} there ${inProfiles(withSchema.length)}`;
  return [{ column: null, kind: 'schema', clause: { columns, allow_extra: true }, reason }];
}

/** Of the column whose newest value follows the clock most closely, no more than two days behind it in any profile. */
function freshness(profiles: readonly Profile[]): Draft[] {
  const names = Object.keys(profiles[0]?.columnMetrics ?? {});
  const ages = names.flatMap((name) => {
    const seen = profiles.map((profile) => ageSeconds(profile, profile.columnMetrics?.[name]));
    const known = seen.filter((age) => age !== null);
    return known.length === profiles.length ? [{ name, oldest: Math.max(...known), youngest: Math.min(...known) }] : [];
  });
  const fitting = ages.filter(({ oldest, youngest }) => youngest > -600 && oldest <= 2 * DAY);
  const [best] = fitting.sort((one, other) => one.oldest - other.oldest);
  if (best === undefined) return [];
  const hours = Math.max(1, Math.ceil((2 * best.oldest) / 3600));
  const reason = `its newest value was at most ${Math.ceil(best.oldest / 60)} minutes old ${inProfiles(profiles.length)}; twice that`;
  return [{ column: null, kind: 'freshness', clause: { of: best.name, within: `${hours}h` }, reason }];
}

function ageSeconds(profile: Profile, column: ColumnProfile | undefined): number | null {
  const newest = column?.timestamp?.max ?? (/time/i.test(column?.type ?? '') ? column?.max : undefined);
  const [at, captured] = [instantMs(typeof newest === 'string' ? newest : undefined), instantMs(profile.capturedAt)];
  return at === null || captured === null ? null : (captured - at) / 1000;
}

function duplicateRows(profiles: readonly Profile[]): Draft[] {
  const known = profiles.filter(({ duplicateRowCount }) => duplicateRowCount !== undefined);
  const isClean = known.every(({ duplicateRowCount }) => duplicateRowCount === 0);
  if (known.length === 0 || !isClean || (known[0]?.rowCount ?? 0) < FEWEST_ROWS) return [];
  return [
    { column: null, kind: 'duplicate_rows', clause: true, reason: `no row stands twice ${inProfiles(known.length)}` },
  ];
}

function counters(profiles: readonly Profile[]): Draft[] {
  return (profiles[0]?.counters ?? []).flatMap(({ id }) => {
    const known = profiles.flatMap((profile) => profile.counters?.find((one) => one.id === id) ?? []);
    if (!known.every(({ failed }) => failed === 0)) return [];
    const reason = `none failed ${inProfiles(known.length)}`;
    return [{ column: null, kind: 'counter', clause: { id, max_failed: 0 }, reason }];
  });
}

/** The number with two significant digits, not above it. */
function floorTo2(value: number): number {
  const step = stepOf(value);
  return Math.floor(value / step) * step;
}

function ceilTo2(value: number): number {
  const step = stepOf(value);
  return Math.ceil(value / step) * step;
}

/** The place of the second digit; whole numbers at the least. */
function stepOf(value: number): number {
  return Math.max(1, 10 ** (Math.floor(Math.log10(Math.max(1, value))) - 1));
}
