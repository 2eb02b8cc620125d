import { measuredProfile } from '../../measured-profile.ts';
import type { Profile } from '../../profile.ts';
import { supportOfProfiles, type Measured } from '../measured.ts';
import { shareLimit } from '../share-limit.ts';
import { counted, FEWEST_ROWS, FEWEST_RUNS, inProfiles, percent, type Draft } from '../suggestion.ts';

/** What the profiles, newest first, suggest about the rows and columns of the dataset as a whole. */
export function datasetDrafts(given: readonly Profile[], columns: readonly Measured[]): Draft[] {
  const profiles = given.map(measuredProfile);
  return [
    ...rowCount(profiles),
    ...schema(profiles, columns),
    ...duplicateRows(profiles),
    ...compoundKeys(profiles),
    ...counters(profiles),
  ];
}

/** That there are rows at all. How many are usual is learned, since no constant fits weekdays, holidays and growth. */
function rowCount(profiles: readonly Profile[]): Draft[] {
  const counts = profiles.flatMap((profile) => profile.rowCount ?? []);
  const least = Math.min(...counts);
  if (counts.length === 0 || least === 0) return [];
  const reason = `never fewer than ${counted(least)} rows ${inProfiles(counts.length)}; how many are usual is learned, not written down`;
  return [{ column: null, kind: 'row_count', clause: { at_least: 1 }, reason, support: supportOfProfiles(profiles) }];
}

/** The columns that every schema lists, and the types that they never changed. More columns may come: they break nobody who reads by name. */
function schema(profiles: readonly Profile[], columns: readonly Measured[]): Draft[] {
  const seen = profiles.flatMap((profile) => (profile.schema && profile.schema.fields.length > 0 ? [profile] : []));
  const fields = seen[0]?.schema?.fields ?? [];
  const steady = fields.filter(({ name }) =>
    seen.every(({ schema: one }) => one?.fields.some((field) => field.name === name)),
  );
  if (steady.length === 0) return [];
  const typed = steady.flatMap(({ name }): [string, string][] => {
    const types = seen.map(({ schema: one }) => one?.fields.find((field) => field.name === name)?.type);
    const [type] = types;
    const isRead =
      columns.find((column) => column.name === name)?.runs.some(({ column }) => (column.count ?? 0) > 0) ?? true;
    return type !== undefined && isRead && types.every((one) => one === type) ? [[name, type]] : [];
  });
  const names = steady.map(({ name }) => name);
  const clause = { columns: names, allow_extra: true, ...(typed.length > 0 && { types: Object.fromEntries(typed) }) };
  const types = typed.length === 0 ? '' : `, ${typed.length === names.length ? 'each' : `${typed.length}`} of one type`;
  const reason = `${names.length === 1 ? 'this column is' : `these ${names.length} columns are`} there ${inProfiles(seen.length)}${types}; more may come`;
  return [{ column: null, kind: 'schema', clause, reason, support: supportOfProfiles(seen) }];
}

function duplicateRows(profiles: readonly Profile[]): Draft[] {
  const seen = profiles.filter(({ duplicateRowCount }) => duplicateRowCount !== undefined);
  const support = supportOfProfiles(seen);
  const isClean = seen.every(({ duplicateRowCount }) => duplicateRowCount === 0);
  if (seen.length === 0 || !isClean || support.rows < FEWEST_ROWS) return [];
  const reason = `no row stands twice ${inProfiles(seen.length)}`;
  return [{ column: null, kind: 'duplicate_rows', clause: true, reason, support }];
}

/** Columns that together told every row apart, as counted in every run. */
function compoundKeys(profiles: readonly Profile[]): Draft[] {
  return (profiles[0]?.tupleDistinct ?? []).flatMap(({ columns }): Draft[] => {
    const seen = profiles.flatMap((profile) => {
      const found = profile.tupleDistinct?.find((one) => one.columns.join('\0') === columns.join('\0'));
      return found === undefined || profile.rowCount === undefined
        ? []
        : [{ profile, isKey: found.count === profile.rowCount }];
    });
    const support = supportOfProfiles(seen.map(({ profile }) => profile));
    if (columns.length < 2 || !seen.every(({ isKey }) => isKey) || support.rows < FEWEST_ROWS) return [];
    const reason = `no two rows have the same ${columns.join(', ')} ${inProfiles(seen.length)}`;
    return [{ column: null, kind: 'compound_unique', clause: columns, reason, support, variant: columns.join('\0') }];
  });
}

/** Counters of what the producer checks row by row: none failed, or no more than runs have by chance. */
function counters(profiles: readonly Profile[]): Draft[] {
  return (profiles[0]?.counters ?? []).flatMap(({ id, segment = [] }): Draft[] => {
    const runs = profiles.flatMap(
      (profile) => profile.counters?.find((one) => one.id === id && (one.segment ?? []).length === 0) ?? [],
    );
    if (segment.length > 0 || runs.length === 0 || runs.some(({ failed }) => !Number.isFinite(failed))) return [];
    const support = { runs: runs.length, rows: runs.reduce((sum, { tested = 0 }) => sum + tested, 0) };
    const draft = { column: null, kind: 'counter', support, variant: id };
    if (runs.every(({ failed }) => failed === 0))
      return [{ ...draft, clause: { id, max_failed: 0 }, reason: `none failed ${inProfiles(runs.length)}` }];
    if (runs.length < FEWEST_RUNS || runs.some(({ tested }) => !(Number(tested) > 0))) return [];
    const limit = shareLimit(runs.map(({ failed, tested = 0 }) => ({ count: failed, of: tested })));
    if (limit === null || limit > 0.5) return [];
    const most = Math.ceil(limit * 1e5) / 1000;
    const reason = `at most ${percent(Math.max(...runs.map(({ failed, tested = 1 }) => failed / tested)))} failed ${inProfiles(runs.length)}`;
    return [{ ...draft, clause: { id, max_failed_pct: most }, reason }];
  });
}
