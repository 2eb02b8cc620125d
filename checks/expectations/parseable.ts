import { numberOf } from '../compare.ts';
import { parseInstant } from '../instant.ts';
import type { ColumnProfile, Scalar } from '../profile.ts';
import { readWord } from '../suite/values.ts';
import { rowKind, type Bracket } from './declared-rows.ts';
import type { Kind } from './kind.ts';
import { rowBasis } from './row-basis.ts';
import { shareOfValues } from './value-share.ts';

const FORMATS = ['date', 'timestamp', 'number', 'integer', 'boolean', 'json'] as const;
type Format = (typeof FORMATS)[number];
const LONGEST_JSON = 100_000;

/** Types as counted in typeCounts whose values surely are of the format. */
const COUNTED: Partial<Record<Format, (keyof NonNullable<ColumnProfile['typeCounts']>)[]>> = {
  date: ['date'],
  timestamp: ['timestamp', 'date'],
  number: ['integral', 'fractional'],
  integer: ['integral'],
  boolean: ['boolean'],
};

const PARSES: Readonly<Record<Format, (value: Scalar) => boolean | null>> = {
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(String(value)) && parseInstant(String(value)) !== null,
  timestamp: (value) => typeof value === 'string' && parseInstant(value) !== null,
  number: (value) => numberOf(value) !== null,
  integer: (value) => Number.isInteger(value) || (typeof value === 'string' && /^[+-]?\d+$/.test(value)),
  boolean: (value) => value === true || value === false || /^(?:true|false)$/i.test(String(value)),
  json: isJson,
};

/**
 * Every value can be read as a `date` or `timestamp` (ISO 8601), `number`, `integer`, `boolean` or `json`, nulls left out;
 * without a format, as the column's own type by parseFailCount.
 */
export const parseable: Kind = rowKind({
  name: 'parseable',
  reads: ['types', 'values'],
  on: 'column',
  metric: 'parseFailCount',
  spec: { params: { as: readWord(FORMATS) }, shorthand: 'as' },
  what: 'values cannot be read',
  decidedBy: 'parseFailCount, or complete topValues',
  expected: ({ expectation }) => ({ text: String(expectation.params['as'] ?? 'the type of the column') }),
  bracket: (subject) => {
    const { column } = subject;
    const format = subject.expectation.params['as'] as Format | undefined;
    const tested = rowBasis(subject).values;
    const failed = column?.parseFailCount;
    const isOwnType = format === undefined || (column?.type ?? '').trim().toLowerCase() === format;
    if (failed !== undefined && isOwnType) return { tested, failedLow: failed, failedHigh: failed };
    if (format === undefined || column === null) return null;
    return byTypeCounts(column, format) ?? shareOfValues(column, (value) => not(PARSES[format](value)));
  },
});

/** Values of a fitting type can be read; text among others may be, so that it proves nothing. */
function byTypeCounts({ typeCounts }: ColumnProfile, format: Format): Bracket | null {
  const fitting = COUNTED[format];
  if (typeCounts === undefined || fitting === undefined) return null;
  const { null: _null, ...counts } = typeCounts;
  if (!Object.values(counts).every((count) => Number.isFinite(count))) return null;
  const tested = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const fit = fitting.reduce((sum, name) => sum + (typeCounts[name] ?? 0), 0);
  return fit === tested && tested > 0 ? { tested, failedLow: 0, failedHigh: 0 } : null;
}

function not(parses: boolean | null): boolean | null {
  return parses === null ? null : !parses;
}

/** Null for a text that is too long to be tried. */
function isJson(value: Scalar): boolean | null {
  if (typeof value !== 'string') return true;
  if (value.length > LONGEST_JSON) return null;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
