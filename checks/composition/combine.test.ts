import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult, Outcome, Profile } from '../index.ts';
import { judge, judgeAll } from '../testing/judge.ts';

/** Counters that come out as asked: with a ladder of warning, failing, and one that is not posted. */
const clauseOf = (outcome: Outcome, at: number) =>
  `{ counter: { id: ${outcome}${at}, max_failed: 9, warn: { max_failed: 1 } } }`;
const failedOf: Partial<Record<Outcome, number>> = { pass: 0, warn: 5, fail: 20 };
const OUTCOMES: Outcome[] = ['pass', 'warn', 'fail', 'undecided'];
const profile: Partial<Profile> = {
  counters: [0, 1, 2].flatMap((at) =>
    Object.entries(failedOf).map(([outcome, failed]) => ({ id: `${outcome}${at}`, tested: 100, failed })),
  ),
};
const composed = (name: string, ...outcomes: Outcome[]) =>
  judge(`${name}: [${outcomes.map(clauseOf).join(', ')}]`, profile);
const outcomes = fc.array(fc.constantFrom(...OUTCOMES), { minLength: 1, maxLength: 3 });

describe('a composition', () => {
  it.each<[string, Outcome[], Outcome]>([
    ['all', ['pass', 'pass'], 'pass'],
    ['all', ['pass', 'warn'], 'warn'],
    ['all', ['pass', 'undecided'], 'undecided'],
    ['all', ['undecided', 'fail'], 'fail'],
    ['any', ['fail', 'pass'], 'pass'],
    ['any', ['warn', 'pass'], 'pass'],
    ['any', ['fail', 'warn', 'undecided'], 'warn'],
    ['any', ['fail', 'undecided'], 'undecided'],
    ['any', ['fail', 'fail'], 'fail'],
    ['not', ['fail'], 'pass'],
    ['not', ['pass'], 'fail'],
    ['not', ['warn'], 'fail'],
    ['not', ['undecided'], 'undecided'],
    ['implies', ['fail', 'fail'], 'pass'],
    ['implies', ['fail', 'undecided'], 'pass'],
    ['implies', ['pass', 'fail'], 'fail'],
    ['implies', ['warn', 'fail'], 'fail'],
    ['implies', ['pass', 'warn'], 'warn'],
    ['implies', ['undecided', 'pass'], 'pass'],
    ['implies', ['undecided', 'fail'], 'undecided'],
    ['implies', ['pass', 'undecided'], 'undecided'],
  ])('%s of %j is %s', (name, given, outcome) => {
    expect(composed(name, ...given).outcome).toBe(outcome);
  });

  it('marks an implication whose premise does not hold as vacuous, and one that was tested not', () => {
    expect(composed('implies', 'fail', 'fail')).toMatchObject({ outcome: 'pass', vacuous: true });
    expect(composed('implies', 'pass', 'pass')).toMatchObject({ outcome: 'pass', vacuous: false });
  });

  it('names the part that decides, and lists what each came to', () => {
    const result = composed('all', 'pass', 'fail');
    expect(result.reason).toBe('counter.fail1: 20 of 100 rows failed');
    expect(result.parts).toEqual([
      { expectation: 'counter.pass0', outcome: 'pass', reason: '0 of 100 rows failed' },
      { expectation: 'counter.fail1', outcome: 'fail', reason: '20 of 100 rows failed' },
    ]);
    expect(result).toMatchObject({
      kind: 'all',
      column: null,
      expected: { text: 'all of counter.pass0, counter.fail1' },
    });
  });

  it('that is undecided says what all its open parts need', () => {
    expect(composed('any', 'undecided', 'fail', 'undecided').needs).toBe(
      'the counter undecided0; the counter undecided2',
    );
  });

  it('keeps the laws of De Morgan and of the double negation', () => {
    const truth = ({ outcome }: CheckResult) => (outcome === 'warn' ? 'pass' : outcome);
    fc.assert(
      fc.property(outcomes, (given) => {
        const parts = given.map(clauseOf);
        const nots = parts.map((part) => `{ not: ${part} }`).join(', ');
        const of = (entry: string) => truth(judge(entry, profile));
        expect(of(`not: { all: [${parts.join(', ')}] }`)).toBe(of(`any: [${nots}]`));
        expect(of(`not: { any: [${parts.join(', ')}] }`)).toBe(of(`all: [${nots}]`));
        expect(of(`not: { not: ${parts[0]} }`)).toBe(of(`all: [${parts[0]}]`));
        if (parts.length > 1)
          expect(of(`implies: [${parts[0]}, ${parts[1]}]`)).toBe(of(`any: [{ not: ${parts[0]} }, ${parts[1]}]`));
      }),
      { numRuns: 150 },
    );
  });

  it('never passes by what is not known: what passes with a part undecided passes however that part turns out', () => {
    const name = fc.constantFrom('all', 'any');
    fc.assert(
      fc.property(name, outcomes, fc.constantFrom<Outcome>('pass', 'warn', 'fail'), (kind, given, turned) => {
        const open = composed(kind, ...given, 'undecided').outcome;
        if (given.length === 3 || open === 'undecided') return;
        const holds = (outcome: Outcome) => outcome !== 'fail';
        expect(holds(composed(kind, ...given, turned).outcome)).toBe(holds(open));
      }),
      { numRuns: 200 },
    );
  });

  it('is an error when a part throws, unless the others decide it; its neighbours are judged all the same', () => {
    const find = () => {
      throw new TypeError('planted');
    };
    const broken = { counters: { find }, rowCount: 5 } as unknown as Partial<Profile>;
    const of = (entry: string) => judge(entry, broken);
    expect(of('all: [{ counter: c }, { row_count: 5 }]')).toMatchObject({
      outcome: 'error',
      reason: 'counter.c: the evaluator failed: TypeError',
    });
    expect(of('all: [{ counter: c }, { row_count: 6 }]').outcome).toBe('fail');
    expect(of('any: [{ counter: c }, { row_count: 5 }]').outcome).toBe('pass');
    expect(of('not: { counter: c }').outcome).toBe('error');
    expect(of('implies: [{ row_count: 6 }, { counter: c }]').outcome).toBe('pass');
    const results = judgeAll(['all: [{ counter: c }]', 'row_count: 5', 'counter: c'], broken);
    expect(results.map(({ outcome }) => outcome)).toEqual(['error', 'pass', 'error']);
  });

  it('has the modifiers of its entry, and a key like any other', () => {
    const results = judgeAll(
      [
        'all: [{ row_count: 5 }]\nseverity: critical\nconsumer: finance',
        'all: [{ row_count: 5 }]',
        'id: both\nall: [{ row_count: 5 }, { row_count: 5 }]',
      ],
      { rowCount: 5 },
    );
    expect(results.map(({ expectation }) => expectation)).toEqual(['all', 'all.2', 'both']);
    expect(results[0]).toMatchObject({ severity: 'critical', consumer: 'finance' });
    expect(results[2]?.parts?.map(({ expectation }) => expectation)).toEqual(['row_count', 'row_count.2']);
  });

  it('is severe when a part that fails is', () => {
    expect(
      judge('any: [{ row_count: { at_least: 1 } }, { counter: fail0 }]', { ...profile, rowCount: 0 }),
    ).toMatchObject({ outcome: 'fail', severe: true });
    expect(judge('not: { row_count: 0 }', { rowCount: 0 }).severe).toBeUndefined();
  });
});
