import { describe, expect, it } from 'vitest';
import {
  DEFAULT_LEARNING,
  judgeLearned,
  learnedResults,
  learnedSummary,
  type CheckResult,
  type LearnSettings,
  type Profile,
} from '../index.ts';
import { dayAt, lastOf, ordersOf, steadyDays, type OrdersOf } from '../testing/learned-days.ts';

const versions = { engine: 1, calibration: 7 };
const STEADY = steadyDays(40);
type Told = Partial<LearnSettings> & { declared?: ReadonlySet<string>; alarmed?: readonly string[] };

/** What is told of the last of some days. */
function told(profiles: readonly Profile[], { declared, alarmed, ...settings }: Told = {}): CheckResult[] {
  const { input, verdict } = lastOf(profiles);
  const rest = { ...(declared && { declared }), ...(alarmed && { alarmed }) };
  return learnedResults(input, verdict, { settings: { ...DEFAULT_LEARNING, ...settings }, versions, ...rest });
}
const after = (...days: OrdersOf[]): Profile[] => [...STEADY, ...days.map(ordersOf)];
const said = (results: readonly CheckResult[]): string[] =>
  results.map(({ expectation, outcome, reason }) => `${outcome} ${expectation}: ${reason}`);
const again = (count: number, of: OrdersOf): OrdersOf[] => Array.from({ length: count }, () => of);

describe('what is out of the ordinary', () => {
  // # stands for a number: how far out an alarm begins is the business of other tests.
  it.each<[OrdersOf, string]>([
    [{ mean: 5000 }, 'warn amount.anomaly: mean 5,000 is 100 times its usual 50 (# to # expected)'],
    [{ mean: 30 }, 'warn amount.anomaly: mean 30 is below its usual 50 (# to # expected)'],
    [{ nulls: 0.12 }, 'warn amount.anomaly: 12 % of values are null, usually 0 to # %'],
    [{ rows: 500 }, 'warn row_count.anomaly: rows halved: 500 where # to # are usual'],
    [{ rows: 2000 }, 'warn row_count.anomaly: rows doubled: 2,000 where # to # are usual'],
    [{ rows: 3100 }, 'warn row_count.anomaly: # times as many rows: 3,100 where # to # are usual'],
    [{ rows: 0 }, 'warn row_count.anomaly: no rows, where # to # are usual'],
    [
      { codes: { a: 0.5, b: 0.3, c: 0.15, z: 0.05 } },
      'warn code.anomaly: 5 % of values were never seen before, usually up to # %',
    ],
    [
      { codes: { a: 0.7, b: 0.3 } },
      'warn code.anomaly: 20 % of values, by their usual share, are gone, usually up to # %',
    ],
    [{ type: 'string' }, 'warn schema.anomaly: amount is text now, was number'],
    [{ columns: ['discount'] }, 'warn schema.anomaly: new column discount'],
  ])('is told in a short exact clause: %j', (of, sentence) => {
    const pattern = RegExp(`^${sentence.replace(/[.()%]/g, '\\$&').replaceAll('#', '[\\d,.]+')}$`);
    expect(said(told(after(of)))).toEqual([expect.stringMatching(pattern)]);
  });

  it('is told beside the weekday where weekdays differ', () => {
    const rows = (day: number): number => (dayAt(day).getUTCDay() % 6 === 0 ? 500 + (day % 9) : 1000 + (day % 11));
    const weeks = Array.from({ length: 60 }, (_, day) => ordersOf({ rows: rows(day) }));
    const [result] = told([...weeks, ordersOf({ rows: 505 })]);
    expect(result?.reason).toMatch(/^rows halved: 505 where [6-9]\d\d to 1,\d\d\d are usual on Mondays$/);
    expect(result).toMatchObject({ basis: { model: 'seasonal', season: 'week', history: 56, excluded: 0 } });
    const foretold = result?.basis.kind === 'learned' ? result.basis.value : null;
    expect(Math.abs((foretold ?? 0) - 1005)).toBeLessThan(10);
  });

  it('is nothing on an ordinary day', () => {
    expect(told(STEADY)).toEqual([]);
  });

  it('names what it is made of: the measure, the band, the runs and the versions', () => {
    expect(told(after({ mean: 5000 }))).toEqual([
      expect.objectContaining({
        kind: 'anomaly',
        column: 'amount',
        suite: '(learned)',
        outcome: 'warn',
        severity: 'warn',
        observed: 5000,
        metric: 'amount.mean',
        tested: 1000,
        basis: expect.objectContaining({
          kind: 'learned',
          model: 'level',
          season: null,
          history: 40,
          engine: 1,
          calibration: 7,
        }),
        parts: [
          { expectation: 'amount.min', outcome: 'warn', reason: expect.stringContaining('smallest value') },
          { expectation: 'amount.max', outcome: 'warn', reason: expect.stringContaining('largest value') },
        ].filter(({ expectation }) => expectation === 'amount.max'),
      }),
    ]);
  });

  it('of the number of rows says how much else follows', () => {
    const [result, ...others] = told(after({ rows: 100, mean: 500, nulls: 0.5 }));
    expect(result?.reason).toMatch(/; \d measures of columns follow from it$/);
    expect(others).toEqual([]);
  });

  it('lies outside of the band that is told, and what lies within is none', () => {
    const { input, verdict } = lastOf(after({ mean: 5000 }));
    const [result] = learnedResults(input, verdict, { settings: DEFAULT_LEARNING, versions });
    const expected = result?.expected as { low: number; high: number };
    const scoreOf = (mean: number): number => {
      const profile = ordersOf({ mean });
      const amount = { ...profile.columnMetrics!['amount']!, min: 15, max: 85 };
      const columnMetrics = { ...profile.columnMetrics, amount };
      return judgeLearned({ ...input, profile: { ...profile, columnMetrics } }).judged.find(
        ({ measure }) => measure.key === 'amount.mean',
      )!.score;
    };
    for (const inside of [expected.low * 1.0001, expected.high * 0.9999]) expect(scoreOf(inside)).toBeLessThan(1);
    for (const outside of [expected.low * 0.9999, expected.high * 1.0001])
      expect(scoreOf(outside)).toBeGreaterThanOrEqual(1);
  });

  it('of another type is one trouble with its consequences beneath', () => {
    const [result, ...others] = told(after({ type: 'string', nulls: 0.6 }));
    expect([result?.expectation, others]).toEqual(['schema.anomaly', []]);
    expect(result?.parts).toEqual([
      { expectation: 'amount.nullShare', outcome: 'warn', reason: expect.stringMatching(/^60 % of values are null/) },
    ]);
  });

  it('is worse where the suite says so, and only of the columns that it names', () => {
    expect(told(after({ mean: 5000 }), { severity: 'critical' })).toMatchObject([
      { outcome: 'fail', severity: 'critical' },
    ]);
    expect(told(after({ mean: 5000 }), { except: ['am*'] })).toEqual([]);
    expect(told(after({ mean: 5000 }), { only: ['code'] })).toEqual([]);
    expect(told(after({ rows: 100 }), { only: ['code'] })).toHaveLength(1);
    expect(told(after({ mean: 5000 }), { on: false })).toEqual([]);
  });

  it('has a key that no declared expectation and no other part of the dataset has', () => {
    expect(said(told(after({ mean: 5000 }), { declared: new Set(['amount.anomaly']) }))[0]).toMatch(
      /^warn amount\.anomaly\.learned: /,
    );
    const segment = [{ key: 'country', value: 'DE' }];
    const parts = after({ mean: 5000 }).map((profile) => ({ ...profile, segment }));
    expect(told(parts)).toMatchObject([{ expectation: 'amount.anomaly [country=DE]', segment }]);
    const schema = after({ mean: 5000 }).map((profile) => ({
      ...profile,
      schema: { fields: [{ name: 'schema', type: 'number' }] },
      columnMetrics: { schema: profile.columnMetrics!['amount']! },
    }));
    expect(told(schema)).toMatchObject([{ expectation: 'column:schema.anomaly', column: 'schema' }]);
  });
});

describe('what was out of the ordinary', () => {
  it('is told to be back', () => {
    expect(said(told(after({ mean: 500 }, {})))).toEqual([
      expect.stringMatching(/^pass amount.anomaly: back within 4[\d.]+ to 5[\d.]+$/),
    ]);
  });

  it('stays in alarm while it lasts, and passes once it is taken for usual', () => {
    const outcomes = [1, 2, 3, 4, 5].map((days) => said(told(after(...again(days, { mean: 500 })))));
    const alarm = expect.stringMatching(/^warn amount.anomaly: mean 500 is 10 times its usual 50 /);
    expect(outcomes).toEqual([
      [alarm],
      [alarm],
      [alarm],
      [expect.stringMatching(/^pass amount.anomaly: the new level is taken for usual: 49[\d.]+ to 50[\d.]+$/)],
      [],
    ]);
  });

  it('goes on as its own trouble beneath a greater one', () => {
    expect(said(told(after({ mean: 500 }, { rows: 100, mean: 500 }))).map((words) => words.split(':')[0])).toEqual([
      'warn row_count.anomaly',
      'warn amount.anomaly',
    ]);
  });

  it('is over when its column is gone, and stays open when it was only not measured', () => {
    const days = after({ mean: 500 });
    const unmeasured = ordersOf({});
    const { amount: _amount, ...columnMetrics } = unmeasured.columnMetrics!;
    expect(said(told([...days, { ...unmeasured, columnMetrics }]))).toEqual(
      [
        'warn amount.anomaly: was out of the ordinary and was not measured this time: amount.mean, amount.min, amount.max',
      ].map(() =>
        expect.stringMatching(/^warn amount.anomaly: was out of the ordinary and was not measured this time: amount/),
      ),
    );
    const gone = { ...unmeasured, columnMetrics, schema: { fields: [{ name: 'code', type: 'VARCHAR' }] } };
    expect(said(told([...days, gone]))).toEqual([
      'warn schema.anomaly: column amount is gone',
      'pass amount.anomaly: the column is no longer there',
    ]);
  });

  it('of columns is known from the open incident', () => {
    const alarmed = ['schema.anomaly'];
    const wider = { columns: ['discount'] };
    expect(said(told(after(...again(3, wider)), { alarmed }))).toEqual(['warn schema.anomaly: new column discount']);
    expect(said(told(after(...again(4, wider)), { alarmed }))).toEqual([
      'pass schema.anomaly: the columns are taken for usual after 3 runs',
    ]);
    expect(said(told(after(wider, {}), { alarmed }))).toEqual([
      'pass schema.anomaly: the columns are as they were before',
    ]);
  });
});

describe('the summary', () => {
  const summaryOf = (profiles: readonly Profile[]) => {
    const { input, verdict } = lastOf(profiles);
    const results = learnedResults(input, verdict, { settings: DEFAULT_LEARNING, versions });
    return learnedSummary(input, verdict, { results, versions });
  };

  it('says whether it still learns, whether all is as usual, and how many troubles there are', () => {
    expect(summaryOf(steadyDays(1))).toEqual({ state: 'learning', runs: 0, measures: 0, alarms: 0, ...versions });
    expect(summaryOf(STEADY)).toMatchObject({ state: 'usual', runs: 39, alarms: 0 });
    expect(summaryOf(after({ mean: 500 }))).toMatchObject({ state: 'alarm', runs: 40, alarms: 1 });
    expect(summaryOf(STEADY).measures).toBeGreaterThan(5);
  });
});
