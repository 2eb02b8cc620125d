import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editSuite, parseSuite, type SuiteEdit } from '../../index.ts';

const SUITE = `# the orders of the shop
suite: orders      # unique
dataset: shop/orders

expect:
  # how many
  - row_count: { between: [1000, 50000] }   # per day

  - column: amount   # in euros
    not_null:
      mostly: 0.99   # legacy rows
    # never in cents
    mean: { between: [10, 90] }
    unique:
  - { column: zip, in_set: [01067, 12345678901234567890, 'x'] } # codes
  - id: refunds
    implies:
      - { metric: rate, above: 0.05 }   # when many return
      - column: amount
        min: { at_least: -500 }
# the end
`;
const accept = { level: 5, until: '2027-03-01', reason: 'legacy: import' };
const edited = (edit: SuiteEdit, yaml = SUITE): string => {
  const { yaml: text, problem } = editSuite(yaml, edit);
  if (text === null) throw new Error(problem);
  return text;
};
const expectationOf = (yaml: string, key: string) =>
  parseSuite(yaml).suite?.expectations.find((one) => one.key === key);
const added = (before: string, after: string): string[] => {
  const lines = before.split('\n');
  return after.split('\n').filter((line) => !lines.includes(line));
};

describe('a change of a suite', () => {
  it('adds one line, and leaves every other byte as it was', () => {
    const after = edited({ expectation: 'row_count', set: 'accept', value: accept });
    expect(added(SUITE, after)).toEqual([`    accept: { level: 5, until: 2027-03-01, reason: "legacy: import" }`]);
    expect(
      after
        .split('\n')
        .filter((line) => !line.includes('accept'))
        .join('\n'),
    ).toBe(SUITE);
    expect(expectationOf(after, 'row_count')?.accept).toEqual(accept);
  });

  it('is taken back by its opposite, to the byte', () => {
    for (const key of ['row_count', 'zip.in_set', 'refunds']) {
      const shadowed = edited({ expectation: key, set: 'mode', value: 'shadow' });
      expect(expectationOf(shadowed, key)?.mode).toBe('shadow');
      expect(edited({ expectation: key, set: 'mode', value: null }, shadowed)).toBe(SUITE);
    }
  });

  it('replaces what stood there', () => {
    const once = edited({ expectation: 'row_count', set: 'mode', value: 'shadow' });
    const twice = edited({ expectation: 'row_count', set: 'mode', value: 'disabled' }, once);
    expect(twice).toBe(once.replace('mode: shadow', 'mode: disabled'));
  });

  it('of one of several kinds gives it an entry of its own, with the comments of both', () => {
    const after = edited({ expectation: 'amount.not_null', set: 'accept', value: accept });
    expect(expectationOf(after, 'amount.not_null')).toMatchObject({ accept, tolerance: { mostly: 0.99 } });
    expect(expectationOf(after, 'amount.mean')?.accept).toBeUndefined();
    for (const comment of SUITE.match(/#.*/g) ?? []) expect(after).toContain(comment);
    const last = edited({ expectation: 'amount.unique', set: 'mode', value: 'disabled' });
    expect(expectationOf(last, 'amount.unique')?.mode).toBe('disabled');
  });

  it('keeps numerals as they were written', () => {
    const after = edited({ expectation: 'zip.in_set', set: 'mode', value: 'shadow' });
    expect(after).toContain("{ column: zip, in_set: [01067, 12345678901234567890, 'x'], mode: shadow } # codes");
  });

  it('appends an entry behind the last, with its comment', () => {
    const after = edited({ append: { column: 'amount', max: { at_most: 999 } }, comment: 'seen in 30 profiles' });
    expect(after).toBe(
      SUITE.replace(
        'at_least: -500 }\n',
        'at_least: -500 }\n  # seen in 30 profiles\n  - { column: amount, max: { at_most: 999 } }\n',
      ),
    );
  });

  it.each([
    ['an empty list', 'suite: s\ndataset: n/d\nexpect: []\n'],
    ['a list in brackets', 'suite: s\ndataset: n/d\nexpect: [{ bytes: 1 }]\n'],
    ['none', 'suite: s\ndataset: n/d\nby: 06:00 Europe/Berlin\n'],
    ['a list without indentation', 'suite: s\ndataset: n/d\nexpect:\n- bytes: 1\n'],
    ['a last line without end', 'suite: s\ndataset: n/d\nexpect:\n  - bytes: 1'],
    ['an empty key', 'suite: s\ndataset: n/d\nexpect: []   # nothing yet\nowner: me\n'],
  ])('appends to %s', (_what, yaml) => {
    const after = edited({ append: { row_count: { at_least: 1 } }, comment: 'first\nsecond' }, yaml);
    expect(parseSuite(after).suite?.expectations.at(-1)).toMatchObject({ key: 'row_count', bound: { low: 1 } });
  });

  it.each<[string, SuiteEdit, string, RegExp]>([
    [
      'an expectation that is not there',
      { expectation: 'x', set: 'mode', value: 'shadow' },
      SUITE,
      /no such expectation/,
    ],
    ['a suite with problems', { expectation: 'x', set: 'mode', value: 'shadow' }, 'suite: [', /problems of its own/],
    ['an entry that is none', { append: { row_kount: 1 } }, SUITE, /would not be a suite: unknown expectation/],
    [
      'acceptance of a composition',
      { expectation: 'refunds', set: 'accept', value: accept },
      SUITE,
      /would not be a suite/,
    ],
    [
      'one of several kinds in braces',
      { expectation: 'a.min', set: 'mode', value: 'shadow' },
      'suite: s\ndataset: n/d\nexpect: [{ column: a, min: 1, max: 2 }]\n',
      /cannot be changed here/,
    ],
  ])('is refused in words: %s', (_what, edit, yaml, words) => {
    expect(editSuite(yaml, edit)).toEqual({ yaml: null, problem: expect.stringMatching(words) as string });
  });

  it('says afterwards what was asked for and nothing else, or is refused; whatever the suite', () => {
    const clause = fc.constantFrom(
      'row_count: 1',
      'bytes: { at_least: 1 }  # b',
      'file_count:\n      at_least: 1 # c',
      'row_count: 2',
      'schema: [a,\n      b]',
    );
    const entry = fc.tuple(
      fc.uniqueArray(clause, { minLength: 1, maxLength: 3, selector: (one) => one.split(':')[0] }),
      fc.constantFrom('', 'severity: warn  # why', 'owner: me'),
    );
    const yamlOf = (entries: [string[], string][], dash: string) =>
      `suite: s # head\ndataset: n/d\nexpect:\n${entries.map(([kinds, more]) => `${dash}# above\n${dash}- ${[...kinds, ...(more ? [more] : [])].join(`\n${dash}  `)}\n`).join('\n')}# tail\n`;
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('  ', '', '    '),
        fc.nat(8),
        fc.boolean(),
        (entries, dash, at, isMode) => {
          const yaml = yamlOf(entries, dash);
          const keys = parseSuite(yaml).suite?.expectations.map(({ key }) => key);
          if (keys === undefined) return;
          const key = keys[at % keys.length] ?? '';
          const result = editSuite(
            yaml,
            isMode
              ? { expectation: key, set: 'mode', value: 'disabled' }
              : { expectation: key, set: 'accept', value: accept },
          );
          // A key with a number may belong to another after an entry moved: then it is refused.
          if (result.yaml === null)
            expect([key, result.problem]).toEqual([
              expect.stringMatching(/^row_count/),
              'the change would touch other expectations',
            ]);
          else {
            expect(expectationOf(result.yaml, key)?.[isMode ? 'mode' : 'accept']).toEqual(isMode ? 'disabled' : accept);
            for (const comment of ['# head', '# above', '# tail']) expect(result.yaml).toContain(comment);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
