import type { DatasetName, FieldProblem } from '../profile.ts';
import type { Expected, Outcome, Severity } from '../result.ts';

/** One check that another tool has judged, as its file says it and before privacy. */
export interface ExternalCheck {
  /** What it is called within its suite: stable from run to run, for failures heal by it. */
  name: string;
  /** Tells it from others of the same name: its parameters or its id with the tool. */
  identity: unknown;
  /** The tool's own name of the kind of check. */
  kind: string;
  column: string | null;
  outcome: Outcome;
  severity: Severity;
  observed: number | string | boolean | null;
  /** May `observed` and `expected` be a value of a row (a minimum, a median), other than a count, a share or a mean? */
  reveals: boolean;
  expected: Expected | null;
  unit: string | null;
  tested: number | null;
  failed: number | null;
  /** Null: said from the counts and what was observed. */
  reason: string | null;
}

/** What one suite of another tool found of one dataset. A name that the file does not say is null. */
export interface ExternalVerdict {
  /** `gx`, `dbt`, `soda`, `deequ`, `openlineage`, or the producer's own name. */
  tool: string;
  /** The tool's suite, project, scan or check. */
  suite: string;
  dataset: { namespace: string | null; name: string | null };
  /** When the tool judged, RFC 3339. */
  judgedAt: string | null;
  run: { id: string; job: DatasetName | null } | null;
  dataInterval: { start: string; end: string } | null;
  checks: ExternalCheck[];
}

/** What was understood of a document, and what in it is no result (told, never dropped in silence). */
export interface ReadDocument {
  verdicts: ExternalVerdict[];
  ignored: FieldProblem[];
}

export type Reading = ReadDocument | { problems: FieldProblem[] };

/** A check with nothing measured, to begin from. */
export function bareCheck(
  named: Pick<ExternalCheck, 'name' | 'identity' | 'kind' | 'column' | 'outcome'>,
): ExternalCheck {
  return {
    ...named,
    severity: 'error',
    observed: null,
    reveals: named.column !== null,
    expected: null,
    unit: null,
    tested: null,
    failed: null,
    reason: null,
  };
}
