import type { CellOrigin } from './source.ts';
import type { CellKind } from './cell-kind.ts';

/** How a column is measured. */
export type ValueKind =
  'integer' | 'double' | 'decimal' | 'boolean' | 'date' | 'timestamp' | 'text' | 'other' | 'unknown';

export interface ColumnType {
  kind: ValueKind;
  /** As the schema of the profile shows it; undefined when no value tells. */
  name: string | undefined;
}

export interface KindCounts {
  counts: Partial<Record<CellKind, number>>;
  /** Do all integral cells fit 64 bits, or 128? */
  fits: 64 | 128 | null;
}

/**
 * The type that all cells of a column share, whatever their order: whole numbers BIGINT (HUGEINT beyond 64 bits), any fraction makes
 * DOUBLE, ISO dates DATE, dates and local timestamps TIMESTAMP, timestamps with offsets TIMESTAMP WITH TIME ZONE, else VARCHAR.
 * Empty cells do not count, so a column of nothing else has no type.
 */
export function inferType({ counts, fits }: KindCounts, origin: CellOrigin): ColumnType {
  const has = (kind: CellKind): boolean => (counts[kind] ?? 0) > 0;
  const only = (...kinds: CellKind[]): boolean => {
    return (Object.keys(counts) as CellKind[]).every(
      (kind) => !has(kind) || kind === 'empty' || kind === 'blank' || kinds.includes(kind),
    );
  };
  const text: ColumnType = { kind: 'text', name: 'VARCHAR' };
  if (only()) return origin === 'json' && has('empty') ? text : { kind: 'unknown', name: undefined };
  if (only('integral')) return integerType(fits);
  if (only('integral', 'fractional', 'special'))
    return has('integral') || has('fractional') ? { kind: 'double', name: 'DOUBLE' } : text;
  if (only('boolean')) return { kind: 'boolean', name: 'BOOLEAN' };
  if (only('date')) return { kind: 'date', name: 'DATE' };
  if (only('date', 'timestamp')) return { kind: 'timestamp', name: 'TIMESTAMP' };
  if (only('zoned')) return { kind: 'timestamp', name: 'TIMESTAMP WITH TIME ZONE' };
  if (only('nested')) return { kind: 'text', name: 'JSON' };
  return text;
}

function integerType(fits: KindCounts['fits']): ColumnType {
  if (fits === null) return { kind: 'text', name: 'VARCHAR' };
  return { kind: 'integer', name: fits === 64 ? 'BIGINT' : 'HUGEINT' };
}

/** How a column that DuckDB has typed itself (Parquet) is measured. */
export function declaredType(type: string): ColumnType {
  const name = type;
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return { kind: 'integer', name };
  if (type === 'FLOAT' || type === 'DOUBLE') return { kind: 'double', name };
  if (/^DECIMAL\(\d+,\d+\)$/.test(type)) return { kind: 'decimal', name };
  if (type === 'BOOLEAN') return { kind: 'boolean', name };
  if (type === 'DATE') return { kind: 'date', name };
  if (/^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?$/.test(type)) return { kind: 'timestamp', name };
  if (/^(VARCHAR|UUID|TIME(_NS| WITH TIME ZONE)?|INTERVAL|JSON|ENUM\(.*\))$/s.test(type)) return { kind: 'text', name };
  return { kind: 'other', name };
}
