import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedOutcome, evaluate, type CheckResult, type History, type Outcome, type Profile } from '../index.ts';
import { hashValue, judge, judgeColumn, NO_HISTORY, profileOf, suiteOf } from '../testing/judge.ts';

const accepting = (level: number, until = '2027-03-01') =>
  `accept: { level: ${level}, until: ${until}, reason: legacy }`;
const counted = (failed: number): Partial<Profile> => ({ counters: [{ id: 'c', tested: 1000, failed }] });
const at = (entry: string, profile: Partial<Profile>, now: string): CheckResult =>
  evaluate(
    { profile: profileOf(profile), history: NO_HISTORY, suites: [{ suite: suiteOf(entry), version: 1 }], hashValue },
    new Date(now),
  )[0]!;
const before = (...outcomes: Outcome[]): History => ({ ...NO_HISTORY, outcomes: new Map([['row_count', outcomes]]) });

describe('an accepted level', () => {
  const entry = `counter: c\n${accepting(10)}`;

  it('counts as a pass while no more fail than it says, and the outcome itself stays what it is', () => {
    const held = judge(entry, counted(10));
    expect(held).toMatchObject({
      outcome: 'fail',
      standing: 'accepted',
      failed: 10,
      accepted: { level: 10, until: '2027-03-01', reason: 'legacy', state: 'held' },
    });
    expect(held.reason).toBe('10 of 1000 rows failed; accepted up to 10 through 2027-03-01');
    expect(countedOutcome(held)).toBe('pass');
  });

  it('speaks when it becomes worse', () => {
    const worse = judge(entry, counted(11));
    expect(worse).toMatchObject({
      outcome: 'fail',
      accepted: { state: 'worse' },
      reason: '11 of 1000 rows failed; more than the accepted 10',
    });
    expect(countedOutcome(worse)).toBe('fail');
  });

  it('holds through the whole last day in UTC, and speaks from the next midnight', () => {
    const day = `counter: c\n${accepting(10, '2026-11-23')}`;
    expect(at(day, counted(3), '2026-11-23T23:59:59.999Z').standing).toBe('accepted');
    const expired = at(day, counted(3), '2026-11-24T00:00:00Z');
    expect(expired).toMatchObject({ outcome: 'fail', accepted: { state: 'expired' } });
    expect([expired.standing, expired.reason]).toEqual([
      undefined,
      '3 of 1000 rows failed; it was accepted only through 2026-11-23',
    ]);
  });

  it('says on a pass that it healed', () => {
    expect(judge(entry, counted(0))).toMatchObject({ outcome: 'pass', accepted: { state: 'healed' } });
    expect(judge(entry, counted(0)).standing).toBeUndefined();
  });

  it('says nothing of what is not decided', () => {
    expect(judge(entry, {}).accepted).toBeUndefined();
  });

  it('is measured from the bound where nothing is counted, on either side of it', () => {
    const rows = `row_count: { between: [1000, 2000] }\n${accepting(100)}`;
    expect(judge(rows, { rowCount: 900 }).standing).toBe('accepted');
    expect(judge(rows, { rowCount: 899 }).accepted?.state).toBe('worse');
    expect(judge(rows, { rowCount: 2100 }).standing).toBe('accepted');
    expect(judge(rows, { rowCount: 2101 }).accepted?.state).toBe('worse');
    const age = `freshness: { within: 1h }\n${accepting(3600)}`;
    expect(judge(age, { capturedAt: '2026-11-23T02:00:00Z', lastUpdated: '2026-11-23T00:00:00Z' }).standing).toBe(
      'accepted',
    );
    expect(
      judge(age, { capturedAt: '2026-11-23T02:00:01Z', lastUpdated: '2026-11-23T00:00:00Z' }).accepted?.state,
    ).toBe('worse');
  });

  it('never holds by an estimate whose worst case is over it, nor by a sample', () => {
    const distinct = { count: 500, distinct: { value: 105, exact: false, lower: 102, upper: 120 } };
    const clause = (level: number) => `distinct_count: { at_most: 100 }\n${accepting(level)}`;
    expect(judgeColumn(clause(10), distinct)).toMatchObject({ outcome: 'fail', accepted: { state: 'worse' } });
    expect(judgeColumn(clause(20), distinct).standing).toBe('accepted');
    const atLeast = { count: 100, topValues: [{ value: 'x', count: 3 }] };
    expect(judgeColumn(`in_set: [a]\n${accepting(50)}`, atLeast)).toMatchObject({
      outcome: 'fail',
      failed: 3,
      accepted: { state: 'worse' },
    });
    expect(judgeColumn(`in_set: [a]\n${accepting(100)}`, atLeast).standing).toBe('accepted');
    const sampled = { scope: { sampled: { method: 'random', fraction: 0.1 } } };
    expect(judgeColumn(`not_null: true\n${accepting(50)}`, { count: 90, nullCount: 10 }, sampled)).toMatchObject({
      outcome: 'fail',
      accepted: { state: 'worse' },
    });
  });

  it('is monotone: what a level holds, every higher level holds', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(50), fc.nat(20), (failed, level, more) => {
        const held = (one: number) => judge(`counter: c\n${accepting(one)}`, counted(failed)).standing === 'accepted';
        expect(held(level)).toBe(failed > 0 && failed <= level);
        if (held(level)) expect(held(level + more)).toBe(true);
      }),
    );
  });
});

describe('confirmation', () => {
  const entry = 'row_count: { at_least: 100 }\nconfirm: { n: 2, of: 3 }';
  const few = { rowCount: 5 };

  it('waits until n of the newest have failed, and says how far it is', () => {
    const first = judge(entry, few, before('pass', 'pass', 'fail'));
    expect(first).toMatchObject({
      outcome: 'fail',
      standing: 'unconfirmed',
      confirmation: { failed: 1, seen: 3, n: 2, of: 3 },
    });
    expect(countedOutcome(first)).toBe('warn');
    const second = judge(entry, few, before('pass', 'fail', 'fail'));
    expect([second.standing, second.confirmation?.failed]).toEqual([undefined, 2]);
  });

  it('has no standing without history, and never on a pass', () => {
    expect(judge(entry, few).standing).toBe('unconfirmed');
    expect(judge(entry, { rowCount: 500 }, before('fail', 'fail'))).not.toHaveProperty('confirmation');
  });

  it('is not waited for when nothing is left of the data', () => {
    expect(judge(entry, { rowCount: 0 })).toMatchObject({ outcome: 'fail', severe: true });
    expect(judge(entry, { rowCount: 0 }).standing).toBeUndefined();
    const nulls = judgeColumn('not_null: true\nconfirm: { n: 3, of: 3 }', { count: 0, nullCount: 9 });
    expect([nulls.outcome, nulls.severe, nulls.standing]).toEqual(['fail', true, undefined]);
    const gone = judge('schema: [a, b]\nconfirm: { n: 3, of: 3 }', { schema: { fields: [{ name: 'a' }] } });
    expect([gone.outcome, gone.severe, gone.standing]).toEqual(['fail', true, undefined]);
    const extra = judge('schema: [a]\nconfirm: { n: 3, of: 3 }', {
      schema: { fields: [{ name: 'a' }, { name: 'b' }] },
    });
    expect([extra.outcome, extra.severe, extra.standing]).toEqual(['fail', undefined, 'unconfirmed']);
  });

  it('is waited for when a column is null as it should be, or only a sample is empty', () => {
    expect(judgeColumn('must_be_null: true', { count: 0, nullCount: 9 }).severe).toBeUndefined();
    const sampled = judgeColumn(
      'not_null: true',
      { count: 0, nullCount: 9 },
      { scope: { sampled: { fraction: 0.1 } } },
    );
    expect([sampled.outcome, sampled.severe]).toEqual(['fail', undefined]);
  });

  it('comes true exactly when n of the newest of failed, whatever came before', () => {
    const outcome = fc.constantFrom<Outcome>('pass', 'warn', 'fail', 'undecided');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(3), fc.array(outcome, { maxLength: 10 }), (n, more, past) => {
        const of = n + more;
        const result = judge(`row_count: { at_least: 100 }\nconfirm: { n: ${n}, of: ${of} }`, few, before(...past));
        const failed = 1 + past.slice(0, of - 1).filter((one) => one === 'fail').length;
        expect(result.standing).toBe(failed >= n ? undefined : 'unconfirmed');
      }),
    );
  });
});

describe('the mode', () => {
  it('shadow is judged and shown, and counts as nothing; disabled is not judged', () => {
    const shadow = judge('row_count: { at_least: 100 }\nmode: shadow', { rowCount: 0 });
    expect(shadow).toMatchObject({ outcome: 'fail', standing: 'shadow' });
    expect(countedOutcome(shadow)).toBeNull();
    expect(() => judge('row_count: 1\nmode: disabled', { rowCount: 0 })).toThrow('no result');
  });

  it('outranks acceptance, and that confirmation', () => {
    const all = `counter: c\n${accepting(10)}\nconfirm: { n: 2, of: 3 }`;
    expect(judge(`${all}\nmode: shadow`, counted(3))).toMatchObject({
      standing: 'shadow',
      accepted: { state: 'held' },
    });
    expect(judge(all, counted(3))).toMatchObject({ standing: 'accepted', confirmation: { failed: 1 } });
    expect(judge(all, counted(11))).toMatchObject({ standing: 'unconfirmed', accepted: { state: 'worse' } });
  });
});

it('the owner, labels and runbook of an expectation stand before those of its suite', () => {
  const entry = 'row_count: 1\nowner: me\nlabels: { tier: gold }\nrunbook: https://r.example';
  expect(judge(entry, { rowCount: 1 })).toMatchObject({
    owner: 'me',
    labels: { tier: 'gold' },
    runbook: 'https://r.example',
  });
});
