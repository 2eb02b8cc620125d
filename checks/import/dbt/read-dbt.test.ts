import { describe, expect, it } from 'vitest';
import { checkOf, expectationsOf, fixture, imported, saidBy } from '../testing.ts';

const manifest = (...tests: object[]) => {
  const model = { resource_type: 'model', name: 'orders', database: 'db', schema: 'main', alias: 'orders' };
  const nodes = Object.fromEntries(
    tests.map((test, index) => [
      `test.shop.${index}`,
      { resource_type: 'test', name: `test_${index}`, attached_node: 'model.shop.orders', ...test },
    ]),
  );
  const metadata = { dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json', adapter_type: 'duckdb' };
  return JSON.stringify({ metadata, nodes: { 'model.shop.orders': model, ...nodes }, sources: {}, disabled: {} });
};
const generic = (name: string, kwargs: object = {}, config: object = {}, namespace: string | null = null) => ({
  test_metadata: { name, namespace, kwargs: { column_name: 'a', ...kwargs } },
  column_name: 'a',
  config,
});
const said = (...test: Parameters<typeof generic>) => saidBy(expectationsOf(imported(manifest(generic(...test))))[0]);

describe('a manifest, as dbt writes it', () => {
  const made = imported(fixture('dbt-manifest.json'), { dataset: { namespace: 'duckdb://shop.duckdb', name: '*' } });

  it('is recognised, and every test and freshness of it is told', () => {
    const { nodes, sources, disabled } = JSON.parse(fixture('dbt-manifest.json')) as Record<
      string,
      Record<string, { resource_type?: string }>
    >;
    const tests = Object.values(nodes ?? {}).filter((node) => node.resource_type === 'test').length;
    expect(made.format).toBe('dbt');
    expect(made.checks).toHaveLength(tests + Object.keys(sources ?? {}).length + Object.keys(disabled ?? {}).length);
    expect(tests).toBeGreaterThan(20);
  });

  it('becomes a suite for each model and source, under the names of OpenLineage', () => {
    expect(made.suites.map(({ name, dataset }) => [name, dataset.name])).toEqual([
      ['orders', 'shop.main.orders'],
      ['customers', 'shop.main.customers'],
      ['raw.payments', 'shop.raw.payments'],
      ...(made.suites.length > 3 ? [['raw.refunds', 'shop.raw.refunds']] : []),
    ]);
  });

  it('says of a disabled test that it is', () => {
    expect(checkOf(made, 'amount_disabled')).toMatchObject({
      status: 'not_possible',
      note: expect.stringContaining('disabled') as string,
    });
  });

  it('keeps the freshness of a source as a ladder', () => {
    const freshness = expectationsOf(made).find(({ kind }) => kind === 'freshness');
    expect(freshness).toMatchObject({
      params: { of: 'loaded_at' },
      bound: { high: 86_400 },
      warnBound: { high: 43_200 },
    });
  });

  it('leaves no test about some rows a test about all', () => {
    expect(checkOf(made, 'status_numbers').note).toContain('amount > 0');
  });
});

describe('a test of dbt', () => {
  it('fails and warns at the number of rows that its configuration says', () => {
    expect(said('not_null', {}, { error_if: '>10', warn_if: '>=1' })).toMatchObject({
      tolerance: { maxFailed: 10 },
      params: { warnTolerance: { maxFailed: 0 } },
      onEmpty: 'pass',
    });
    expect(said('not_null', {}, { severity: 'warn', warn_if: '> 5' })).toMatchObject({
      severity: 'warn',
      tolerance: { maxFailed: 5 },
    });
  });

  it('with limits says where dbt counts values and we count rows', () => {
    const made = imported(manifest(generic('unique', {}, { error_if: '> 3' })));
    expect(made.checks[0]).toMatchObject({ status: 'approximated' });
    expect(imported(manifest(generic('unique'))).checks[0]).toMatchObject({ status: 'translated' });
  });

  it('of dbt_utils leaves ends out where it is not inclusive', () => {
    expect(said('accepted_range', { min_value: 0, inclusive: false }, {}, 'dbt_utils')).toMatchObject({
      kind: 'range',
      bound: { low: 0, exclusiveLow: true },
    });
  });

  it('of dbt_expectations is read by its Great Expectations name, with strictly for both ends', () => {
    const kwargs = { min_value: 0, max_value: 9, strictly: true };
    expect(said('expect_column_values_to_be_between', kwargs, {}, 'dbt_expectations')).toMatchObject({
      kind: 'range',
      bound: { low: 0, high: 9, exclusiveLow: true, exclusiveHigh: true },
    });
    expect(said('expect_column_distinct_count_to_equal', { value: 3 }, {}, 'dbt_expectations')).toMatchObject({
      kind: 'distinct_count',
      bound: { low: 3, high: 3 },
    });
  });

  it('that nobody knows becomes a counter that its own job posts', () => {
    const made = imported(manifest({ test_metadata: null, name: 'no_ghosts' }, generic('of_ours', {}, {}, 'house')));
    expect(expectationsOf(made).map(({ kind, params }) => [kind, params['id']])).toEqual([
      ['counter', 'no_ghosts'],
      ['counter', 'test_1'],
    ]);
    expect(made.checks.every(({ status }) => status === 'approximated')).toBe(true);
  });

  it('needs a namespace, but on BigQuery, where there is one', () => {
    expect(() => imported(manifest(generic('not_null')), { dataset: undefined as never })).toThrow('which dataset');
    const text = manifest(generic('not_null')).replace('duckdb', 'bigquery');
    expect(imported(text, { dataset: undefined as never }).suites[0]?.dataset).toEqual({
      namespace: 'bigquery',
      name: 'db.main.orders',
    });
  });
});
