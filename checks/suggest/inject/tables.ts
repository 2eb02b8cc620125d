import type { Profile } from '../../profile.ts';
import { shareWords, type Injected } from './error.ts';
import { resized } from './resize.ts';

/** What goes wrong with whole loads: cut short, empty, loaded twice, a column gone or under another name. */
export function tableErrors(profile: Profile): Injected[] {
  const { rowCount = 0 } = profile;
  const loads =
    rowCount === 0
      ? []
      : [
          ...[0.1, 0.5, 0.9, 1].map((share) => ({
            error: share === 1 ? 'empty load' : 'truncated load',
            magnitude: shareWords(share),
            profile: truncated(profile, share),
          })),
          ...[0.1, 1].map((share) => ({
            error: 'rows loaded twice',
            magnitude: shareWords(share),
            profile: repeated(profile, share),
          })),
        ];
  return [...loads, ...columnsGone(profile)].map((injected) => ({ ...injected, column: null }));
}

function truncated(profile: Profile, share: number): Profile {
  const keep = 1 - share;
  const rows = Math.round((profile.rowCount ?? 0) * keep);
  const counts = { rowCount: rows, ...(profile.bytes !== undefined && { bytes: Math.round(profile.bytes * keep) }) };
  const repeats =
    profile.duplicateRowCount === undefined ? {} : { duplicateRowCount: Math.round(profile.duplicateRowCount * keep) };
  const { tupleDistinct: _tuples, ...kept } = withoutSums(profile);
  return { ...kept, ...counts, ...repeats, columnMetrics: allResized(profile, keep) };
}

function repeated(profile: Profile, share: number): Profile {
  const more = Math.round((profile.rowCount ?? 0) * share);
  const rows = (profile.rowCount ?? 0) + more;
  const repeats =
    profile.duplicateRowCount === undefined ? {} : { duplicateRowCount: profile.duplicateRowCount + more };
  const bytes = profile.bytes === undefined ? {} : { bytes: Math.round(profile.bytes * (1 + share)) };
  return {
    ...withoutSums(profile),
    rowCount: rows,
    ...bytes,
    ...repeats,
    columnMetrics: allResized(profile, 1 + share),
  };
}

/** What was counted row by row cannot be told of other rows: counters of repeated keys, and the like. */
function withoutSums(profile: Profile): Profile {
  const {
    counters: _counters,
    metrics: _metrics,
    crossColumn: _cross,
    partitions: _partitions,
    orderIndependentRowHash: _hash,
    ...kept
  } = profile;
  return kept;
}

function allResized({ columnMetrics = {}, rowCount = 0 }: Profile, factor: number): Profile['columnMetrics'] {
  const rows = Math.round(rowCount * factor);
  return Object.fromEntries(
    Object.entries(columnMetrics).map(([name, column]) => {
      const { count = 0, nullCount = 0 } = column;
      const nulls = Math.round(nullCount * factor);
      const isOfAllRows = count + nullCount === rowCount;
      return [name, resized(column, isOfAllRows ? rows - nulls : Math.round(count * factor), nulls)];
    }),
  );
}

/** The first column by name is gone, or called otherwise; each of them alike for a check of the schema. */
function columnsGone(profile: Profile): Omit<Injected, 'column'>[] {
  const fields = profile.schema?.fields ?? [];
  const [first] = fields.map(({ name }) => name).sort();
  if (first === undefined) return [];
  const { [first]: column, ...rest } = profile.columnMetrics ?? {};
  const others = fields.filter(({ name }) => name !== first);
  const renamed = `${first}_new`;
  const moved = fields.map((field) => (field.name === first ? { ...field, name: renamed } : field));
  return [
    {
      error: 'column gone',
      magnitude: 'one',
      profile: { ...profile, schema: { fields: others }, columnMetrics: rest },
    },
    {
      error: 'column renamed',
      magnitude: 'one',
      profile: {
        ...profile,
        schema: { fields: moved },
        columnMetrics: { ...rest, ...(column && { [renamed]: column }) },
      },
    },
  ];
}
