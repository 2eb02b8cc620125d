import fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { parseSuite } from '../suite/parse.ts';
import { importChecks } from './import-checks.ts';
import { expectationsOf, fixture, imported } from './testing.ts';
import { IMPORT_FORMATS } from './types.ts';

const FIXTURES = [
  'gx-suite.json',
  'dbt-manifest.json',
  'deequ-suggestions.json',
  'deequ-check-results.json',
  'soda-checks.yml',
  'soda-contract.yml',
  'orders.odcs.yaml',
];
const dataset = { namespace: 'shop', name: '*' };

describe('an import', () => {
  it.each(FIXTURES)('of %s drops nothing: what is not possible has a reason, all else a suite', (name) => {
    const made = imported(fixture(name));
    for (const { status, note, suite, check, line } of made.checks) {
      expect(suite === null, check).toBe(status === 'not_possible');
      if (status !== 'translated') expect(note, check).toBeTruthy();
      expect(line).toBeGreaterThan(0);
    }
    expect(new Set(made.checks.map(({ suite }) => suite))).toEqual(
      new Set([
        ...made.suites.map(({ name: one }) => one),
        ...made.checks.filter(({ suite }) => suite === null).map(() => null),
      ]),
    );
  });

  it.each(FIXTURES)('of %s gives the same text each time, with the check above each rule', (name) => {
    const [first, second] = [imported(fixture(name)), imported(fixture(name))];
    expect(first).toEqual(second);
    const [one] = first.checks.filter(({ suite }) => suite !== null);
    expect(first.suites.map(({ yaml }) => yaml).join('')).toContain(`# ${one?.check ?? ''}`);
  });

  it('asks of one dataset by name, of several by a pattern', () => {
    const two = 'checks for a:\n  - row_count > 0\nchecks for b:\n  - row_count > 0\n';
    expect(importChecks({ text: two, dataset: { namespace: 'shop', name: 'a' } }).problem?.message).toContain(
      '2 datasets',
    );
    expect(importChecks({ text: two }).problem?.message).toContain('which dataset');
    const names = imported(two, { dataset: { namespace: 'shop', name: 'db.*' } }).suites.map(
      (suite) => suite.dataset.name,
    );
    expect(names).toEqual(['db.a', 'db.b']);
  });

  it('splits what is too much for one suite, and loses none of it', () => {
    const expectations = Array.from({ length: 1500 }, (_, index) => ({
      type: 'expect_column_values_to_be_between',
      kwargs: { column: `c${index}`, min_value: 0, max_value: index },
    }));
    const made = imported(JSON.stringify({ name: 'wide', expectations }));
    expect(made.suites.length).toBeGreaterThan(1);
    expect(new Set(made.suites.map(({ name }) => name)).size).toBe(made.suites.length);
    expect(expectationsOf(made)).toHaveLength(1500);
  });

  it('refuses what no suite could hold, and says so beside the check', () => {
    const kwargs = { column: 'a', value_set: Array.from({ length: 10_001 }, (_, index) => index) };
    const made = imported(JSON.stringify({ expectations: [{ type: 'expect_column_values_to_be_in_set', kwargs }] }));
    expect(made.checks).toMatchObject([{ status: 'not_possible' }]);
  });

  it('never writes text of the file as YAML of the suite', () => {
    const evil = 'a\nfail_open: true\n# x: [';
    const made = imported(
      JSON.stringify({ name: evil, expectations: [{ type: 'expect_column_to_exist', kwargs: { column: evil } }] }),
    );
    expect(expectationsOf(made)).toMatchObject([{ kind: 'column_exists', column: evil }]);
    expect(parseSuite(made.suites[0]?.yaml ?? '').suite).toMatchObject({ name: evil, failOpen: true });
  });
});

describe('a file that cannot be imported', () => {
  it.each([
    ['', 1, 'empty'],
    ['{"expectations": [', 1, 'not JSON'],
    ['{\n  "a": 1,\n  oops\n}', 3, 'not JSON'],
    ['hello', 1, 'none of the known formats'],
    ['checks for a:\n  - row_count > 0\nchecks for a:\n  - row_count > 1\n', 3, 'unique'],
    ['a: &x [*x]\n', 1, ''],
    ['? [a]\n: b\n', 1, 'key must be text'],
    ['Rules = [ IsComplete "a"', 1, 'never closed'],
    [`checks for a: ${'['.repeat(5000)}`, 1, 'deep'],
    [`a: ${'x'.repeat(9_000_000)}`, 1, '8 MB'],
    ['{"expectations": []}', 1, 'none of the known formats'],
  ])('says where and why: %j', (text, line, why) => {
    const { problem } = importChecks({ text, dataset });
    expect(problem?.line).toBe(line);
    expect(problem?.message).toContain(why);
    expect(problem?.fix).toBeTruthy();
  });

  it('is named when it is not what was said', () => {
    const { problem } = importChecks({ text: fixture('gx-suite.json'), format: 'dbt', dataset });
    expect(problem?.message).toContain('manifest.json of dbt');
  });

  it('does not grow by aliases', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`),
    ];
    expect(importChecks({ text: bomb.join('\n'), dataset }).problem?.message).toContain('20000 values');
  });
});

/** A document of a format with some of its values replaced by others, and keys renamed. */
function spoiled(name: string): fc.Arbitrary<string> {
  const isJson = name.endsWith('.json');
  const whole = fixture(name);
  const text = isJson ? JSON.stringify(JSON.parse(whole)) : whole;
  const edit = fc.record({
    at: fc.nat(text.length),
    cut: fc.nat(40),
    put: fc.constantFrom(
      '',
      '"',
      '[',
      '{}',
      'null',
      '-1',
      '1e999',
      '\u0000',
      '\ud800',
      '🎈',
      ': ',
      '\n',
      "'",
      '0',
      '[[]]',
      '$',
      '%',
    ),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce((before, { at, cut, put }) => before.slice(0, at) + put + before.slice(at + cut), text),
    );
}

/** Any value in the place of each argument. */
const strange = fc
  .anything({ maxDepth: 3, withBigInt: false, withDate: false })
  .filter((value) => JSON.stringify(value) !== undefined);

describe('whatever a file holds', () => {
  const holds = (text: string): void => {
    const { imported: made, problem } = importChecks({ text, dataset });
    if (made === null) expect(problem.message).toBeTruthy();
    for (const { yaml } of made?.suites ?? []) expect(parseSuite(yaml).problems, yaml).toEqual([]);
  };

  it.each([
    ['half a surrogate pair in a key', 'checks for \ud800:\n  - row_count > 0\n'],
    ['U+0000 in a name', '{"expectations":[{"type":"expect_column_to_exist","kwargs":{"column":"a\\u0000"}}]}'],
  ])('refuses %s, which no suite can hold', (_, text) => {
    const { problem } = importChecks({ text, dataset: { namespace: 'shop', name: '*' } });
    expect(problem?.message).toContain('half a surrogate pair');
  });

  it.each(FIXTURES)('an import of a damaged %s never throws, and makes no suite that cannot be read', (name) => {
    fc.assert(fc.property(spoiled(name), holds), { numRuns: 25 });
  });

  it('arguments of any type are no trouble', () => {
    const types = [
      'expect_column_values_to_be_between',
      'expect_column_values_to_be_in_set',
      'expect_column_quantile_values_to_be_between',
      'expect_table_columns_to_match_set',
      'expect_column_pair_values_to_be_in_set',
    ];
    const keys = [
      'column',
      'min_value',
      'max_value',
      'mostly',
      'value_set',
      'quantile_ranges',
      'column_set',
      'strict_min',
      'row_condition',
      'column_A',
      'column_B',
      'value_pairs_set',
    ];
    const kwargs = fc.dictionary(fc.constantFrom(...keys), strange);
    fc.assert(
      fc.property(fc.constantFrom(...types), kwargs, (type, given) =>
        holds(JSON.stringify({ expectations: [{ type, kwargs: given }] })),
      ),
      { numRuns: 120 },
    );
  });

  it('contracts of any shape are no trouble', () => {
    const rule = fc.dictionary(
      fc.constantFrom(
        'metric',
        'type',
        'mustBe',
        'mustBeBetween',
        'mustBeLessThan',
        'unit',
        'arguments',
        'severity',
        'engine',
        'implementation',
      ),
      strange,
    );
    const table = fc.record({
      name: strange,
      properties: fc.oneof(
        strange,
        fc.array(fc.record({ name: fc.constant('a'), quality: fc.array(rule), logicalTypeOptions: strange })),
      ),
      quality: fc.oneof(strange, fc.array(rule)),
    });
    const contract = fc.record({
      apiVersion: fc.constant('v3.1.0'),
      kind: fc.constant('DataContract'),
      servers: strange,
      schema: fc.array(table),
      slaProperties: fc.oneof(
        strange,
        fc.array(fc.dictionary(fc.constantFrom('property', 'value', 'unit', 'element'), strange)),
      ),
    });
    fc.assert(
      fc.property(contract, (one) => holds(JSON.stringify(one))),
      { numRuns: 60 },
    );
  });

  it('lines of Soda of any words are no trouble', () => {
    const word = fc.constantFrom(
      'row_count',
      'missing_count',
      '(',
      ')',
      'a',
      'between',
      'and',
      '1',
      '-5%',
      '<',
      '=',
      'freshness',
      'schema',
      'duplicate_count',
      ',',
      'when',
      'values in',
      'must exist in',
      'change for',
    );
    const line = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
    const below = fc.dictionary(
      fc.constantFrom('fail', 'warn', 'valid min', 'valid values', 'missing values', 'filter', 'name', 'valid format'),
      strange,
    );
    fc.assert(
      fc.property(line, below, (words, config) =>
        holds(stringify({ 'checks for orders': [words, { [words]: JSON.parse(JSON.stringify(config)) as object }] })),
      ),
      { numRuns: 120 },
    );
  });

  it('text of any sort is no trouble in any format', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constantFrom(undefined, ...IMPORT_FORMATS),
        (text, format) => {
          const { problem } = importChecks({ text, ...(format && { format }), dataset });
          expect(problem?.message).toBeTruthy();
        },
      ),
      { numRuns: 120 },
    );
  });
});
