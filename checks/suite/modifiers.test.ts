import { describe, expect, it } from 'vitest';
import { parseSuite } from '../index.ts';

const head = 'suite: s\ndataset: n/d\n';
const read = (entries: string, top = '') => parseSuite(`${head}${top}expect:\n${entries}`);
const first = (entries: string, top = '') => read(entries, top).suite?.expectations[0];

describe('the words beside a kind', () => {
  it('of the suite hold where an entry says nothing of its own', () => {
    const { suite, problems } = read(
      '  - row_count: 1\n  - bytes: 1\n    mode: active\n    confirm: { n: 1, of: 1 }\n  - all: [{ row_count: 1 }]\n',
      'mode: shadow\nconfirm: { n: 2, of: 3 }\n',
    );
    expect(problems).toEqual([]);
    expect(suite?.expectations.map(({ mode, confirm }) => [mode, confirm])).toEqual([
      ['shadow', { n: 2, of: 3 }],
      [undefined, { n: 1, of: 1 }],
      ['shadow', { n: 2, of: 3 }],
    ]);
  });

  it('are kept as they were written', () => {
    expect(
      first(
        "  - row_count: 1\n    accept: { level: 3.5, until: 2027-03-01, reason: x }\n    where: a = 'b'\n    owner: me\n    labels: { b: 1 }\n    runbook: r\n",
      ),
    ).toMatchObject({
      accept: { level: 3.5, until: '2027-03-01', reason: 'x' },
      where: "a = 'b'",
      owner: 'me',
      labels: { b: '1' },
      runbook: 'r',
    });
  });

  it('make a key that says the segment and the filter, the same for any order of its keys', () => {
    const keys = ['country', '{ b: 1, a: "*" }', '{ a: "*", b: 1 }'].map(
      (segment) => first(`  - row_count: 1\n    segment: ${segment}\n`)?.key,
    );
    expect(keys).toEqual(['row_count[country=*]', 'row_count[a=*, b=1]', 'row_count[a=*, b=1]']);
    const long = first(`  - row_count: 1\n    where: ${'x'.repeat(90)}\n`)?.key;
    expect(long).toBe(`row_count[where ${'x'.repeat(40)}…]`);
    const twins = read('  - row_count: 1\n    segment: a\n  - row_count: 2\n    segment: a\n').suite?.expectations;
    expect(twins?.map(({ key }) => key)).toEqual(['row_count[a=*]', 'row_count[a=*].2']);
  });

  it.each([
    ['rolling 30d', { rollingDays: 30 }],
    ['{ rolling: 2w }', { rollingDays: 14 }],
    ['{ pinned: prf_12 }', { pinned: 'prf_12' }],
    ['{ last_n: 7 }', { lastN: 7 }],
    ['same_weekday', 'same_weekday'],
  ])('name the baseline %s', (from, baseline) => {
    expect(first(`  - row_count: { change: { from: ${from}, within: 5% } }\n`)?.change?.from).toEqual(baseline);
  });

  it.each([
    ['an acceptance without a reason', 'accept: { level: 1, until: 2027-03-01 }', 'PL1008'],
    ['an acceptance until no day', 'accept: { level: 1, until: 2027-02-30, reason: x }', 'PL1010'],
    ['an acceptance until an hour', 'accept: { level: 1, until: 2027-02-03T10:00:00Z, reason: x }', 'PL1010'],
    ['a level below zero', 'accept: { level: -1, until: 2027-03-01, reason: x }', 'PL1010'],
    ['a word that acceptance does not know', 'accept: { level: 1, until: 2027-03-01, reason: x, by: me }', 'PL1007'],
    ['a confirmation that can never be', 'confirm: { n: 3, of: 2 }', 'PL1013'],
    ['a confirmation of too many', 'confirm: { n: 2, of: 15 }', 'PL1010'],
    ['a confirmation of a part', 'confirm: { n: 1.5, of: 2 }', 'PL1010'],
    ['an unknown mode', 'mode: shadowed', 'PL1010'],
    ['an empty segment', 'segment: {}', 'PL1006'],
    ['a segment of lists', 'segment: { a: [b] }', 'PL1006'],
    ['labels that are a list', 'labels: [a]', 'PL1006'],
  ])('are refused: %s', (_what, word, code) => {
    const { suite, problems } = read(`  - row_count: 1\n    ${word}\n`);
    expect(suite).toBeNull();
    expect(problems).toEqual([expect.objectContaining({ code, line: 5 })]);
  });

  it.each([
    [
      'acceptance of two kinds',
      '  - row_count: 1\n    bytes: 1\n    accept: { level: 1, until: 2027-03-01, reason: x }\n',
      'PL1014',
    ],
    [
      'acceptance of a composition',
      '  - all: [{ row_count: 1 }]\n    accept: { level: 1, until: 2027-03-01, reason: x }\n',
      'PL1016',
    ],
    ['a column beside a composition', '  - all: [{ row_count: 1 }]\n    column: a\n', 'PL1012'],
    ['a severity inside the clause of a part', '  - all: [{ row_count: { at_least: 1, severity: warn } }]\n', 'PL1016'],
    ['an implication of one', '  - implies: [{ row_count: 1 }]\n', 'PL1006'],
    ['a composition of nothing', '  - any: []\n', 'PL1006'],
    ['a composition six deep', `  - ${'not: { '.repeat(6)}row_count: 1${' }'.repeat(6)}\n`, 'PL1004'],
    ['too many parts', `  - all: [${'{ row_count: 1 }, '.repeat(51)}]\n`, 'PL1015'],
    ['an unknown baseline', '  - row_count: { change: { from: { latest: 3 }, within: 1 } }\n', 'PL1007'],
    ['a profile that is no id', '  - row_count: { change: { from: { pinned: yesterday }, within: 1 } }\n', 'PL1010'],
    ['half a rolling day', '  - row_count: { change: { from: rolling 12h, within: 1 } }\n', 'PL1010'],
  ])('are refused: %s', (_what, entries, code) => {
    const { suite, problems } = read(entries);
    expect(suite).toBeNull();
    expect(problems.map((problem) => problem.code)).toContain(code);
  });
});
