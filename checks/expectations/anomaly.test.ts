import { describe, expect, it } from 'vitest';
import { evaluate, type CheckResult, type Profile } from '../index.ts';
import { hashValue, NOW, suiteOf } from '../testing/judge.ts';
import { lastOf, ordersOf, steadyDays, type OrdersOf } from '../testing/learned-days.ts';

const STEADY = steadyDays(40);

/** The last of some days, judged by one entry. */
function judged(entry: string, days: readonly Profile[], isOn = true): CheckResult {
  const learned = { ...lastOf(days), versions: { engine: 1, calibration: null } };
  const history = { points: [], previousSchema: null, ...(isOn && { learned }) };
  return evaluate(
    { profile: days.at(-1)!, history, suites: [{ suite: suiteOf(entry), version: 1 }], hashValue },
    NOW,
  )[0]!;
}
const after = (of: OrdersOf): Profile[] => [...STEADY, ordersOf(of)];

describe('an anomaly of a metric', () => {
  it('fails where the metric lies outside of what its history lets expect', () => {
    expect(judged('anomaly: rowCount', after({}))).toMatchObject({
      outcome: 'pass',
      observed: 1000,
      expected: { low: expect.any(Number) },
    });
    expect(judged('anomaly: rowCount', after({ rows: 500 }))).toMatchObject({
      outcome: 'fail',
      severity: 'error',
      observed: 500,
      unit: 'rows',
      reason: expect.stringMatching(/^rows halved: 500 where/),
      basis: { kind: 'learned', family: 'rows', history: 40 },
      metric: 'rowCount',
    });
    expect(judged('column: amount\nanomaly: mean', after({ mean: 500 })).outcome).toBe('fail');
    expect(judged('anomaly: amount.mean', after({ mean: 500 })).outcome).toBe('fail');
    expect(judged('column: amount\nanomaly: nullCount', after({ nulls: 0.3 })).outcome).toBe('fail');
  });

  it('fails sooner with more sensitivity, and only on the side that is asked', () => {
    const of = (words: string, rows: number) =>
      judged(`anomaly: { metric: rowCount, ${words} }`, after({ rows })).outcome;
    expect([of('sensitivity: 0.5', 780), of('sensitivity: 4', 900), of('sensitivity: 1', 900)]).toEqual([
      'pass',
      'fail',
      'pass',
    ]);
    expect([of('direction: up', 500), of('direction: down', 500), of('direction: up', 2000)]).toEqual([
      'pass',
      'fail',
      'fail',
    ]);
  });

  it('is undecided while little is known, without learned monitors, and of what was not measured', () => {
    expect(judged('anomaly: rowCount', steadyDays(2))).toMatchObject({
      outcome: 'undecided',
      needs: '3 earlier profiles with rowCount',
    });
    expect(judged('anomaly: { metric: rowCount, season: week }', steadyDays(10))).toMatchObject({
      outcome: 'undecided',
      reason: 'rowCount is still being learnt: 9 of 21 runs',
    });
    expect(judged('anomaly: rowCount', after({}), false)).toMatchObject({
      outcome: 'undecided',
      needs: expect.stringContaining('learn: none'),
    });
    expect(judged('anomaly: bytes', after({}))).toMatchObject({
      outcome: 'undecided',
      reason: 'bytes was not measured, or is not watched',
    });
    const part: Profile = { ...ordersOf({ rows: 500 }), scope: { complete: false } };
    expect(judged('anomaly: rowCount', [...STEADY, part])).toMatchObject({ outcome: 'undecided' });
  });
});
