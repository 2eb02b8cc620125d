import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, parseSuite, suggestSuite, type ColumnProfile, type Profile, type SuggestedSuite } from '../index.ts';
import { hashValue, NO_HISTORY, NOW, profileOf } from '../testing/judge.ts';

const head = { suite: 'orders', dataset: { namespace: 'postgres://db:5432', name: 'shop.public.orders' } };
const suggest = (...profiles: Partial<Profile>[]) => suggestSuite(head, profiles.map(profileOf), NOW);
const kindsOf = (column: ColumnProfile, ...more: ColumnProfile[]) =>
  all(suggest(...[column, ...more].map((one) => ({ columnMetrics: { a: one } })))).map(
    ({ kind, clause }) => [kind, clause] as const,
  );
const all = ({ suggestions, rest }: SuggestedSuite) => [...suggestions, ...rest];

const currency: ColumnProfile = {
  type: 'string',
  count: 1000,
  nullCount: 0,
  length: { min: 3, max: 3 },
  topValues: [
    { value: 'USD', count: 400 },
    { value: 'EUR', count: 600 },
  ],
  valueCountsComplete: true,
};

describe('a suggested suite', () => {
  it('says why beside each expectation, and reads as it was meant', () => {
    const { yaml, suggestions } = suggest(
      { rowCount: 1000, columnMetrics: { currency }, schema: { fields: [{ name: 'currency' }] } },
      { rowCount: 900, columnMetrics: { currency }, schema: { fields: [{ name: 'currency' }] } },
      { rowCount: 1100, columnMetrics: { currency }, schema: { fields: [{ name: 'currency' }] } },
    );
    expect(yaml).toMatchInlineSnapshot(`
      "suite: orders
      dataset: postgres://db:5432/shop.public.orders
      # How many rows, and which means and spreads, are usual is learned from every run (learn:), not written down here.
      expect:
        # this column is there in all of 3 profiles; more may come
        - schema: { columns: [ currency ], allow_extra: true }
        # never fewer than 900 rows in all of 3 profiles; how many are usual is learned, not written down
        - row_count: { at_least: 1 }
        - column: currency
          # only these 2 values occur in all of 3 profiles
          in_set: [ EUR, USD ]
          # no null among 3,000 rows in all of 3 profiles
          not_null: true
      "
    `);
    expect(parseSuite(yaml).suite?.expectations.map(({ key }) => key)).toEqual([
      'schema',
      'row_count',
      'currency.in_set',
      'currency.not_null',
    ]);
    expect(suggestions.every(({ decided, needs }) => decided === 3 && needs === null)).toBe(true);
  });

  it('is for a dataset whose name has slashes, too', () => {
    const { yaml } = suggestSuite(
      { suite: 's', dataset: { namespace: 's3://lake', name: 'a/b' } },
      [profileOf({ rowCount: 5 })],
      NOW,
    );
    expect(parseSuite(yaml).suite?.dataset).toEqual({ namespace: 's3://lake', name: 'a/b' });
  });

  it('expects nothing of a dataset of which nothing was measured', () => {
    expect(suggest({}).suggestions).toEqual([]);
    expect(parseSuite(suggest({}).yaml).problems).toEqual([]);
  });
});

describe('what a column suggests', () => {
  it('a few nulls are a flaw to watch, many are part of the data', () => {
    expect(kindsOf({ count: 9990, nullCount: 10 })).toEqual([['not_null', { mostly: 0.998 }]]);
    expect(kindsOf({ count: 50, nullCount: 950 })).toEqual([]);
  });

  it('an estimated distinct count says what would decide it', () => {
    const distinct = { value: 990, exact: false, lower: 950, upper: 1030 };
    const suggested = suggest({ columnMetrics: { order_id: { count: 1000, nullCount: 0, distinct } } });
    expect(all(suggested).find(({ kind }) => kind === 'unique')).toMatchObject({
      decided: 0,
      needs: 'an exact distinct count, or a counter of duplicates',
    });
  });

  it('a set only while no profile has another value, and never of hashed values', () => {
    const more = { ...currency, topValues: [{ value: 'JPY', count: 1000 }] };
    expect(kindsOf(currency, more).map(([kind]) => kind)).not.toContain('in_set');
    const hashed = { ...currency, topValues: [{ value: 'a1b2', count: 1000, hashed: true }] };
    expect(kindsOf(hashed).map(([kind]) => kind)).not.toContain('in_set');
  });

  it('too few rows prove no habit', () => {
    expect(kindsOf({ count: 99, nullCount: 0, min: 1, max: 2 })).toEqual([]);
  });

  it('never below zero, and what it is that never comes near it; few rows let one stray value pass', () => {
    const many = 30_000;
    expect(kindsOf({ count: many, min: 0, max: 5 })).toEqual([['non_negative', true]]);
    expect(kindsOf({ count: many, min: 2, max: 5 })).toEqual([['positive', true]]);
    expect(kindsOf({ count: many, min: -2, max: 5 })).toEqual([]);
    expect(kindsOf({ count: 5000, min: 0, max: 5 })).toEqual([['non_negative', { mostly: 0.999 }]]);
    expect(kindsOf({ count: 100, min: 0, max: 5 })).toEqual([['non_negative', { mostly: 0.97 }]]);
  });
});

const oddNumber = fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.double(), fc.constantFrom(0, -1, NaN, Infinity));
const oddColumn = fc.record(
  {
    type: fc.string(),
    count: oddNumber,
    nullCount: oddNumber,
    min: fc.oneof(oddNumber, fc.string()),
    max: fc.oneof(oddNumber, fc.string()),
    length: fc.record({ min: oddNumber, max: oddNumber }),
    distinct: fc.record({ value: oddNumber, exact: fc.boolean(), lower: oddNumber, upper: oddNumber }),
    topValues: fc.array(fc.record({ value: fc.oneof(fc.string(), oddNumber, fc.boolean()), count: oddNumber }), {
      maxLength: 4,
    }),
    valueCountsComplete: fc.boolean(),
    timestamp: fc.record({ max: fc.constantFrom('2026-11-23T00:00:00Z', 'never') }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ColumnProfile>;
const oddProfile = fc.record(
  {
    rowCount: oddNumber,
    capturedAt: fc.constantFrom('2026-11-23T01:00:00Z', 'then'),
    columnMetrics: fc.dictionary(fc.string({ minLength: 1 }), oddColumn, { maxKeys: 3 }),
    counters: fc.array(fc.record({ id: fc.string({ minLength: 1 }), failed: oddNumber }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

it('whatever the profiles are, every suggestion reads, and none fails on a profile it was made from', () => {
  fc.assert(
    fc.property(fc.array(oddProfile, { maxLength: 4 }), (given) => {
      const profiles = given.map((one) => profileOf(one as Partial<Profile>));
      const suggested = suggestSuite(head, profiles, NOW);
      const { yaml, suggestions } = suggested;
      for (const { yaml: entry, kind } of all(suggested).filter((one) => one.kind !== 'expect_every'))
        expect([kind, parseSuite(`suite: s\ndataset: a/b\nexpect:\n${entry}`).problems]).toEqual([kind, []]);
      const { suite, problems } = parseSuite(yaml);
      expect(problems).toEqual([]);
      expect(suite?.expectations).toHaveLength(suggestions.filter(({ kind }) => kind !== 'expect_every').length);
      for (const profile of suite ? profiles : []) {
        const results = evaluate(
          { profile, history: NO_HISTORY, suites: [{ suite: suite!, version: 1 }], hashValue },
          NOW,
        );
        expect(results.filter(({ outcome }) => outcome === 'fail' || outcome === 'error')).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});
