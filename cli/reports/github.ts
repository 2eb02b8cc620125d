import { isFinding, worstFirst, type ReportRow } from './row.ts';

// GitHub shows ten annotations of a level for a step and fifty for a job: nine, and one that counts the rest.
const mostAnnotations = 9;

/**
 * Workflow commands of GitHub Actions, one line each: the nine worst findings as `::error` or `::warning`, and one line
 * that says how many more there are. Nothing when everything passed.
 */
export function githubAnnotations(rows: readonly ReportRow[]): string {
  const findings = worstFirst(rows.filter(isFinding));
  const told = findings.slice(0, mostAnnotations).map(annotation);
  const [next] = findings.slice(mostAnnotations);
  if (next !== undefined) {
    const more = findings.length - mostAnnotations;
    told.push(`::${levelOf(next)} title=Plumbline::${more} more in the summary of this job`);
  }
  return told.map((line) => `${line}\n`).join('');
}

function annotation(row: ReportRow): string {
  const { dataset, expectation, outcome, reason, file, line, column, url } = row;
  const title = file === undefined ? `${dataset}: ${expectation}` : expectation;
  const places = { file, line, col: column, title };
  const properties = Object.entries(places).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${property(String(value))}`],
  );
  const text = `${outcome}: ${reason}${url === undefined ? '' : `\n${url}`}`;
  return `::${levelOf(row)} ${properties.join(',')}::${data(text)}`;
}

function levelOf({ outcome, severity }: ReportRow): 'error' | 'warning' {
  const isSevere = severity === 'error' || severity === 'critical';
  return outcome === 'error' || (outcome === 'fail' && isSevere) ? 'error' : 'warning';
}

const data = (text: string) =>
  text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replace(/\p{Cc}/gu, '\ufffd');

const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
