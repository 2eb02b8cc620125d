import { countWords, isFinding, worstFirst, type ReportRow } from './row.ts';

/** What a comment on GitHub may hold (65,536 characters) with room for what others add. */
const commentBytes = 60_000;

/** GitHub takes no more than this for the summary of one step. */
export const summaryBytes = 2 ** 20;

/**
 * A comment for a pull request: a heading, how many checks came out how, and a table of the findings, the worst first. It
 * is never longer than `mostBytes` in UTF-8: what does not fit is counted in the last line.
 */
export function markdownReport(rows: readonly ReportRow[], title = 'Plumbline', mostBytes = commentBytes): string {
  const findings = worstFirst(rows.filter(isFinding));
  const head = `## ${escaped(title)}\n\n${findings.length === 0 ? '✅' : '❌'} ${countWords(rows)}\n`;
  if (findings.length === 0) return head;
  const table = '\n| outcome | dataset | check | reason |\n| --- | --- | --- | --- |\n';
  const lines: string[] = [];
  let left = mostBytes - bytes(head + table) - bytes(moreLine(findings.length));
  for (const line of findings.map(tableLine)) {
    left -= bytes(line);
    if (left < 0) break;
    lines.push(line);
  }
  const more = findings.length - lines.length;
  return `${head}${table}${lines.join('')}${more === 0 ? '' : moreLine(more)}`;
}

const moreLine = (count: number) => `\n${count} more did not fit here.\n`;

const bytes = (text: string) => new TextEncoder().encode(text).length;

function tableLine({ dataset, expectation, outcome, severity, reason, file, line, url }: ReportRow): string {
  const what = outcome === 'fail' ? `${outcome} (${severity})` : outcome;
  const where = file === undefined ? dataset : `${file}${line === undefined ? '' : `:${line}`}`;
  const check =
    url === undefined || !/^https?:\/\/[^\s()<>|]+$/.test(url)
      ? escaped(expectation)
      : `[${escaped(expectation)}](${url})`;
  return `| ${what} | ${escaped(where)} | ${check} | ${escaped(reason)} |\n`;
}

/** Text that is only text in GitHub's Markdown: no markup, no cell's end, nobody mentioned, no issue linked. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~$]/g, (character) => `\\${character}`)
    .replace(/[@#](?=\w)/g, (character) => `${character}<!-- -->`)
    .replace(/:\/\//g, ':<!-- -->//');
}
