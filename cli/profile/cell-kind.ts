/** What a text cell looks like by itself. `special` is nan or an infinity; `zoned` a timestamp with its offset. */
export type CellKind =
  | 'integral'
  | 'fractional'
  | 'special'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'zoned'
  | 'string'
  | 'empty'
  | 'blank'
  | 'nested';

const clock = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?`;
const offset = String.raw` ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)`;
// Whatever may match any pattern below matches this one: most text is told from it by one regular expression in place of six.
const candidate = String.raw`(?i) *([-+.0-9][-+.:0-9etz ]*|true|false|nan|[-+]?inf(inity)?) *`;
const patterns = {
  integral: String.raw`[+-]?[0-9]+`,
  fractional: String.raw`[+-]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][+-]?[0-9]+)?`,
  special: `(?i)nan|[+-]?inf(inity)?`,
  boolean: `(?i)true|false`,
  date: `[0-9]{4}-[0-9]{2}-[0-9]{2}`,
};

/** SQL for the kind of the text in `x`: ISO 8601 dates, point decimals; locale, thousands separators and day-month order are not guessed at. */
export function textKindSql(x: string): string {
  const matches = (pattern: string): string => `regexp_full_match(trim(${x}), '${pattern}')`;
  return `CASE
    WHEN ${x} = '' THEN 'empty'
    WHEN ${blankSql(x)} THEN 'blank'
    WHEN NOT contains('+-.0123456789tTfFnNiI', left(ltrim(${x}), 1)) THEN 'string'
    WHEN NOT regexp_full_match(${x}, '${candidate}') THEN 'string'
    WHEN ${matches(patterns.integral)} THEN 'integral'
    WHEN ${matches(patterns.fractional)} THEN 'fractional'
    WHEN ${timeKinds(x, matches)}
    WHEN ${matches(patterns.boolean)} THEN 'boolean'
    WHEN ${matches(patterns.special)} THEN 'special'
    ELSE 'string' END`;
}

function timeKinds(x: string, matches: (pattern: string) => string): string {
  return `${matches(patterns.date)} THEN CASE WHEN TRY_CAST(trim(${x}) AS DATE) IS NULL THEN 'string' ELSE 'date' END
    WHEN ${matches(clock)} THEN CASE WHEN TRY_CAST(trim(${x}) AS TIMESTAMP) IS NULL THEN 'string' ELSE 'timestamp' END
    WHEN ${matches(clock + offset)} THEN CASE WHEN TRY_CAST(trim(${x}) AS TIMESTAMPTZ) IS NULL THEN 'string' ELSE 'zoned' END`;
}

/** SQL: does `x` hold white space only, and at least one character of it? */
export function blankSql(x: string): string {
  // Most text begins with something visible in ASCII: it never meets the regular expression.
  return String.raw`CASE WHEN ascii(${x}) > 32 AND ascii(${x}) < 127 THEN false ELSE regexp_full_match(${x}, '[\s\p{Z}]+') END`;
}

/** SQL: does `x` begin or end with white space? */
export function paddedSql(x: string): string {
  // Most text begins and ends with something visible in ASCII: it never meets the regular expression.
  const isVisible = (code: string): string => `${code} > 32 AND ${code} < 127`;
  return String.raw`CASE WHEN ${isVisible(`ascii(${x})`)} AND ${isVisible(`ascii(right(${x}, 1))`)} THEN false
    ELSE regexp_matches(${x}, '^[\s\v\p{Z}]|[\s\v\p{Z}]$') END`;
}

/** SQL: has `x` a character beyond ASCII? Such take more than one byte. */
export function nonAsciiSql(x: string): string {
  return `strlen(${x}) <> length(${x})`;
}

/** SQL for the kind of the JSON value in `x`: its own type decides; only strings that are dates or timestamps are read as such. */
export function jsonKindSql(x: string): string {
  const text = `(${x} ->> '$')`;
  const matches = (pattern: string): string => `regexp_full_match(${text}, '${pattern}')`;
  return `CASE json_type(${x})
    WHEN 'VARCHAR' THEN CASE WHEN ${timeKinds(text, matches)} ELSE 'string' END
    WHEN 'BOOLEAN' THEN 'boolean'
    WHEN 'OBJECT' THEN 'nested'
    WHEN 'ARRAY' THEN 'nested'
    ELSE CASE WHEN regexp_full_match(${x}::VARCHAR, '${patterns.integral}') THEN 'integral' ELSE 'fractional' END END`;
}
