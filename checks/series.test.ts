import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPrivacy, evaluate, judgedSeries, type Profile, type Segment } from './index.ts';
import { hashValue, NO_HISTORY, NOW, profileOf, suiteOf } from './testing/judge.ts';

const suites = (...entries: string[]) => [{ suite: suiteOf(...entries), version: 1 }];
const keysOf = (rules: ReturnType<typeof suites>, profile: Partial<Profile>) =>
  evaluate({ profile: profileOf({ rowCount: 5, ...profile }), history: NO_HISTORY, suites: rules, hashValue }, NOW).map(
    ({ expectation }) => expectation,
  );
const DE: Segment[] = [{ key: 'country', value: 'DE' }];

describe('which expectations are asked of which profile', () => {
  const rules = suites(
    'row_count: 5',
    'row_count: 5\nsegment: { country: DE }',
    'id: each\nrow_count: 5\nsegment: country',
    'row_count: 5\nsegment: { country: DE, city: "*" }',
    "id: paid\nrow_count: 5\nwhere: status = 'paid'",
  );

  it('of the whole dataset only those without segment and filter', () => {
    expect(keysOf(rules, {})).toEqual(['row_count']);
    expect(keysOf(rules, { segment: [] })).toEqual(['row_count']);
    expect(keysOf(rules, { segment: null })).toEqual(['row_count']);
  });

  it('of a segment only those with exactly its keys, the value asked for or each', () => {
    expect(keysOf(rules, { segment: DE })).toEqual(['row_count[country=DE]', 'each [country=DE]']);
    expect(keysOf(rules, { segment: [{ key: 'country', value: 'FR' }] })).toEqual(['each [country=FR]']);
    expect(keysOf(rules, { segment: [{ key: 'city', value: 'Ulm' }, ...DE] })).toEqual([
      'row_count[city=*, country=DE] [city=Ulm, country=DE]',
    ]);
  });

  it('of a segment whose value was hashed, those that name the value', () => {
    const hashed = [{ key: 'country', value: hashValue('DE') }];
    expect(keysOf(rules, { segment: hashed })).toEqual(['row_count[country=DE]', `each [country=${hashValue('DE')}]`]);
  });

  it('of a filter that a suite names only those for it, white space aside; one that nobody names leaves the whole', () => {
    for (const filter of [
      "status = 'paid'",
      "  status  =\n'paid' ",
      { text: "status = 'paid'" },
      { hash: hashValue("status = 'paid'") },
    ])
      expect([filter, keysOf(rules, { scope: { filter } })]).toEqual([filter, ['paid']]);
    expect(keysOf(rules, { scope: { filter: "status = 'open'" } })).toEqual(['row_count']);
    expect(keysOf(rules, { scope: { filter: null } })).toEqual(['row_count']);
  });

  it('of a filter whose literals privacy took away, those for it all the same', () => {
    const posted = profileOf({ rowCount: 5, scope: { filter: "email  = 'someone@example.org'" } });
    const kept = applyPrivacy(posted, [], hashValue);
    expect(JSON.stringify(kept)).not.toContain('someone@');
    const named = suites("id: one\nrow_count: 5\nwhere: email = 'someone@example.org'", 'row_count: 5');
    expect(keysOf(named, kept)).toEqual(['one']);
  });

  it('says on each result what was judged', () => {
    const profile = profileOf({ rowCount: 5, segment: DE, scope: { filter: 'a = 1' } });
    const both = suites('row_count: 5\nsegment: country\nwhere: a  = 1');
    const [result] = evaluate({ profile, history: NO_HISTORY, suites: both, hashValue }, NOW);
    expect(result).toMatchObject({
      expectation: 'row_count[country=*][where a = 1] [country=DE]',
      segment: DE,
      where: 'a = 1',
    });
  });
});

describe('the series of a profile', () => {
  const rules = suites(
    'row_count: 5\nsegment: country',
    'row_count: 5\nwhere: a = 1',
    'bytes: 5\nmode: disabled\nsegment: city',
  );
  const seriesOf = (profile: Partial<Profile>) => judgedSeries(profileOf(profile), rules, hashValue);

  it('is the whole dataset, a segment, or a filter; and says whether anything asks it', () => {
    expect(seriesOf({})).toEqual({ segment: false, where: null, judged: false });
    expect(seriesOf({ segment: DE })).toEqual({ segment: true, where: null, judged: true });
    expect(seriesOf({ segment: [{ key: 'city', value: 'Ulm' }] })).toEqual({
      segment: true,
      where: null,
      judged: false,
    });
    expect(seriesOf({ scope: { filter: ' a =  1' } })).toEqual({ segment: false, where: 'a = 1', judged: true });
    expect(seriesOf({ scope: { filter: 'b = 1' } })).toEqual({ segment: false, where: null, judged: false });
  });

  it('is judged exactly when evaluating answers something', () => {
    const key = fc.constantFrom('country', 'city', 'shop');
    const segment = fc.uniqueArray(fc.record({ key, value: fc.constantFrom('DE', 'FR', '*') }), {
      maxLength: 2,
      selector: (one) => one.key,
    });
    const filter = fc.option(fc.constantFrom('a = 1', 'a =  1', 'b = 1'));
    fc.assert(
      fc.property(segment, filter, (parts, declared) => {
        const profile = profileOf({ segment: parts, scope: { filter: declared } });
        const results = evaluate({ profile, history: NO_HISTORY, suites: rules, hashValue }, NOW);
        expect(judgedSeries(profile, rules, hashValue).judged).toBe(results.length > 0);
      }),
    );
  });
});
