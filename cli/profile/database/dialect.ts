import type { ValueKind } from '../infer-type.ts';

/** A column of a table or query, as the database declares it. */
export interface DatabaseColumn {
  name: string;
  /** As the database writes it: `numeric(10,2)`. */
  type: string;
  nullable: boolean | undefined;
  kind: ValueKind;
  /** SQL for its value in a form that groups, sorts and compares as DuckDB does, so that files and tables agree. */
  cell: string;
}

/** What differs between the databases in the SQL that measures; everything else is one text for all. */
export interface Dialect {
  name(identifier: string): string;
  text(value: string): string;
  /** A double from a number of kind integer, decimal or double. */
  double(x: string): string;
  /** A cell as text, at full precision; nothing for what is longer than a profile shows. */
  shown(x: string, kind: ValueKind): string;
  /** A number as exact text. */
  exact(x: string): string;
  /** Is the number, date or timestamp neither NaN nor infinite nor a date that is none? */
  isFinite(x: string, kind: ValueKind): string;
  isNan(x: string, kind: ValueKind): string | null;
  length(x: string): string;
  /** Does the whole text match? Patterns use what all regular expressions share. */
  matches(x: string, pattern: string): string;
  /** 64 bits of a hash: the low 14 (`index`) and the rest (`rest`), neither negative. */
  hash(x: string): { index: string; rest: string };
  /** Does a text hold nothing? */
  isEmpty(x: string): string;
}
