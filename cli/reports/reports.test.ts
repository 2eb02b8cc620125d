import { Ajv } from 'ajv';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../server/config/package-root.ts';
import { githubAnnotations, junitReport, markdownReport, sarifReport, summaryBytes, type ReportRow } from './index.ts';

const url = 'http://localhost:8080/datasets/orders';
const rows: ReportRow[] = [
  { dataset: 'shop/orders', expectation: 'row_count', outcome: 'pass', severity: 'error', reason: 'row count 9' },
  {
    ...{ dataset: 'shop/orders', expectation: 'amount.mean', outcome: 'fail', severity: 'critical', url },
    reason: 'mean 4,190 is above 90 & "<b>" @everyone fixes #12 at https://evil.example | `x`',
  },
  {
    dataset: 'shop/orders',
    expectation: 'amount.max',
    outcome: 'warn',
    severity: 'error',
    reason: '100% of 5, near: 6',
  },
  { dataset: 'shop/returns', expectation: 'id.unique', outcome: 'undecided', severity: 'error', reason: 'approximate' },
  {
    dataset: 'shop/returns',
    expectation: 'note',
    outcome: 'error',
    severity: 'error',
    reason: 'line\none\u0000\u001b[2J',
  },
  { dataset: 'shop/returns', expectation: 'size', outcome: 'fail', severity: 'warn', reason: 'too small' },
];
const problem: ReportRow = {
  ...{ dataset: 'checks/my orders.yaml', file: 'checks/my orders.yaml', line: 12, column: 7, expectation: 'PL1011' },
  ...{ outcome: 'fail', severity: 'error', reason: 'unknown expectation "row_cnt" — did you mean "row_count"?' },
};
const good: ReportRow = { ...problem, dataset: 'b.yaml', file: 'b.yaml', expectation: 'suite', outcome: 'pass' };
const rules = [
  { id: 'PL1010', text: 'a value cannot be read' },
  { id: 'PL1011', text: 'unknown kind of expectation' },
];
const sarif = (all: ReportRow[]) => sarifReport(all, { rules, version: '1.2.3' });
const golden = (name: string) => `${packageRoot()}/cli/reports/golden/${name}`;

describe('a report', () => {
  it.each([
    ['junit.xml', junitReport(rows)],
    ['github.txt', githubAnnotations([...rows, problem])],
    ['comment.md', markdownReport([...rows, problem], 'Plumbline: profiles')],
    ['passed.md', markdownReport([good])],
    ['validate.sarif', sarif([problem, good])],
  ])('looks as %s does', async (name, text) => {
    await expect(text).toMatchFileSnapshot(golden(name));
  });
});

/** Elements of a document with their attributes and text; throws when it is not well-formed. */
function parsed(xml: string) {
  const found: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => void found.push({ name, attributes, text: '' }));
  parser.on('text', (text) => void (found.at(-1) && ((found.at(-1) as { text: string }).text += text)));
  parser.write(xml).close();
  return found.map((one) => ({ ...one, text: one.text.trim() }));
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ']]>',
    '\ud800',
    '::error::x',
    '\n::stop-commands::x',
    '|||',
    '\u2028',
    '<!-- ',
    '%0A',
    '`@me`',
    '&#0;',
  ),
);
const anyRow: fc.Arbitrary<ReportRow> = fc.record({
  ...{ dataset: nasty, expectation: nasty, reason: nasty },
  outcome: fc.constantFrom('pass', 'warn', 'fail', 'undecided', 'error'),
  severity: fc.constantFrom('info', 'warn', 'error', 'critical'),
});

describe('JUnit', () => {
  it('is well-formed whatever stands in names and reasons, with a case for each row', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 8 }), (all) => {
        const found = parsed(junitReport(all));
        expect(found.filter(({ name }) => name === 'testcase')).toHaveLength(all.length);
        const tests = found.filter(({ name }) => name === 'testsuite').map((one) => Number(one.attributes['tests']));
        expect(tests.reduce((sum, count) => sum + count, 0)).toBe(all.length);
        expect(Number(found[0]?.attributes['failures'])).toBe(all.filter(({ outcome }) => outcome === 'fail').length);
      }),
    );
  });

  it('keeps every character that XML can hold', () => {
    const reason = 'a < b && c > "d" \u00e9\u4e2d\u{1f600}';
    const failure = parsed(junitReport([{ ...problem, reason }])).find(({ name }) => name === 'failure');
    expect(failure).toMatchObject({ attributes: { type: 'error', message: reason }, text: reason });
  });

  it('begins no line with what came from elsewhere: a CI job would take it for a command of its own', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 5 }), (all) => {
        for (const line of junitReport(all).split(/[\n\r]/)) expect(line.trimStart()).toMatch(/^(<|$)/);
      }),
    );
  });
});

describe('annotations of GitHub Actions', () => {
  it('are the nine worst and one that counts the rest', () => {
    const warnings = Array.from({ length: 40 }, (_, n): ReportRow => ({
      ...problem,
      outcome: 'warn',
      expectation: `w${n}`,
    }));
    const lines = githubAnnotations([...warnings, problem, good])
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^::error file=checks\/my orders\.yaml,line=12,col=7,title=PL1011::fail: /);
    expect(lines[9]).toBe('::warning title=Plumbline::32 more in the summary of this job');
  });

  it('are one command a line, whatever stands in names and reasons, and none when all passed', () => {
    expect(githubAnnotations([good])).toBe('');
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 15 }), (all) => {
        const text = githubAnnotations(all);
        const lines = text === '' ? [] : text.slice(0, -1).split('\n');
        expect(lines).toHaveLength(Math.min(10, all.filter(({ outcome }) => outcome !== 'pass').length));
        for (const line of lines) expect(line).toMatch(/^::(error|warning) title=[^\r\n:,]*::[^\r\n]*$/u);
      }),
    );
  });
});

describe('a comment in Markdown', () => {
  it('has a row of four cells for each finding, and runs no markup that came from elsewhere', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 8 }), (all) => {
        const lines = markdownReport(all)
          .split('\n')
          .filter((line) => line.startsWith('| '));
        const findings = all.filter(({ outcome }) => outcome !== 'pass');
        expect(lines).toHaveLength(findings.length === 0 ? 0 : findings.length + 2);
        for (const line of lines) {
          expect(line.replaceAll(/\\./g, '').split('|')).toHaveLength(6);
          expect(line.replaceAll('<!-- -->', '')).not.toMatch(/[<>]|[\n\r]/);
          expect(line).not.toMatch(/(^|[^\\])@\w/);
        }
      }),
    );
  });

  it('fits where it goes, and counts what did not', () => {
    const many = Array.from({ length: 20_000 }, (_, n): ReportRow => ({ ...problem, expectation: `e${n} é` }));
    const bytes = (text: string) => new TextEncoder().encode(text).length;
    const comment = markdownReport(many);
    expect(bytes(comment)).toBeLessThan(60_000);
    const told = comment.split('\n').filter((line) => line.startsWith('| fail')).length;
    expect(comment).toContain(`\n${20_000 - told} more did not fit here.\n`);
    expect(bytes(markdownReport(many, 'x', summaryBytes))).toBeLessThanOrEqual(summaryBytes);
  });
});

// What SARIF 2.1.0 asks of the parts that we write (sections 3.13 to 3.30), in our own words: its schema is not ours to copy.
const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } };
const region = {
  type: 'object',
  properties: { startLine: { type: 'integer', minimum: 1 }, startColumn: { type: 'integer', minimum: 1 } },
};
const location = {
  type: 'object',
  properties: {
    physicalLocation: {
      type: 'object',
      required: ['artifactLocation'],
      properties: {
        artifactLocation: { type: 'object', properties: { uri: { type: 'string', pattern: '^[^\\s\\\\]+$' } } },
        region,
      },
    },
  },
};
const sarifShape = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        properties: {
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                properties: {
                  rules: {
                    type: 'array',
                    items: { type: 'object', required: ['id'], properties: { shortDescription: text } },
                  },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message'],
              properties: {
                ...{ ruleId: { type: 'string' }, ruleIndex: { type: 'integer', minimum: 0 }, message: text },
                ...{
                  level: { enum: ['none', 'note', 'warning', 'error'] },
                  locations: { type: 'array', items: location },
                },
              },
            },
          },
        },
      },
    },
  },
};

describe('SARIF', () => {
  it('is of the shape that version 2.1.0 asks for, each result with the rule it names', () => {
    const isValid = new Ajv().compile(sarifShape);
    for (const all of [[], [good], [problem, { ...problem, expectation: 'PL1010', line: 1, column: 1 }]]) {
      const document = JSON.parse(sarif(all)) as {
        runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number }[] }[];
      };
      expect(isValid(document), JSON.stringify(isValid.errors)).toBe(true);
      for (const { tool, results } of document.runs)
        for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
  });

  it('names files as URIs, and leaves out what stands in none', () => {
    const uris = (file: string) => {
      const found = /"uri": "(.*)"/.exec(sarif([{ ...problem, file }]));
      return found?.[1];
    };
    expect(uris('./checks/a b.yaml')).toBe('checks/a%20b.yaml');
    expect(uris('/tmp/ä#1.yaml')).toBe('file:///tmp/%C3%A4%231.yaml');
    expect(JSON.parse(sarif(rows))).toMatchObject({ runs: [{ results: [] }] });
  });
});
