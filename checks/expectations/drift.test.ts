import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluate,
  requiredHistory,
  type ColumnProfile,
  type History,
  type Profile,
  type StoredProfile,
} from '../index.ts';
import { DRIFT_METHODS } from '../drift/known-effect.ts';
import { degradation } from '../testing/degrade.ts';
import { hold } from '../testing/hold.ts';
import { hashValue, NOW, profileOf, suiteOf } from '../testing/judge.ts';
import { profileRows } from '../testing/reference-profile.ts';
import { COLUMNS, rowsArbitrary } from '../testing/rows.ts';

const interval = (day: string): Pick<Profile, 'dataInterval'> => ({
  dataInterval: { start: `2026-11-${day}T00:00:00Z`, end: `2026-11-${day}T23:00:00Z` },
});
const listed = (counts: Record<string, number>): ColumnProfile => ({
  count: Object.values(counts).reduce((sum, count) => sum + count, 0),
  nullCount: 0,
  topValues: Object.entries(counts).map(([value, count]) => ({ value, count })),
  valueCountsComplete: true,
});
/** Quantiles at every hundredth of a uniform distribution. */
const uniform = (low: number, high: number, count = 10_000): ColumnProfile => ({
  ...{ type: 'number', count, nullCount: 0, min: low, max: high },
  quantiles: Object.fromEntries(
    Array.from({ length: 99 }, (_, i) => [String((i + 1) / 100), low + ((high - low) * (i + 1)) / 100]),
  ),
});
const dayOf = (day: string, a: ColumnProfile): Profile => profileOf({ ...interval(day), columnMetrics: { a } });
const before = (...columns: [string, ColumnProfile][]): StoredProfile[] =>
  columns.map(([day, a], index) => ({ profileId: `prf_${index}`, profile: dayOf(day, a) }));

function judged(clause: string, a: ColumnProfile, history: Partial<History>) {
  const suites = [{ suite: suiteOf(`column: a\ndrift: ${clause}`), version: 1 }];
  return evaluate(
    { profile: dayOf('22', a), history: { points: [], previousSchema: null, ...history }, suites, hashValue },
    NOW,
  )[0]!;
}

describe('drift of a column', () => {
  const EUR = listed({ EUR: 800, USD: 150, GBP: 50 });
  const USD = listed({ EUR: 400, USD: 550, GBP: 50 });
  const week = before(['21', EUR], ['20', EUR], ['15', USD]);

  it.each(['psi', 'jensen_shannon', 'hellinger', 'total_variation', 'l_infinity', 'chi_square'])(
    'of values is told by %s',
    (method) => {
      const clause = `{ method: ${method}, from: previous, at_most: 0.05 }`;
      expect(judged(clause, EUR, { earlier: week }).outcome).toBe('pass');
      expect(judged(clause, USD, { earlier: week }).outcome).toBe('fail');
    },
  );

  it.each(['psi', 'jensen_shannon', 'wasserstein', 'kolmogorov_smirnov'])('of numbers is told by %s', (method) => {
    const clause = `{ method: ${method}, from: previous, at_most: 0.1 }`;
    const earlier = before(['21', uniform(0, 100)]);
    expect(judged(clause, uniform(0, 100), { earlier })).toMatchObject({ outcome: 'pass' });
    expect(judged(clause, uniform(60, 160), { earlier })).toMatchObject({ outcome: 'fail' });
  });

  it('says measure, effect, what chance makes and the reference', () => {
    expect(judged('{ method: total_variation, from: previous, at_most: 0.05 }', USD, { earlier: week })).toMatchObject({
      observed: 0.4,
      expected: { low: null, high: 0.05 },
      basis: { kind: 'previous', profileId: 'prf_0' },
      reason:
        'total variation distance 0.4 is above 0.05; against the profile before, 1000 and 1000 values, of which chance alone makes about 0.017',
    });
  });

  it('finds its reference: the same weekday, the last ones together, days, or a pinned one', () => {
    const of = (from: string) =>
      judged(`{ method: total_variation, from: ${from}, at_most: 0.05 }`, USD, {
        earlier: week,
        pinned: new Map([
          ['prf_9', { profileId: 'prf_9', effectiveAt: NOW, metrics: new Map(), profile: dayOf('01', EUR) }],
        ]),
      });
    expect(of('same_weekday')).toMatchObject({
      outcome: 'pass',
      observed: 0,
      basis: { kind: 'same_weekday', history: 1 },
    });
    expect(of('{ last_n: 3 }')).toMatchObject({ outcome: 'fail', basis: { kind: 'last_n', history: 3 } });
    expect(Number(of('{ last_n: 3 }').observed)).toBeCloseTo(0.4 * (2 / 3), 12);
    expect(of('rolling 30d')).toMatchObject({ outcome: 'fail', basis: { kind: 'rolling', days: 30, history: 3 } });
    expect(of('{ pinned: prf_9 }')).toMatchObject({ observed: 0.4, basis: { kind: 'pinned', profileId: 'prf_9' } });
    expect(of('{ rolling: 2d }')).toMatchObject({
      outcome: 'undecided',
      needs: expect.stringContaining('earlier profiles'),
    });
    expect(of('{ pinned: prf_8 }')).toMatchObject({ outcome: 'undecided' });
  });

  it('reads no more of the past than its reference is made of', () => {
    const needs = (from: string) => {
      const { earlier, pinned, pinnedWhole, points } = requiredHistory([
        { suite: suiteOf(`column: a\ndrift: { method: psi, from: ${from}, at_most: 1 }`) },
      ]);
      return { earlier, pinned, pinnedWhole, points };
    };
    expect(needs('previous')).toEqual({ earlier: 1, pinned: [], pinnedWhole: false, points: 0 });
    expect(needs('{ last_n: 7 }')).toMatchObject({ earlier: 7 });
    expect(needs('{ rolling: 30d }')).toMatchObject({ earlier: 56 });
    expect(needs('{ pinned: prf_3 }')).toEqual({ earlier: 0, pinned: ['prf_3'], pinnedWhole: true, points: 0 });
  });

  it('takes away what sampling alone makes', () => {
    const small = listed({ EUR: 82, USD: 12, GBP: 6 });
    const found = judged('{ method: psi, from: previous, at_most: 0.001 }', small, {
      earlier: before(['21', listed({ EUR: 80, USD: 15, GBP: 5 })]),
    });
    expect(found).toMatchObject({ outcome: 'pass', observed: 0 });
  });

  it('compares hashed values with plain ones by their hashes', () => {
    const hidden: ColumnProfile = {
      ...EUR,
      topValues: EUR.topValues!.map(({ value, count }) => ({ value: hashValue(value!), count, hashed: true })),
    };
    expect(judged('{ method: psi, from: previous, at_most: 0.1 }', hidden, { earlier: week }).outcome).toBe('pass');
  });

  it('is undecided where one of the two does not tell it, and says what would', () => {
    const of = (method: string, a: ColumnProfile, earlier = week) =>
      judged(`{ method: ${method}, from: previous, at_most: 0.1 }`, a, { earlier });
    const { topValues: _values, ...unlisted } = EUR;
    expect(of('psi', unlisted)).toMatchObject({ outcome: 'undecided', needs: expect.stringContaining('topValues') });
    expect(of('kolmogorov_smirnov', EUR)).toMatchObject({
      outcome: 'undecided',
      needs: expect.stringContaining('quantiles'),
    });
    expect(of('psi', EUR, before(['21', unlisted]))).toMatchObject({ outcome: 'undecided' });
    expect(of('psi', EUR, [])).toMatchObject({ outcome: 'undecided' });
    const coarse: ColumnProfile = {
      type: 'number',
      count: 1000,
      nullCount: 0,
      min: 0,
      max: 100,
      quantiles: { '0.5': 50 },
    };
    expect(of('psi', coarse, before(['21', uniform(0, 100)]))).toMatchObject({
      outcome: 'undecided',
      observed: expect.any(Number),
    });
  });

  it('of a sample decides nothing', () => {
    const suites = [{ suite: suiteOf('column: a\ndrift: { method: psi, from: previous, at_most: 0.1 }'), version: 1 }];
    const profile: Profile = { ...dayOf('22', USD), scope: { sampled: { method: 'random', fraction: 0.1 } } };
    expect(
      evaluate({ profile, history: { points: [], previousSchema: null, earlier: week }, suites, hashValue }, NOW)[0],
    ).toMatchObject({ outcome: 'undecided' });
  });

  it('never decides otherwise by less knowledge of the profile: the cells are those of the reference', () => {
    const rows = fc.tuple(
      rowsArbitrary(40),
      rowsArbitrary(40),
      fc.constantFrom(...DRIFT_METHODS),
      fc.constantFrom('a', 't'),
      fc.constantFrom(0.02, 0.1, 0.4),
    );
    hold(
      fc.property(
        rows,
        fc.array(degradation, { minLength: 1, maxLength: 4 }),
        ([now, was, method, column, most], steps) => {
          const suites = [
            {
              suite: suiteOf(`column: ${column}\ndrift: { method: ${method}, from: previous, at_most: ${most} }`),
              version: 1,
            },
          ];
          const outcomeOf = (profile: Profile, reference: Profile) =>
            evaluate(
              {
                profile,
                history: { points: [], previousSchema: null, earlier: [{ profileId: 'prf_1', profile: reference }] },
                suites,
                hashValue,
              },
              NOW,
            )[0]!;
          const [whole, reference] = [profileRows(now, COLUMNS), profileRows(was, COLUMNS)];
          const less = steps.reduce((known, step) => step(known, now), whole);
          const [full, known] = [outcomeOf(whole, reference), outcomeOf(less, reference)];
          if (full.outcome !== 'undecided' && known.outcome !== 'undecided')
            expect([known.outcome, known.reason, full.reason]).toEqual([full.outcome, known.reason, full.reason]);
        },
      ),
      300,
    );
  });
});
