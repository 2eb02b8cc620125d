/** Rows → text, one file per format; pure. Used by every command that gives a verdict. */
export { githubAnnotations } from './github.ts';
export { junitReport } from './junit.ts';
export { markdownReport, summaryBytes } from './markdown.ts';
export type { ReportRow } from './row.ts';
export type { SarifRule } from './sarif.ts';
export { sarifReport } from './sarif.ts';
