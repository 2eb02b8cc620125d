import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyPrivacy,
  findInconsistencies,
  type ColumnProfile,
  type PrivacyRule,
  type Profile,
  type TopValue,
} from './index.ts';
import { isPersonalName, looksPersonal } from './privacy/personal.ts';
import { coarseHistogram, looksHashed } from './privacy/classified-column.ts';
import { hashValue, judge, profileOf } from './testing/judge.ts';

const rule = (columnPattern: string, level: PrivacyRule['level']): PrivacyRule => ({
  datasetPattern: '*',
  columnPattern,
  level,
});
const apply = (
  column: ColumnProfile,
  rules: PrivacyRule[] = [],
  name = 'a',
  rest: Partial<Profile> = {},
): ColumnProfile => {
  const result = applyPrivacy(profileOf({ ...rest, columnMetrics: { [name]: column } }), rules, hashValue);
  return result.columnMetrics?.[name] ?? {};
};
const tops = (...counts: [TopValue['value'], number][]): TopValue[] =>
  counts.map(([value, count]) => ({ value, count }));

const PERSONAL = [
  'x'.repeat(300),
  'alice@example.com',
  '+49 170 1234567',
  '(555) 867-5309',
  '192.168.17.4',
  '2001:db8::ff00:42:8329',
  '4111 1111 1111 1111',
  'DE89 3704 0044 0532 0130 00',
  'call 0049 170 1234567 now',
  '1985-10-01 alice@example.com',
  '078-05-1120',
  'QQ 12 34 56 C',
];

describe('a value', () => {
  it.each(PERSONAL)('%s looks personal', (value) => expect(looksPersonal(value)).not.toBeNull());
  it.each([
    'EUR',
    'Germany',
    '2026-11-22',
    '2026-11-22T00:00:00Z',
    '12.5',
    '1234567',
    'order-12',
    '10:30',
    'a@b',
    'v1.2.3',
  ])('%s looks like nothing personal', (value) => expect(looksPersonal(value)).toBeNull());
  it('looks like a digest only in the length and letters of one', () => {
    expect(looksHashed('sha256:' + 'ab12'.repeat(16))).toBe(true);
    expect(looksHashed('0a1B'.repeat(4))).toBe(true);
    for (const raw of ['alice@example.com', '4111111111111111', 'order-12', 'JohnSmith'])
      expect(looksHashed(raw)).toBe(false);
  });
});

describe('a column name', () => {
  it.each(['email', 'customer_name', 'homeAddress', 'name', 'PHONE', 'user.ip', 'date_of_birth'])(
    '%s says personal',
    (name) => expect(isPersonalName(name)).toBe(true),
  );
  it.each(['product_name', 'amount', 'email_count', 'filename', 'country', 'is_email_verified', 'description', 'zip'])(
    '%s does not',
    (name) => expect(isPersonalName(name)).toBe(false),
  );
});

describe('a column that nobody classified', () => {
  const complete = { count: 103, type: 'string', otherCount: 0, valueCountsComplete: true };
  it('keeps values that twenty rows share, and the others as keyed hashes when the list is complete', () => {
    const column = { ...complete, topValues: tops(['EUR', 100], ['rare', 3]) };
    expect(apply(column)).toEqual({
      ...complete,
      topValues: [
        { value: 'EUR', count: 100 },
        { value: hashValue('rare'), count: 3, hashed: true },
      ],
    });
  });
  it('so that a set over it is still decided', () => {
    const columnMetrics = { a: apply({ ...complete, topValues: tops(['EUR', 100], ['USD', 3]) }) };
    expect(judge('column: a\nin_set: [EUR, USD]', { columnMetrics }).outcome).toBe('pass');
    expect(judge('column: a\nin_set: [EUR]', { columnMetrics }).outcome).toBe('fail');
  });
  it('folds the others away when the list is not complete, and counts them', () => {
    const column = { count: 200, topValues: tops(['EUR', 100], ['rare', 3]), otherCount: 97 };
    expect(apply(column)).toEqual({
      count: 200,
      topValues: tops(['EUR', 100]),
      otherCount: 100,
      valueCountsComplete: false,
      privacy: { level: 'full', suppressed: 1 },
    });
  });
  it('keeps not even a hash of a phone number, however many rows share it', () => {
    const kept = apply({ ...complete, topValues: tops(['EUR', 3], ['+49 170 1234567', 100]) });
    expect(kept.topValues).toHaveLength(1);
    expect(kept).toMatchObject({ otherCount: 100, valueCountsComplete: false, privacy: { suppressed: 1 } });
  });
  it('keeps numbers and instants of min and max, and drops other text', () => {
    expect(apply({ min: 1, max: 2 })).toEqual({ min: 1, max: 2 });
    expect(apply({ min: '2026-01-01', max: '12.50' })).toEqual({ min: '2026-01-01', max: '12.50' });
    expect(apply({ min: 'Aaron', max: 'Zoe' })).toEqual({ privacy: { level: 'full', suppressed: 2 } });
    expect(apply({ min: 1, max: 2, mean: 1, quantiles: { '0.5': 1 } }, [], 'phone')).toEqual({
      mean: 1,
      privacy: { level: 'full', suppressed: 3 },
    });
  });
  it('comes back as the same object when nothing has to go', () => {
    const profile = profileOf({
      rowCount: 5,
      scope: { filter: 'amount > 0' },
      columnMetrics: { amount: { count: 5, min: 1, max: 2 }, currency: { topValues: tops(['EUR', 20], [null, 3]) } },
      counters: [{ id: 'c', failed: 0 }],
    });
    expect(applyPrivacy(profile, [{ datasetPattern: 'other/*', columnPattern: '*', level: 'hashed' }], hashValue)).toBe(
      profile,
    );
    expect(applyPrivacy(profile, [rule('*', 'full')], hashValue)).toBe(profile);
  });
});

describe('a classified column', () => {
  const column: ColumnProfile = {
    type: 'number',
    count: 100,
    nullCount: 2,
    min: 1,
    max: 9,
    mean: 5,
    stddev: 1,
    median: 5,
    quantiles: { '0.5': 5 },
    histogram: { boundaries: [1, 2, 3, 4, 9], counts: [5, 20, 70, 5] },
    topValues: tops([5, 30]),
    length: { min: 1, max: 1 },
  };
  it('keeps only counts and lengths at counts-only', () => {
    expect(apply(column, [rule('a', 'counts-only')])).toEqual({
      type: 'number',
      count: 100,
      nullCount: 2,
      length: { min: 1, max: 1 },
      privacy: { level: 'counts-only', suppressed: 1 },
    });
  });
  it('keeps moments and bins of twenty at bucketed', () => {
    const kept = apply(column, [rule('a', 'bucketed')]);
    expect(kept).toMatchObject({ mean: 5, histogram: { boundaries: [1, 3, 9], counts: [25, 75] } });
    for (const gone of ['min', 'max', 'median', 'quantiles', 'topValues']) expect(kept).not.toHaveProperty(gone);
    expect(apply({ ...column, count: 3 }, [rule('a', 'bucketed')])).not.toHaveProperty('mean');
  });
  it('keeps hashes of values and numeric aggregates at hashed', () => {
    const kept = apply({ ...column, type: 'string', min: 'Aaron', max: 'Zoe', topValues: tops(['Aaron', 50]) }, [
      rule('a', 'hashed'),
    ]);
    expect(kept).toMatchObject({
      min: hashValue('Aaron'),
      mean: 5,
      topValues: [{ value: hashValue('Aaron'), hashed: true }],
    });
  });
  it('is what the first matching rule says, else its schema field', () => {
    const schema = (field: object) => ({ schema: { fields: [{ name: 'a', ...field }] } });
    const level = (rules: PrivacyRule[], field: object, own = column) =>
      apply(own, rules, 'a', schema(field)).privacy?.level ?? null;
    expect(level([rule('a', 'full'), rule('*', 'counts-only')], { tags: ['pii'] })).toBeNull();
    expect(level([], { tags: ['pii'] })).toBe('hashed');
    expect(level([], { classification: 'Secret' })).toBe('counts-only');
    expect(level([], { classification: 'classification:PHI', tags: ['confidential'] })).toBe('counts-only');
    expect(level([], {})).toBeNull();
    expect(level([rule('a', 'hashed')], {}, { ...column, privacy: { level: 'counts-only' } })).toBe('counts-only');
    expect(level([rule('a', 'hashed')], {}, { ...column, privacy: { level: 'full' } })).toBe('hashed');
  });
});

describe('other places where a value may hide', () => {
  it('keeps failed keys only when they are hashes', () => {
    const hash = 'ab'.repeat(16);
    const profile = profileOf({ counters: [{ id: 'c', failed: 2, failedKeyHashes: [hash, 'alice@example.com'] }] });
    expect(applyPrivacy(profile, [], hashValue).counters?.[0]?.failedKeyHashes).toEqual([hash]);
  });
  it('masks the literals of a filter, but for dates and short numbers', () => {
    const scope = { filter: "name = 'Alice' and at >= '2026-01-01' and amount > 5 and phone = 4917012345678" };
    expect(applyPrivacy(profileOf({ scope }), [], hashValue).scope?.filter).toEqual({
      text: "name = '?' and at >= '2026-01-01' and amount > 5 and phone = '?'",
      hash: hashValue(scope.filter),
    });
  });
  it('does not believe a value that only says it is hashed', () => {
    const column = { count: 5, otherCount: 0, topValues: [{ value: 'alice@example.com', count: 5, hashed: true }] };
    expect(JSON.stringify(apply(column))).not.toContain('alice');
    expect(JSON.stringify(apply(column, [rule('a', 'hashed')]))).not.toContain('alice');
  });
});

describe('coarse histograms', () => {
  it('hold at least twenty rows a bin, all rows, and ascend', () => {
    const bins = fc.array(fc.nat(50), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        bins,
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 500 }),
        (counts, start, width) => {
          const boundaries = [start, ...counts.map((_, index) => start + (index + 1) * width)];
          const coarse = coarseHistogram({ boundaries, counts });
          if (coarse === null) return;
          expect(Math.min(...coarse.counts)).toBeGreaterThanOrEqual(20);
          expect(coarse.counts.reduce((a, b) => a + b)).toBe(counts.reduce((a, b) => a + b));
          expect(findInconsistencies(profileOf({ columnMetrics: { a: { histogram: coarse } } }))).toEqual([]);
        },
      ),
    );
  });
});

describe('a canary', () => {
  it('never survives anywhere, at any level, and the input is not changed', () => {
    const level = fc.constantFrom(null, 'hashed', 'bucketed', 'counts-only') as fc.Arbitrary<
      PrivacyRule['level'] | null
    >;
    const count = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(
        fc.constantFrom(...PERSONAL),
        level,
        count,
        fc.boolean(),
        fc.boolean(),
        (canary, at, rows, complete, hashed) => {
          const column: ColumnProfile = {
            count: rows,
            min: canary,
            max: canary,
            valueCountsComplete: complete,
            topValues: [{ value: canary, count: rows, ...(hashed && { hashed }) }],
            patterns: [{ pattern: canary, count: 1 }],
            sketches: [{ kind: 'frequent', format: 'x', base64: canary }],
          };
          const profile = profileOf({
            scope: { filter: { text: `contact = '${canary}'` } },
            segment: [{ key: 'a', value: canary }],
            partitions: [{ value: canary, rows }],
            columnMetrics: { a: column, email: column },
            counters: [{ id: 'c', failed: 1, failedKeyHashes: [canary] }],
          });
          const before = JSON.stringify(profile);
          const after = JSON.stringify(applyPrivacy(profile, at === null ? [] : [rule('*', at)], hashValue));
          expect(after).not.toContain(canary);
          expect(JSON.stringify(profile)).toBe(before);
        },
      ),
      { numRuns: 300 },
    );
  });
});
