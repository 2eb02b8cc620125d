import type { Outcome, Severity } from '../../checks/index.ts';

/** One check as any report tells it: of a profile, a gate, a back-test, or of a suite file that was read. */
export interface ReportRow {
  /** `NAMESPACE/NAME`, or the file that was validated. */
  dataset: string;
  /** The expectation's key, or the code of a problem (`PL1007`). */
  expectation: string;
  outcome: Outcome;
  severity: Severity;
  reason: string;
  /** Where it stands in a file; lines and columns count from 1. */
  file?: string;
  line?: number;
  column?: number;
  url?: string;
}

const outcomes: readonly Outcome[] = ['error', 'fail', 'undecided', 'warn', 'pass'];
const severities: readonly Severity[] = ['critical', 'error', 'warn', 'info'];

/** Errors, then failures by severity, then what is undecided, warnings and passes; otherwise in the order given. */
export function worstFirst(rows: readonly ReportRow[]): ReportRow[] {
  const rank = ({ outcome, severity }: ReportRow) => outcomes.indexOf(outcome) * 4 + severities.indexOf(severity);
  return rows.toSorted((one, other) => rank(one) - rank(other));
}

/** How many of each outcome there are, the worst first, without those of which there is none: `2 fail, 11 pass`. */
export function countWords(rows: readonly ReportRow[]): string {
  const told = outcomes.flatMap((outcome) => {
    const count = rows.filter((row) => row.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  return told.join(', ') || 'no checks';
}

/** Does it need somebody's attention? Everything but a pass does. */
export const isFinding = ({ outcome }: ReportRow): boolean => outcome !== 'pass';
