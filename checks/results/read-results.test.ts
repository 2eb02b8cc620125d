import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readResults, resultsOf, verdictOf, type CheckResult, type PrivacyRule } from '../index.ts';

// Written by the packages whose names and versions the files have; rows of the data hold these values.
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../test/data/results/${name}.json`, import.meta.url), 'utf8'));
const secrets = ['ada@example.org', 'XXX', 'email = ', 'Traceback'];
const dataset = { namespace: 'shop', name: 'orders' };

function read(document: unknown, options: Parameters<typeof readResults>[1] = {}) {
  const reading = readResults(document, options);
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading;
}
function judged(document: unknown, more: { manifest?: unknown; rules?: PrivacyRule[] } = {}): CheckResult[] {
  return read(document, more).verdicts.flatMap((verdict) => resultsOf(verdict, dataset, more.rules ?? []));
}
const outcomes = (results: CheckResult[]) =>
  Object.fromEntries(results.map(({ expectation, outcome }) => [expectation, outcome]));
const refusal = (document: unknown, options = {}) => {
  const reading = readResults(document, options);
  return 'problems' in reading ? reading.problems : 'taken';
};

describe('a validation result of Great Expectations 1.24', () => {
  const document = fixture('great-expectations-1.24');
  const results = judged(document);

  it('names its suite, dataset and time, and every expectation under a key of its own', () => {
    const [verdict] = read(document).verdicts;
    expect(verdict).toMatchObject({
      suite: 'orders_suite',
      dataset: { namespace: 'shop', name: 'orders' },
      judgedAt: '2026-11-25T21:24:12.280Z',
    });
    expect(new Set(results.map(({ expectation }) => expectation)).size).toBe(10);
    expect(outcomes(results)).toMatchObject({
      'gx:orders_suite/expect_table_row_count_to_be_between': 'pass',
      'gx:orders_suite/amount.expect_column_values_to_not_be_null': 'fail',
      'gx:orders_suite/id.expect_column_values_to_be_unique': 'warn',
      'gx:orders_suite/currency.expect_column_values_to_be_in_set': 'fail',
      'gx:orders_suite/nosuch.expect_column_values_to_not_be_null': 'error',
      'gx:orders_suite/email.expect_column_values_to_match_regex': 'pass',
    });
  });

  it('has counts, bounds and the aggregate, and tells two bounds on one column apart', () => {
    const find = (part: string) => results.filter(({ expectation }) => expectation.includes(part));
    expect(find('amount.expect_column_values_to_not_be_null')[0]).toMatchObject({
      tested: 4,
      failed: 1,
      reason: '1 of 4 values do not meet it',
      kind: 'gx:expect_column_values_to_not_be_null',
      basis: { kind: 'external', tool: 'gx' },
      severity: 'error',
    });
    const bounds = find('amount.expect_column_max_to_be_between#');
    expect(bounds.map(({ outcome, observed, expected }) => ({ outcome, observed, expected }))).toEqual([
      { outcome: 'fail', observed: 7, expected: { low: null, high: 5 } },
      { outcome: 'pass', observed: 7, expected: { low: null, high: 50 } },
    ]);
  });

  it('keeps its keys when the order of its expectations changes', () => {
    const turned = { ...(document as object), results: (document as { results: unknown[] }).results.toReversed() };
    expect(outcomes(judged(turned))).toEqual(outcomes(results));
  });

  it('is read as it was written by 0.18, too, with the times of those days', () => {
    const old = {
      success: false,
      results: [
        {
          success: false,
          expectation_config: {
            expectation_type: 'expect_column_mean_to_be_between',
            kwargs: { column: 'a', min_value: 1 },
          },
          result: { observed_value: 0.5, element_count: 10 },
          exception_info: { raised_exception: false, exception_message: null, exception_traceback: null },
        },
      ],
      meta: {
        great_expectations_version: '0.18.22',
        expectation_suite_name: 'old',
        validation_time: '20240105T101112.5Z',
      },
    };
    const [verdict] = read(old).verdicts;
    expect(verdict).toMatchObject({ suite: 'old', judgedAt: '2024-01-05T10:11:12.500Z' });
    const checkpoint = { run_results: { 'ValidationResultIdentifier::a/b': { validation_result: old } } };
    for (const form of [old, [old], checkpoint]) {
      expect(judged(form)).toMatchObject([{ outcome: 'fail', observed: 0.5, expected: { low: 1, high: null } }]);
    }
  });
});

describe('dbt 1.10', () => {
  const runResults = fixture('dbt-1.10-run-results');
  const manifest = fixture('dbt-1.10-manifest');

  it('has its tests under the tables that the manifest says, and says what else the file held', () => {
    const { verdicts, ignored } = read(runResults, { manifest });
    const byName = new Map(verdicts.map((verdict) => [verdict.dataset.name, verdict]));
    expect([...byName.keys()].sort()).toEqual(['shop.main.broken', 'shop.main.orders', 'shop.main.raw_orders']);
    expect(outcomes(resultsOf(byName.get('shop.main.orders') as never, dataset, []))).toEqual({
      'dbt:shop/accepted_values_orders_currency__EUR__USD': 'fail',
      'dbt:shop/broken_test': 'fail',
      'dbt:shop/no_negative_amounts': 'fail',
      'dbt:shop/not_null_orders_amount': 'warn',
      'dbt:shop/not_null_orders_id': 'pass',
      'dbt:shop/unique_orders_id': 'fail',
    });
    expect(ignored.map(({ message }) => message)).toEqual([
      'is of seed, not of a data test',
      'is of model, not of a data test',
      'is of model, not of a data test',
    ]);
  });

  it('a test that was skipped is undecided, and one that raised is an error without the words of its SQL', () => {
    const skipped = judged(runResults, { manifest }).find(({ expectation }) =>
      expectation.includes('not_null_broken_x'),
    );
    expect(skipped).toMatchObject({ outcome: 'undecided', column: 'x', kind: 'dbt:not_null' });
    const broken = {
      metadata: { dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v5.json' },
      results: [{ unique_id: 'test.shop.t', status: 'error', message: "Conversion Error: Could not convert string 'ada@example.org' to INT32\n  LINE 1: select 'ada'" }], // prettier-ignore
    };
    expect(judged(broken)).toMatchObject([
      { outcome: 'error', reason: 'Conversion Error: Could not convert string … to INT32' },
    ]);
  });

  it('does not know of which table a test is without a manifest', () => {
    expect(read(runResults).verdicts.map((verdict) => verdict.dataset)).toEqual([{ namespace: null, name: null }]);
  });

  it('has the freshness of its sources, with its age and bound', () => {
    expect(judged(fixture('dbt-1.10-sources'), { manifest })).toMatchObject([
      { expectation: 'dbt:shop/freshness', outcome: 'warn', unit: 'seconds', expected: { text: 'loaded within 1 hour' }, reason: 'loaded 4 days ago' }, // prettier-ignore
    ]);
  });
});

describe('a scan of Soda 3.5', () => {
  const results = judged(fixture('soda-3.5-scan'));

  it('has each check with its value and what was expected', () => {
    expect(outcomes(results)).toMatchObject({
      'soda:shop_scan/row_count > 0': 'pass',
      'soda:shop_scan/missing_count(amount) = 0': 'fail',
      'soda:shop_scan/duplicate_count(id) warn when > 0 fail when > 10': 'warn',
      'soda:shop_scan/No negative amounts': 'fail',
      'soda:shop_scan/Schema Check': 'fail',
    });
    const find = (part: string) => results.find(({ expectation }) => expectation.includes(part));
    expect(find('missing_count')).toMatchObject({
      failed: 1,
      expected: { low: 0, high: 0 },
      kind: 'soda:missing_count',
    });
    expect(find('No negative')).toMatchObject({ observed: -3, expected: { low: 0, high: null }, column: 'amount' });
    expect(find('duplicate_count')).toMatchObject({ expected: { low: null, high: 0 } });
    expect(find('Schema Check')).toMatchObject({ reason: 'missing updated_at' });
  });

  it('that had errors says so in a result, for the checks that failed to run are missing from its file', () => {
    expect(results.find(({ expectation }) => expectation === 'soda:shop_scan/scan')).toMatchObject({
      outcome: 'error',
    });
    const nothing = { ...(fixture('soda-3.5-scan') as object), checks: [] };
    expect(judged(nothing)).toMatchObject([{ expectation: 'soda:shop_scan/scan', outcome: 'error' }]);
  });
});

describe('check results of Deequ 2.0.7', () => {
  const results = judged(fixture('deequ-2.0.7-checks'));

  it('are one suite for each check, with the value that was measured', () => {
    expect(outcomes(results)).toMatchObject({
      'deequ:orders/Size': 'pass',
      'deequ:orders/amount.Completeness': 'fail',
      'deequ:orders/id.Uniqueness': 'fail',
      'deequ:orders/currency.Compliance': 'fail',
      'deequ:nice/id.ApproxCountDistinct': 'warn',
    });
    const minimum = results.find(({ expectation }) => expectation === 'deequ:orders/amount.Minimum');
    expect(minimum).toMatchObject({ observed: -3, column: 'amount', reason: 'observed -3' });
  });

  it('are an error where Deequ says failure but could not measure', () => {
    expect(results.find(({ column }) => column === 'nosuch')).toMatchObject({ outcome: 'error' });
    expect(results.find(({ column }) => column === 'email')).toMatchObject({ outcome: 'error' });
  });

  it('are not its metrics, and that is said', () => {
    expect(refusal(fixture('deequ-2.0.7-metrics'))).toMatchObject([{ message: expect.stringContaining('checkResultsAsJson') as string }]); // prettier-ignore
  });
});

describe('OpenLineage', () => {
  const event = (more: object) => ({
    eventType: 'COMPLETE',
    eventTime: '2026-11-23T07:00:00Z',
    run: { runId: 'r-1', facets: {} },
    job: { namespace: 'jobs', name: 'check' },
    ...more,
  });
  const orders = { namespace: 'shop', name: 'orders' };

  it('has assertions of each dataset, wherever their facet stands', () => {
    const assertions = [
      { assertion: 'not_null', success: true, column: 'id' },
      { assertion: 'unique', success: false, column: 'id', severity: 'warn' },
      { assertion: 'row_count', success: false, expected: '1000', actual: '999' },
      { assertion: 'odd' },
    ];
    const facet = { dataQualityAssertions: { assertions } };
    for (const inputs of [[{ ...orders, inputFacets: facet }], [{ ...orders, facets: facet }]]) {
      const [verdict] = read(event({ inputs })).verdicts;
      expect(verdict).toMatchObject({ dataset: orders, suite: 'check', run: { id: 'r-1' } });
      expect(judged(event({ inputs }))).toMatchObject([
        { expectation: 'openlineage:check/id.not_null', outcome: 'pass' },
        { outcome: 'warn' },
        { outcome: 'fail', observed: 999, expected: { text: '1000' } },
        { outcome: 'undecided' },
      ]);
    }
  });

  it('has tests of a run: they are of the first dataset that it names; without one it is said', () => {
    const tests = [
      { name: 'a', status: 'pass' },
      { name: 'b', status: 'fail', type: 'row_count', content: "select 'secret'" },
      { name: 'c', status: 'skip' },
    ];
    const run = { runId: 'r-1', facets: { test: { tests } } };
    const outcomes = ['pass', 'fail', 'undecided'];
    expect(judged(event({ run, outputs: [orders] })).map(({ outcome }) => outcome)).toEqual(outcomes);
    const other = { namespace: 'shop', name: 'other' };
    expect(read(event({ run, inputs: [orders, other] })).verdicts).toMatchObject([
      { dataset: orders, checks: [{}, {}, {}] },
    ]);
    expect(refusal(event({ run }))).toMatchObject([{ message: expect.stringContaining('names no dataset') as string }]);
  });

  it('has tests under the names and words of other producers', () => {
    const words = ['success', 'PASSED', 'failed', 'failure', 'error', 'skipped', 'maybe', 7];
    const tests = words.map((status, index) => ({ name: `t${index}`, status }));
    const run = { runId: 'r-1', facets: { testRun: { tests } } };
    const outcomes = judged(event({ run, outputs: [orders] })).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['pass', 'pass', 'fail', 'fail', 'fail', 'undecided', 'undecided', 'undecided']);
  });

  it('has what the integration of Great Expectations says in a facet of its own', () => {
    const assertions = [
      { expectationType: 'expect_column_values_to_not_be_null', success: false, columnId: 'id' },
      { expectationType: 'expect_table_row_count_to_be_between', success: true },
    ];
    const inputs = [{ ...orders, inputFacets: { greatExpectations_assertions: { assertions } } }];
    expect(judged(event({ inputs }))).toMatchObject([
      { expectation: 'openlineage:check/id.expect_column_values_to_not_be_null', outcome: 'fail', column: 'id' },
      { expectation: 'openlineage:check/expect_table_row_count_to_be_between', outcome: 'pass', column: null },
    ]);
  });
});

describe('the plain form', () => {
  const plain = (result: object, more: object = {}) => ({ tool: 'mine', results: [{ check: 'a', outcome: 'pass', ...result }], ...more }); // prettier-ignore

  it('says what it says', () => {
    const result = {
      outcome: 'fail',
      severity: 'critical',
      column: 'amount',
      observed: 0.4,
      high: 0.1,
      tested: 10,
      failed: 4,
    };
    expect(judged(plain(result, { suite: 'nightly' }))).toMatchObject([
      { expectation: 'mine:nightly/a', outcome: 'fail', severity: 'critical', expected: { low: null, high: 0.1 } },
    ]);
  });

  it.each([
    ['/results/0/outcome', { outcome: 'failed' }],
    ['/results/0/severity', { severity: 'bad' }],
    ['/results/0/tested', { tested: -1 }],
    ['/results/0/low', { low: '3' }],
    ['/results/0/observed', { observed: [1, 2] }],
    ['/results/0/check', { check: '' }],
    ['/results/0/rows', { rows: [{ id: 1 }] }],
  ])('is refused with the place of a mistake: %s', (pointer, result) => {
    expect(refusal(plain(result))).toMatchObject([{ pointer }]);
  });

  it('needs the name of a tool and says what is nearest to a wrong field', () => {
    expect(refusal({ results: [{ check: 'a', outcome: 'pass' }] })).toMatchObject([{ pointer: '/tool' }]);
    expect(refusal(plain({}, { suit: 'x' }))).toMatchObject([{ message: 'is not a known field; did you mean suite?' }]);
  });
});

describe('whatever the tool', () => {
  const manifest = fixture('dbt-1.10-manifest');
  const real = [
    'great-expectations-1.24',
    'dbt-1.10-run-results',
    'dbt-1.10-sources',
    'soda-3.5-scan',
    'deequ-2.0.7-checks',
  ];

  it.each(real)('no value of a row is left of %s', (name) => {
    const kept = JSON.stringify(judged(fixture(name), { manifest }));
    for (const secret of secrets) expect(kept).not.toContain(secret);
  });

  it('of a column that nobody may see neither an extreme nor a bound is left, but counts are', () => {
    const rules: PrivacyRule[] = [{ datasetPattern: 'shop/*', columnPattern: 'amount', level: 'hashed' }];
    const max = judged(fixture('great-expectations-1.24'), { rules }).filter(({ kind }) => kind.includes('max'));
    expect(max.map(({ observed, expected, outcome }) => [observed, expected, outcome])).toEqual([
      [null, null, 'fail'],
      [null, null, 'pass'],
    ]);
    const counted = judged(fixture('great-expectations-1.24'), { rules }).filter(({ column }) => column === 'amount');
    expect(counted.find(({ kind }) => kind.includes('not_be_null'))).toMatchObject({ tested: 4, failed: 1 });
  });

  it('only what the tool says passes is a pass', () => {
    const documents = real.map((name) => fixture(name));
    const strange = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('constructor', '__proto__', 'PASS', 'ok', 1, null, true, [], { toString: '' }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...documents), strange, (document, value) => {
        const bent: unknown = JSON.parse(JSON.stringify(document), (key, inner: unknown) =>
          ['success', 'status', 'outcome', 'constraint_status'].includes(key) ? value : inner,
        );
        const reading = readResults(bent, { manifest });
        if ('problems' in reading) return;
        const results = reading.verdicts.flatMap((verdict) => resultsOf(verdict, dataset, []));
        const passes = [true, 'pass', 'success', 'PASS'].includes(value as string);
        for (const { outcome } of results) {
          expect(['pass', 'warn', 'fail', 'undecided', 'error']).toContain(outcome);
          if (!passes) expect(outcome).not.toBe('pass');
        }
        if (results.length > 0) expect(verdictOf(results)).not.toBe('none');
      }),
    );
  });

  it('a document of any shape is read or refused with a reason, and never throws', () => {
    const keys = fc.constantFrom(
      'results',
      'meta',
      'metadata',
      'checks',
      'constraint',
      'eventTime',
      'run',
      'assertions',
      'tool',
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), fc.array(tie('node'), { maxLength: 3 }), fc.dictionary(keys, tie('node'), { maxKeys: 4 })),
    })).node; // prettier-ignore
    fc.assert(
      fc.property(value, (document) => {
        const reading = readResults(document, { manifest: document });
        if ('problems' in reading) expect(reading.problems.length).toBeGreaterThan(0);
        else expect(reading.verdicts.flatMap((verdict) => resultsOf(verdict, dataset, [])).length).toBeGreaterThan(0);
      }),
    );
  });

  it('a format that is not known is refused with those that are; a wrong one is named', () => {
    expect(refusal({ hello: 1 })).toMatchObject([
      { message: expect.stringContaining('is of no known format') as string },
    ]);
    expect(refusal(manifest)).toMatchObject([{ message: expect.stringContaining('manifest.json') as string }]);
    expect(refusal(fixture('soda-3.5-scan'), { format: 'gx' })).toEqual([
      { pointer: '', message: 'this is of soda, not of gx' },
    ]);
  });

  it('a pass over nothing is marked as such', () => {
    const empty = {
      meta: { great_expectations_version: '1.0.0' },
      results: [
        { success: true, expectation_config: { type: 'expect_column_values_to_be_unique', kwargs: { column: 'a' } }, result: { element_count: 3, missing_count: 3, unexpected_count: 0 } },
      ],
    }; // prettier-ignore
    expect(judged(empty)).toMatchObject([{ outcome: 'pass', vacuous: true, reason: 'there was nothing to test' }]);
  });
});
