/** The formats of other tools whose checks can be read. */
export const IMPORT_FORMATS = ['odcs', 'gx', 'dbt', 'soda', 'deequ'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** `approximated` says in its note where it differs; of `not_possible` no rule was made. */
export type ImportStatus = 'translated' | 'approximated' | 'not_possible';

/** What became of one check of the source. */
export interface ImportedCheck {
  status: ImportStatus;
  /** The check as its tool would call it, in one line. */
  check: string;
  /** What differs or must be posted; of an impossible one why, and what to do. */
  note: string | null;
  /** JSON pointer of the check in the file; empty for the whole. */
  pointer: string;
  /** Line of the file, from 1. */
  line: number;
  /** The suite it went into; null when it is not possible. */
  suite: string | null;
}

export interface ImportedSuite {
  name: string;
  dataset: { namespace: string; name: string };
  /** A suite that `parseSuite` reads, with a comment for each check. */
  yaml: string;
  expectations: number;
}

/** Why a file cannot be imported at all, where, and what to do. */
export interface ImportProblem {
  message: string;
  fix: string;
  line: number;
  column: number;
}

/** A file of another tool, read to plain values. */
export interface Source {
  value: unknown;
  /** Lines of the values that some JSON pointers name. */
  linesOf(pointers: readonly string[]): ReadonlyMap<string, number>;
}

export interface Imported {
  format: ImportFormat;
  suites: ImportedSuite[];
  /** One for each check of the source, in its order. */
  checks: ImportedCheck[];
}

export interface ImportRequest {
  text: string;
  /** Found by content when left out. */
  format?: ImportFormat;
  /** Where the file does not say it, or says it otherwise; `*` in the name is the name that the file says. */
  dataset?: { namespace: string; name: string };
}

/** A plain value as suites have it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** One entry below `expect` of a suite. */
export type Entry = Readonly<Record<string, Plain>>;

/** What a reader makes of one check. */
export interface Translation {
  status: ImportStatus;
  check: string;
  note: string | null;
  pointer: string;
  /** Which of the reading's datasets it is for. */
  dataset: string;
  entries: readonly Entry[];
  /** Used where the entries are not understood by this version, with its own note. */
  otherwise?: { entries: readonly Entry[]; note: string };
  /** Keys at the top of the suite, such as `expect_every`. */
  top?: Entry;
}

/** A dataset of a source; a null namespace must be given by whoever imports. */
export interface SourceDataset {
  key: string;
  namespace: string | null;
  name: string;
  suite: string;
  owner?: string;
}

/** What a reader found in a file. */
export interface Reading {
  /** What made the file, for the comment at the top of a suite: `Great Expectations 1.5`. */
  made: string;
  datasets: readonly SourceDataset[];
  translations: readonly Translation[];
}

/** A row of the tables that say what is translated to what. */
export interface Mapping {
  from: string;
  to: string;
  remark?: string;
}
