import { instantMs } from '../instant.ts';
import { isSample } from '../expectations/sample.ts';
import type { Counter, Profile, Scope } from '../profile.ts';
import { commonOf, defined, joined, sumOf } from './add.ts';
import { mergeColumn } from './merge-column.ts';

/** The profile of the whole, or why there can be none, and which measurements of the parts it could not keep. */
export interface MergedProfile {
  profile: Profile | null;
  problems: string[];
  /** Such as `columnMetrics.amount.skewness`; what cannot be merged is left out, never guessed. */
  leftOut: string[];
}

const COUNTS = [
  'rowCount',
  'bytes',
  'fileCount',
  'rowsWritten',
  'rowsUpdated',
  'rowsDeleted',
  'emptyRowCount',
] as const;
const SAME = ['dataset', 'dataInterval', 'environment', 'segment'] as const;
/** Not measurements: what names or places a part. */
const IDENTITY = new Set([
  ...['schemaVersion', 'idempotencyKey', 'run', 'producer', 'scope', 'environment', 'segment', 'measuredFor'],
]);

type Fields = { [K in keyof Profile]: Profile[K] | undefined };

/** One profile of all rows from profiles of parts of them: of the same dataset and interval, no row in two parts. */
export function mergeProfiles(parts: readonly Profile[]): MergedProfile {
  const problems = problemsOf(parts);
  const [first] = parts;
  if (first === undefined || problems.length > 0) return { profile: null, problems, leftOut: [] };
  const fields: Fields = {
    dataset: first.dataset,
    dataInterval: first.dataInterval,
    environment: first.environment,
    segment: first.segment,
    run: commonOf(parts.map(({ run }) => run)),
    producer: commonOf(parts.map(({ producer }) => producer)),
    capturedAt: latest(parts.map(({ capturedAt }) => capturedAt)),
    lastUpdated: latest(parts.map(({ lastUpdated }) => lastUpdated)),
    scope: scopeOf(parts),
    ...Object.fromEntries(COUNTS.map((name) => [name, sumOf(parts.map((part) => part[name]))])),
    schema: parts.every(({ schema }) => schema !== undefined) ? first.schema : undefined,
    schemaHash: commonOf(parts.map(({ schemaHash }) => schemaHash)),
    partitions: partitionsOf(parts),
    columnMetrics: columnsOf(parts),
    counters: countersOf(parts),
    measuredFor: measuredForOf(parts),
    fileForm: commonOf(parts.map(({ fileForm }) => fileForm)),
  };
  const profile = defined<Profile>(fields);
  return { profile, problems, leftOut: leftOutOf(parts, profile) };
}

function problemsOf(parts: readonly Profile[]): string[] {
  const problems: string[] = [];
  if (parts.length === 0) problems.push('there is no profile to merge');
  for (const field of SAME) {
    if (new Set(parts.map((part) => JSON.stringify(part[field] ?? null))).size > 1)
      problems.push(`the parts differ in ${field}`);
  }
  if (new Set(parts.map(({ scope }) => JSON.stringify(scope?.filter ?? null))).size > 1) {
    problems.push('the parts differ in scope.filter: they may not be parts of one whole');
  }
  const schemas = parts.flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
  const spelled = schemas.map(({ fields }) =>
    JSON.stringify(fields.map(({ name, type }) => [name, type ?? null]).sort()),
  );
  if (new Set(spelled).size > 1) problems.push('the parts differ in schema');
  return problems;
}

function latest(instants: readonly (string | undefined)[]): string | undefined {
  let best = instants[0];
  for (const instant of instants) {
    if (instant === undefined) return undefined;
    if ((instantMs(instant) ?? NaN) > (instantMs(best) ?? NaN)) best = instant;
  }
  return best;
}

/** The whole is only partly seen as soon as one part is. */
function scopeOf(parts: readonly Profile[]): Scope | undefined {
  const { kind, filter } = {
    kind: commonOf(parts.map(({ scope }) => scope?.kind)),
    filter: parts[0]?.scope?.filter ?? undefined,
  };
  const scope = defined<Scope>({ kind, filter, complete: parts.some(isSample) ? false : undefined } as Scope);
  return Object.keys(scope).length === 0 ? undefined : scope;
}

function partitionsOf(parts: readonly Profile[]): Profile['partitions'] {
  const rows = new Map<string, number>();
  for (const { partitions } of parts) {
    if (partitions === undefined) return undefined;
    for (const { value, rows: count } of partitions) rows.set(value, (rows.get(value) ?? 0) + count);
  }
  return [...rows].map(([value, count]) => ({ value, rows: count }));
}

/** The suites for which every part that measured less than everything was measured; such a part may lack what others ask. */
function measuredForOf(parts: readonly Profile[]): string[] | undefined {
  const [first, ...rest] = parts.flatMap(({ measuredFor }) => (measuredFor === undefined ? [] : [measuredFor]));
  return first?.filter((suite) => rest.every((suites) => suites.includes(suite)));
}

/** Columns that every part measured; a part that has no rows may lack them. */
function columnsOf(parts: readonly Profile[]): Profile['columnMetrics'] {
  const filled = parts.filter(({ rowCount }) => rowCount !== 0);
  const tables = (filled.length > 0 ? filled : parts).map(({ columnMetrics }) => columnMetrics);
  const rows = joined(
    tables.map((table) => table && Object.entries(table)),
    ([name]) => name,
  );
  if (tables.some((table) => table === undefined)) return undefined;
  return Object.fromEntries(rows.map((row) => [row[0]?.[0] ?? '', mergeColumn(row.map(([, column]) => column))]));
}

/** Counters that every part has, of the same definition and segment. */
function countersOf(parts: readonly Profile[]): Counter[] | undefined {
  const rows = joined(
    parts.map(({ counters }) => counters),
    ({ id, definitionHash, segment }) => {
      return JSON.stringify([id, definitionHash ?? null, segment ?? null]);
    },
  );
  const counters = rows.map((row): Counter => {
    const { id = '', definitionHash, segment } = row[0] ?? {};
    const failed = row.reduce((sum, counter) => sum + counter.failed, 0);
    return defined<Counter>({
      id,
      failed,
      tested: sumOf(row.map(({ tested }) => tested)),
      definitionHash,
      segment,
    } as Counter);
  });
  return counters.length === 0 ? undefined : counters;
}

function leftOutOf(parts: readonly Profile[], profile: Profile): string[] {
  const names = new Set(parts.flatMap((part) => Object.keys(part).filter((name) => !IDENTITY.has(name))));
  const leftOut = [...names].filter((name) => !Object.hasOwn(profile, name));
  for (const part of parts) {
    for (const [name, column] of Object.entries(part.columnMetrics ?? {})) {
      const kept = profile.columnMetrics?.[name];
      if (kept === undefined) leftOut.push(`columnMetrics.${name}`);
      else
        for (const key of Object.keys(column))
          if (!Object.hasOwn(kept, key)) leftOut.push(`columnMetrics.${name}.${key}`);
    }
    for (const { id } of part.counters ?? []) {
      if (!profile.counters?.some((counter) => counter.id === id)) leftOut.push(`counters.${id}`);
    }
  }
  return [...new Set(leftOut)].sort();
}
