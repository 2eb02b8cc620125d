import { countedOutcome, type ColumnProfile, type Profile } from '../../checks/index.ts';
import type { ColumnRow } from './shapes/catalogue.ts';
import type { CheckResultShape } from './shapes/common.ts';

/** Every column of a profile in the order of its schema, beside the same column of an earlier one. */
export function columnRows(now: Profile, before: Profile | null, results: readonly CheckResultShape[]): ColumnRow[] {
  const types = new Map(now.schema?.fields.map((field) => [field.name, field.type ?? null]));
  const names = [...new Set([...types.keys(), ...Object.keys(now.columnMetrics ?? {})])];
  return names.map((name) => {
    const column = now.columnMetrics?.[name] ?? {};
    const earlier = before?.columnMetrics?.[name];
    return {
      name,
      type: types.get(name) ?? column.type ?? null,
      count: column.count ?? null,
      nullCount: column.nullCount ?? null,
      nullFraction: nullFraction(column),
      distinct: column.distinct ? { value: column.distinct.value, exact: column.distinct.exact !== false } : null,
      min: column.min ?? null,
      median: median(column),
      mean: column.mean ?? null,
      max: column.max ?? null,
      privacy: column.privacy?.level ?? 'full',
      ...distribution(column),
      before: earlier
        ? {
            ...distribution(earlier),
            mean: earlier.mean ?? null,
            median: median(earlier),
            nullFraction: nullFraction(earlier),
          }
        : null,
      checks: countFor(name, results),
    };
  });
}

const distribution = (column: ColumnProfile) => ({
  histogram: column.histogram ? { boundaries: column.histogram.boundaries, counts: column.histogram.counts } : null,
  topValues: column.topValues?.slice(0, 20) ?? null,
});

const median = (column: ColumnProfile) => column.median ?? column.quantiles?.['0.5'] ?? null;

function nullFraction({ count, nullCount }: ColumnProfile): number | null {
  if (nullCount === undefined || count === undefined || count + nullCount === 0) return null;
  return nullCount / (count + nullCount);
}

function countFor(name: string, results: readonly CheckResultShape[]): ColumnRow['checks'] {
  const counts = { pass: 0, warn: 0, fail: 0, undecided: 0, error: 0 };
  for (const result of results) {
    const outcome = result.column === name ? countedOutcome(result) : null;
    if (outcome !== null) counts[outcome]++;
  }
  return counts;
}
