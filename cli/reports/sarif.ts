import type { ReportRow } from './row.ts';

/** A rule of a report: the code of a problem and what it means in a few words. */
export interface SarifRule {
  id: string;
  text: string;
}

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * SARIF 2.1.0, one run: a result for each row that is no pass, with its file, line and column. Only for what stands in files: rows
 * without one are left out. Paths are relative URIs where they were given so.
 */
export function sarifReport(
  rows: readonly ReportRow[],
  { rules, version }: { rules: readonly SarifRule[]; version: string },
): string {
  const found = rows.filter(({ outcome, file }) => outcome !== 'pass' && file !== undefined);
  const used = rules.filter(({ id }) => found.some(({ expectation }) => expectation === id));
  const driver = {
    name: 'Plumbline',
    version,
    rules: used.map(({ id, text }) => ({ id, shortDescription: { text } })),
  };
  const results = found.map((row) => resultOf(row, used));
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function resultOf(
  { expectation, outcome, severity, reason, file = '', line, column }: ReportRow,
  rules: readonly SarifRule[],
) {
  const ruleIndex = rules.findIndex(({ id }) => id === expectation);
  const isSevere = outcome === 'error' || severity === 'error' || severity === 'critical';
  const region =
    line === undefined ? undefined : { startLine: line, ...(column !== undefined && { startColumn: column }) };
  return {
    ruleId: expectation,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: isSevere ? 'error' : 'warning',
    message: { text: reason },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(region && { region }) } }],
  };
}

/** `checks/my orders.yaml` as a relative URI; an absolute path becomes a `file:` one. */
function uriOf(file: string): string {
  const path = file.toWellFormed().replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return `file://${path}`;
  return path.replace(/^(\.\/)+/, '');
}
