import type { Suite, SuiteProblem } from '../checks/index.ts';
import { usageFailure } from './failure.ts';
import { readText } from './read-text.ts';
import type { ReportRow } from './reports/index.ts';
import { suiteFiles } from './suite-files.ts';
import { printable } from './terminal.ts';

export interface SuiteReading {
  file: string;
  text: string;
  suite: Suite | null;
  problems: SuiteProblem[];
}

/** Reads every suite that `paths` name, offline. No file at all is a usage failure: an empty folder proves nothing. */
export async function readSuites(paths: readonly string[]): Promise<SuiteReading[]> {
  const files = suiteFiles(paths);
  if (files.length === 0) throw usageFailure(`no .yaml or .yml file in ${paths.join(', ')}`, undefined, 'PL2002');
  const { parseSuite } = await import('../checks/index.ts');
  return files.map((file) => {
    const text = readText(file);
    const { suite, problems } = parseSuite(text);
    return { file, text, suite, problems };
  });
}

const docs = 'docs/reference/exit-codes-and-errors.md';

/** A suite file as reports tell it: a failure for each problem, where it stands; one pass for a file that has none. */
export function suiteRows({ file, problems }: SuiteReading): ReportRow[] {
  const row = { dataset: file, file, severity: 'error' } as const;
  if (problems.length === 0) return [{ ...row, expectation: 'suite', outcome: 'pass', reason: 'no problems' }];
  return problems.map(({ code, line, column, message, suggestion }) => {
    const reason = suggestion === undefined ? message : `${message} — did you mean "${suggestion}"?`;
    return { ...row, expectation: code, outcome: 'fail', reason, line, column };
  });
}

/**
 * `orders.yaml:12:7 PL1011 unknown expectation "row_cnt" — did you mean "row_count"? docs: …#pl1011`, one line for each
 * problem; where nothing near is known, what to do instead.
 */
export function tellProblems(readings: readonly SuiteReading[], tell: (line: string) => void): void {
  for (const { file, problems } of readings) {
    for (const { code, line, column, message, suggestion, fix } of problems) {
      const hint = suggestion === undefined ? `. ${fix}` : ` — did you mean "${suggestion}"?`;
      tell(printable(`${file}:${line}:${column} ${code} ${message}${hint} docs: ${docs}#${code.toLowerCase()}`) + '\n');
    }
  }
}
