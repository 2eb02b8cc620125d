import type { ReportRow } from './row.ts';

/**
 * JUnit XML as Jenkins, GitLab, Azure and others read it: a `testsuite` for each dataset, a `testcase` for each check. A
 * failure is a `failure` of its severity, an error an `error`, what is undecided is `skipped`, and a warning passes with
 * its words in `system-out`.
 */
export function junitReport(rows: readonly ReportRow[], name = 'plumbline'): string {
  const byDataset = new Map<string, ReportRow[]>();
  for (const row of rows) byDataset.set(row.dataset, [...(byDataset.get(row.dataset) ?? []), row]);
  const suites = [...byDataset].map(([dataset, own]) => suiteElement(dataset, own)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${attributes({ name, ...countsOf(rows) })}>\n${suites}</testsuites>\n`;
}

function suiteElement(dataset: string, rows: readonly ReportRow[]): string {
  const cases = rows.map(caseElement).join('');
  return `  <testsuite ${attributes({ name: dataset, ...countsOf(rows) })}>\n${cases}  </testsuite>\n`;
}

function countsOf(rows: readonly ReportRow[]) {
  const count = (outcome: ReportRow['outcome']) => String(rows.filter((row) => row.outcome === outcome).length);
  return { tests: String(rows.length), failures: count('fail'), errors: count('error'), skipped: count('undecided') };
}

function caseElement(row: ReportRow): string {
  const { dataset, expectation, file, line } = row;
  const place = { ...(file !== undefined && { file }), ...(line !== undefined && { line: String(line) }) };
  const open = `    <testcase ${attributes({ classname: dataset, name: expectation, ...place })}`;
  const inside = outcomeElement(row);
  return inside === '' ? `${open}/>\n` : `${open}>\n      ${inside}\n    </testcase>\n`;
}

function outcomeElement({ outcome, severity, reason, url }: ReportRow): string {
  // On one line: what begins a line on the output of a CI job may be taken for a command of its own.
  const said = reason.replace(/\s+/g, ' ');
  const text = escaped(url === undefined ? said : `${said} ${url}`);
  switch (outcome) {
    case 'pass':
      return '';
    case 'warn':
      return `<system-out>${escaped('warning: ')}${text}</system-out>`;
    case 'undecided':
      return `<skipped ${attributes({ message: reason })}/>`;
    case 'fail':
      return `<failure ${attributes({ type: severity, message: reason })}>${text}</failure>`;
    case 'error':
      return `<error ${attributes({ type: 'error', message: reason })}>${text}</error>`;
  }
}

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}="${escaped(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)
    .join(' ');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML 1.0 may hold it: what no document may contain, not even as a reference, becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
