import { instantMs } from '../../instant.ts';
import type { ColumnProfile, Profile, Scalar } from '../../profile.ts';
import { shareWords, type Injected } from './error.ts';
import { changed, isNumeric, type Linear } from './numbers.ts';
import { resized } from './resize.ts';
import { isText, rewritten, TEXT_CHANGES } from './texts.ts';

/** A column as some error leaves it; null where the error cannot be told from the profile, or changes nothing. */
interface ColumnError {
  error: string;
  magnitude: string;
  apply(column: ColumnProfile, partner: ColumnProfile | null): ColumnProfile | null;
}

const nulls = [0.01, 0.1, 0.5, 1].map((share): ColumnError => ({
  error: 'nulls',
  magnitude: shareWords(share),
  apply: (column) => {
    const { count = 0, nullCount } = column;
    const lost = Math.round(count * share);
    return nullCount === undefined || lost === 0 ? null : resized(column, count - lost, nullCount + lost);
  },
}));

const scaling = (error: string, change: Linear, share: number): ColumnError => ({
  error,
  magnitude: shareWords(share),
  apply: (column) => (isNumeric(column) && !isZero(column) ? changed(column, change, share) : null),
});
const isZero = ({ min, max }: ColumnProfile): boolean => min === 0 && max === 0;

const numbers = [0.1, 1].flatMap((share) => [
  ...[10, 100, 1000].map((factor) => scaling(`unit x${factor}`, { factor, add: 0 }, share)),
  scaling('sign turned', { factor: -1, add: 0 }, share),
  scaling('unit x0.01', { factor: 0.01, add: 0 }, share),
  scaling('Fahrenheit as Celsius', { factor: 5 / 9, add: -160 / 9 }, share),
  ...[-1, 0, 9999].map((value) => scaling(`${value} for missing`, { factor: 0, add: value }, share / 10)),
]);

/** Another population: half a standard deviation further on, or half as much again from the mean. */
const populations = ['shifted', 'spread'].map((error): ColumnError => ({
  error,
  magnitude: error === 'shifted' ? '0.5 sd' : 'x1.5',
  apply: (column) => {
    const { mean, stddev = 0 } = column;
    if (mean === undefined || stddev === 0 || !isNumeric(column)) return null;
    return changed(column, error === 'shifted' ? { factor: 1, add: stddev / 2 } : { factor: 1.5, add: -mean / 2 }, 1);
  },
}));

const texts = Object.entries(TEXT_CHANGES).flatMap(([error, change]) =>
  [0.1, 1].map((share): ColumnError => ({
    error,
    magnitude: shareWords(share),
    apply: (column) => (isText(column) ? rewritten(column, change, share) : null),
  })),
);

/** A category that never was: the most frequent value under another name. */
const categories = [0.01, 0.1].map((share): ColumnError => ({
  error: 'new value',
  magnitude: shareWords(share),
  apply: (column) => {
    const [first] = column.topValues ?? [];
    const { count = 0, distinct } = column;
    const rows = Math.round(count * share);
    if (!column.valueCountsComplete || first === undefined || first.value === null || rows === 0 || first.count <= rows)
      return null;
    const strange: Scalar = typeof first.value === 'number' ? first.value + 77 : `${String(first.value)}_2`;
    const rest = (column.topValues ?? []).map((top) => (top === first ? { ...top, count: top.count - rows } : top));
    const more = distinct && { distinct: { ...distinct, value: distinct.value + 1 } };
    const isLonger = typeof strange === 'string' && column.length?.max !== undefined;
    return {
      ...column,
      ...more,
      topValues: [...rest, { value: strange, count: rows }],
      ...(typeof strange === 'number' && typeof column.max === 'number' && { max: Math.max(column.max, strange) }),
      ...(isLonger && { length: { ...column.length, max: Math.max(column.length?.max ?? 0, String(strange).length) } }),
    };
  },
}));

const constant: ColumnError = {
  error: 'one value',
  magnitude: 'in every row',
  apply: (column) => {
    const [first] = column.topValues ?? [];
    const { count = 0 } = column;
    const only = first?.value ?? column.min ?? null;
    if (only === null || first?.hashed === true || count < 2 || column.distinct?.value === 1) return null;
    const counts = {
      topValues: [{ value: only, count }],
      otherCount: 0,
      valueCountsComplete: true,
      distinct: { value: 1, exact: true },
    };
    const isNumber = typeof only === 'number' && isNumeric(column);
    return { ...(isNumber ? changed(column, { factor: 0, add: only }, 1) : column), ...counts };
  },
};

const later = [-5, 24 * 30].map((hours): ColumnError => ({
  error: 'time moved',
  magnitude: hours === -5 ? '5 h back' : '30 days on',
  apply: (column) => {
    const { timestamp, min, max, hours: perHour } = column;
    if (timestamp?.max === undefined) return null;
    const move = (value: Scalar | undefined): string | undefined => {
      const at = typeof value === 'string' ? instantMs(value) : null;
      return at === null ? undefined : new Date(at + hours * 3_600_000).toISOString();
    };
    const ends = { min: move(timestamp.min), max: move(timestamp.max) };
    const { topValues: _moved, ...kept } = column;
    return {
      ...kept,
      timestamp: { ...timestamp, ...defined(ends) },
      ...defined({ min: move(min), max: move(max) }),
      ...(perHour && { hours: perHour.map((_, hour) => perHour[(((hour - hours) % 24) + 24) % 24] ?? 0) }),
    };
  },
}));

const defined = <T extends object>(fields: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };

/** Numbers or times that arrive as text, since one of them had a thousands separator or another date format. */
const retyped: ColumnError = {
  error: 'read as text',
  magnitude: 'whole column',
  apply: (column) => {
    const { count = 0, typeCounts, nullCount, distinct } = column;
    if (count === 0 || isText(column) || (typeCounts?.string ?? 0) > 0) return null;
    return {
      type: 'string',
      count,
      ...(nullCount !== undefined && { nullCount }),
      ...(distinct && { distinct }),
      ...(typeCounts && { typeCounts: { string: count } }),
    };
  },
};

const swapped: ColumnError = {
  error: 'columns swapped',
  magnitude: 'every row',
  apply: (_, partner) => partner,
};

const COLUMN_ERRORS: readonly ColumnError[] = [
  ...nulls,
  ...numbers,
  ...populations,
  ...texts,
  ...categories,
  constant,
  ...later,
  retyped,
  swapped,
];
/** With more columns than this only the gross errors are tried, so that wide tables take no longer. */
const MANY_COLUMNS = 100;
const GROSS: readonly ColumnError[] = COLUMN_ERRORS.filter(({ magnitude }) => !/^(0\.1|1|10) %$/.test(magnitude));

/** The profile after each error in each of the columns; of the other columns nothing is kept but their place in the schema. */
export function* columnErrors(profile: Profile, columns: readonly string[]): Generator<Injected> {
  const errors = columns.length > MANY_COLUMNS ? GROSS : COLUMN_ERRORS;
  for (const name of columns) {
    const column = profile.columnMetrics?.[name];
    const partner = partnerOf(profile, columns, name);
    for (const { error, magnitude, apply } of errors) {
      const found = column === undefined ? null : apply(column, partner);
      if (found !== null) yield { error, magnitude, column: name, profile: withColumn(profile, name, found) };
    }
  }
}

function withColumn(profile: Profile, name: string, column: ColumnProfile): Profile {
  const isRetyped = column.type !== profile.columnMetrics?.[name]?.type;
  const fields = profile.schema?.fields.map((field) =>
    field.name === name && isRetyped ? { ...field, type: 'VARCHAR' } : field,
  );
  return { ...profile, ...(fields && { schema: { fields } }), columnMetrics: { [name]: column } };
}

/** The next column by name whose values are of the same sort; the first after the last. */
function partnerOf(profile: Profile, columns: readonly string[], name: string): ColumnProfile | null {
  const sortOf = (of: string): string => profile.columnMetrics?.[of]?.type ?? '';
  const alike = columns.filter((other) => sortOf(other) === sortOf(name)).sort();
  const next = alike[(alike.indexOf(name) + 1) % alike.length];
  return next === undefined || next === name || sortOf(name) === '' ? null : (profile.columnMetrics?.[next] ?? null);
}
