import { appendFileSync, statSync, writeFileSync } from 'node:fs';
import { unableFailure } from './failure.ts';
import type { ReportFile, ReportOptions } from './report-options.ts';
import { githubAnnotations, junitReport, markdownReport, sarifReport, summaryBytes } from './reports/index.ts';
import type { ReportRow, SarifRule } from './reports/index.ts';
import type { Terminal } from './terminal.ts';
import { ownVersion } from './version.ts';

/** A verdict, ready to be written in any form. */
export interface Told {
  /** Heads a comment: `Plumbline: gate of shop/orders`. */
  title: string;
  rows: readonly ReportRow[];
  data: (form: 'json' | 'ndjson') => string;
  /** Says it in words; null when that was done as it came. */
  human: (() => void) | null;
  /** What the codes mean, where rows are problems of files. */
  rules?: readonly SarifRule[];
}

/** Does somebody want rows, besides words and data that are written as they come? */
export const wantsRows = ({ output, report }: ReportOptions, { env }: Terminal): boolean =>
  (output !== undefined && !['human', 'json', 'ndjson'].includes(output)) ||
  (report ?? []).length > 0 ||
  isAnnotated({ output }, env);

/** Writes a verdict as -o says, its files, and in GitHub Actions its annotations and summary. */
export function tellReport(told: Told, { output, report = [] }: ReportOptions, terminal: Terminal): void {
  if (output === undefined || output === 'human') told.human?.();
  else if (output !== 'github') terminal.out(textOf(output, told));
  if (isAnnotated({ output }, terminal.env)) annotate(told, terminal);
  for (const { form, file } of report) written(file, () => writeFileSync(file, textOf(form, told)));
}

const isAnnotated = ({ output }: ReportOptions, env: Terminal['env']): boolean =>
  output === 'github' || (output === undefined && env['GITHUB_ACTIONS'] === 'true');

function textOf(form: ReportFile['form'], { title, rows, data, rules = [] }: Told): string {
  switch (form) {
    case 'json':
    case 'ndjson':
      return data(form);
    case 'junit':
      return junitReport(rows);
    case 'md':
      return markdownReport(rows, title);
    case 'sarif':
      return sarifReport(rows, { rules, version: ownVersion() });
    case 'github':
      return githubAnnotations(rows);
  }
}

/** Annotations on standard output, where the runner reads them, and the whole table in the summary as far as it has room. */
function annotate({ title, rows }: Told, { out, env }: Terminal): void {
  out(githubAnnotations(rows));
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const text = markdownReport(rows, title, summaryBytes - used);
  if (used + Buffer.byteLength(text) > summaryBytes) return;
  written(file, () => appendFileSync(file, text));
}

function written(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw unableFailure(`cannot write the report ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
