import { describe, expect, it } from 'vitest';
import { checkOf, expectationsOf, fixture, imported, saidBy } from '../testing.ts';

const suite = (...expectations: object[]) => JSON.stringify({ name: 'orders', expectations, meta: {} });
const one = (type: string, kwargs: object, others: object = {}) => imported(suite({ type, kwargs, ...others }));
const said = (type: string, kwargs: object, others: object = {}) => {
  const [first] = expectationsOf(one(type, kwargs, others));
  return saidBy(first);
};

describe('a suite of Great Expectations, as the package writes it', () => {
  const made = imported(fixture('gx-suite.json'));

  it('is recognised, and every expectation of it is told with its line', () => {
    const { expectations } = JSON.parse(fixture('gx-suite.json')) as { expectations: unknown[] };
    expect(made.format).toBe('gx');
    expect(made.checks).toHaveLength(expectations.length);
    expect(made.checks.map(({ pointer }) => pointer)).toEqual(expectations.map((_, index) => `/expectations/${index}`));
    const lines = fixture('gx-suite.json').split('\n');
    for (const { line, pointer } of made.checks) expect(lines[line - 1], pointer).toBe('  {');
  });

  it('is translated but for drift, which needs a reference', () => {
    const left = made.checks.filter(({ status }) => status === 'not_possible');
    expect(left.map(({ check }) => check.split('(')[0])).toEqual(['expect_column_kl_divergence_to_be_less_than']);
  });

  it('needs a dataset, since the file names none', () => {
    expect(() => imported(fixture('gx-suite.json'), { dataset: undefined as never })).toThrow('which dataset');
  });
});

describe('an expectation of Great Expectations', () => {
  it('keeps strict ends apart from others', () => {
    const kwargs = { column: 'a', min_value: 0, max_value: 9, strict_min: true };
    expect(said('expect_column_values_to_be_between', kwargs)).toMatchObject({
      kind: 'range',
      column: 'a',
      bound: { low: 0, high: 9, exclusiveLow: true },
    });
    expect(said('expect_column_max_to_be_between', { column: 'a', max_value: 9, strict_max: true })).toMatchObject({
      kind: 'max',
      bound: { high: 9, exclusiveHigh: true },
    });
  });

  it('passes over a column without values when it is about values, and fails when it is about one number', () => {
    expect(said('expect_column_values_to_be_in_set', { column: 'a', value_set: ['x', 1] })).toMatchObject({
      set: ['x', 1],
      onEmpty: 'pass',
    });
    expect(said('expect_column_mean_to_be_between', { column: 'a', min_value: 1 })).toMatchObject({ onEmpty: 'fail' });
  });

  it('counts an empty table as 0 rows', () => {
    expect(said('expect_table_row_count_to_be_between', { max_value: 9 })).toMatchObject({ onEmpty: 'pass' });
    expect(said('expect_table_row_count_to_be_between', { min_value: 1 })).toMatchObject({ onEmpty: 'fail' });
  });

  it('keeps mostly, severity, and the sample definition of the standard deviation', () => {
    const kwargs = { column: 'a', mostly: 0.95 };
    expect(said('expect_column_values_to_not_be_null', kwargs, { severity: 'warning' })).toMatchObject({
      tolerance: { mostly: 0.95 },
      severity: 'warn',
    });
    expect(said('expect_column_stdev_to_be_between', { column: 'a', max_value: 2 })).toMatchObject({
      params: { definition: 'sample' },
    });
  });

  it('is one entry for each quantile', () => {
    const kwargs = {
      column: 'a',
      quantile_ranges: {
        quantiles: [0.1, 0.9],
        value_ranges: [
          [1, 2],
          [null, 9],
        ],
      },
    };
    expect(expectationsOf(one('expect_column_quantile_values_to_be_between', kwargs)).map(saidBy)).toMatchObject([
      { params: { p: 0.1 }, bound: { low: 1, high: 2 } },
      { params: { p: 0.9 }, bound: { high: 9 } },
    ]);
  });

  it('of version 0.x is read too', () => {
    const old = {
      expectation_suite_name: 'orders',
      expectations: [{ expectation_type: 'expect_column_to_exist', kwargs: { column: 'a' } }],
    };
    expect(expectationsOf(imported(JSON.stringify(old))).map(({ kind }) => kind)).toEqual(['column_exists']);
  });

  it('that counts repeated rows in another way says so', () => {
    const made = one('expect_column_values_to_be_unique', { column: 'a', mostly: 0.9 });
    expect(made.checks[0]).toMatchObject({
      status: 'approximated',
      note: expect.stringContaining('repeated') as string,
    });
  });

  it.each([
    ['expect_column_values_to_be_between', { column: 'a', min_value: { $PARAMETER: 'x' } }, 'min_value is filled in'],
    ['expect_column_values_to_be_in_set', { column: 'a', value_set: 'no list' }, 'missing or of another type'],
    ['expect_column_values_to_be_in_set', { value_set: [1] }, 'missing or of another type'],
    ['expect_queried_table_to_shine', {}, 'of your own'],
  ])('that cannot be translated says why: %s', (type, kwargs, why) => {
    expect(one(type, kwargs).checks[0]).toMatchObject({
      status: 'not_possible',
      suite: null,
      note: expect.stringContaining(why) as string,
    });
  });

  it('about some rows is never made one about all', () => {
    const made = one('expect_column_values_to_not_be_null', { column: 'a', row_condition: 'b > 1' });
    const [first] = expectationsOf(made);
    expect(first?.where ?? String(first?.params['id'])).toContain('b > 1');
    expect(checkOf(made, 'expect_column_values_to_not_be_null').note).toContain('b > 1');
  });
});
