import { describe, expect, it } from 'vitest';
import { parseSuite } from '../index.ts';
import { outlineExcess } from './outline-excess.ts';

const head = 'suite: s\ndataset: n/d\n';
const entries = (count: number, of: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => of(at)).join('');

/** A suite of 2,000 expectations as people write them, each with a bound or a tolerance, of 500 KB. */
const LARGE = `${head}owner: data@example.com\nexpect:\n${entries(
  500,
  (at) => `  # ${'why this column matters '.repeat(37)}
  - column: column_${at}
    not_null: { mostly: 0.99 }
    range: [0, 100]
    mean: { between: [40, 60], warn: [45, 55] }
    distinct_count: { at_least: ${at} }
`,
)}`;

describe('a large suite', () => {
  it('of 2,000 expectations and half a megabyte is read', () => {
    expect(LARGE.length).toBeGreaterThan(500_000);
    const { suite, problems } = parseSuite(LARGE);
    expect(problems).toEqual([]);
    expect(suite?.expectations).toHaveLength(2000);
  });

  it.each([
    ['of 2,000 entries in two spaces', `${head}expect:\n${entries(2000, () => '  - row_count: 1\n')}`],
    ['of 2,000 entries at the margin', `${head}expect:\n${entries(2000, () => '- row_count: 1\n')}`],
    ['of 2,000 entries with a key behind', `expect:\n${entries(2000, () => '- row_count: 1\n')}${head}`],
    [
      'in lines that end as on Windows',
      `${head}expect:\n${entries(2000, () => '- row_count: 1\n')}`.replaceAll('\n', '\r\n'),
    ],
    [
      'with lists inside of entries',
      `${head}expect:\n  - column: a\n    in_set:\n${entries(2500, (at) => `      - v${at}\n`)}`,
    ],
    [
      'of JSON without any indentation',
      `{\n"suite": "s",\n"dataset": "n/d",\n"expect": [\n${entries(1500, () => '{\n"row_count": 1\n},\n').slice(0, -2)}\n]\n}\n`,
    ],
  ])('%s is read', (_what, text) => {
    expect(parseSuite(text)).toMatchObject({ suite: { name: 's' }, problems: [] });
  });
});

describe('an outline of too much', () => {
  it.each([
    ['entries', `${head}expect:\n${entries(2001, () => '  - row_count: 1\n')}`, 2004],
    ['entries at the margin, with comments', `${head}expect:\n${entries(2001, () => '# few\n- row_count: 1\n')}`, 4005],
    ['bare dashes', `${head}expect:\n${entries(2001, () => '-\n  row_count: 1\n')}`, 4004],
    ['keys', `${head}${entries(99, (at) => `k${at}: 1\n`)}`, 101],
    ['keys behind carriage returns', entries(200, (at) => `k${at}: 1\r`), 101],
  ])('of %s is refused at the line of the first too many', (_what, text, line) => {
    expect(parseSuite(text)).toMatchObject({ suite: null, problems: [{ code: 'PL1015', line }] });
  });

  it.each([
    ['one hundred keys', `${head}${entries(98, (at) => `k${at}: 1\n`)}`],
    ['nothing', ''],
    [
      'text of many lines that look like entries',
      `suite: s\nrunbook: |\n${entries(2500, () => ' - step\n')}dataset: n/d\nexpect:\n  - row_count: 1\n    runbook: |\n${entries(2500, () => '     - step\n')}`,
    ],
    ['comments alone', '# a\n'.repeat(5000)],
    ['directives', '%YAML 1.2\n---\n{\n"a": 1\n}\n'],
  ])('is none of %s', (_what, text) => {
    expect(outlineExcess(text)).toBeNull();
  });
});
