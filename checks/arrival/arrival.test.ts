import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDeadline, previousDeadline, weekdays } from '../../calendar/index.ts';
import {
  arrivalRuleWords,
  countsFor,
  duesMet,
  firstDue,
  isTooLate,
  parseSuite,
  reachOf,
  type Arrival,
  type ArrivalRule,
  type ByRule,
  type EveryRule,
} from '../index.ts';

const rulesOf = (text: string): ArrivalRule[] => {
  const { suite, problems } = parseSuite(`suite: s\ndataset: n/d\n${text}\n`);
  expect(problems).toEqual([]);
  return suite?.arrivals ?? [];
};
const problemOf = (text: string) => parseSuite(`suite: s\ndataset: n/d\n${text}\n`).problems[0];
const byOf = (text: string) => rulesOf(`by: ${text}`)[0] as ByRule;

describe('what a suite says about arrival', () => {
  it('is read in its short and its long form', () => {
    expect(rulesOf('by: "06:00 Europe/Berlin"\nexpect_every: 24h')).toEqual([
      {
        kind: 'by',
        minuteOfDay: 360,
        zone: 'Europe/Berlin',
        on: [...weekdays],
        awaits: null,
        graceSeconds: 0,
        severity: 'error',
      },
      { kind: 'expect_every', gapSeconds: 86_400, graceSeconds: 0, severity: 'error' },
    ]);
    const long = 'by: { time: 6:05 UTC, on: [fri, mon], for: previous day, grace: 15m, severity: critical }';
    expect(rulesOf(long)).toMatchObject([
      {
        minuteOfDay: 365,
        zone: 'UTC',
        on: ['mon', 'fri'],
        awaits: { daysBack: 1 },
        graceSeconds: 900,
        severity: 'critical',
      },
    ]);
    expect(rulesOf('expect_every: { gap: P1W, grace: 1d, severity: warn }')).toMatchObject([
      { gapSeconds: 604_800, graceSeconds: 86_400, severity: 'warn' },
    ]);
  });

  it('is told in words again', () => {
    expect(
      arrivalRuleWords(byOf('{ time: 06:00 Europe/Berlin, on: workdays, for: previous workday, grace: 15m }')),
    ).toBe('by 06:00 Europe/Berlin on workdays for the previous workday, 15 min of grace');
    expect(arrivalRuleWords(byOf('{ time: 06:00 UTC, on: sun, for: 2 days before }'))).toBe(
      'by 06:00 UTC on sun for 2 days before',
    );
    expect(rulesOf('expect_every: 90m').map(arrivalRuleWords)).toEqual(['every 1 h 30 min']);
  });

  it('needs no measurements to be expected beside it, but something must be', () => {
    expect(parseSuite('suite: s\ndataset: n/d\nby: 06:00 UTC\n').suite?.expectations).toEqual([]);
    expect(problemOf('owner: o')).toMatchObject({ code: 'PL1008', message: '"expect" is missing' });
  });

  it.each([
    ['by: 06:00', 'PL1010', 'expected a time and a zone, such as 06:00 Europe/Berlin, found "06:00"', undefined],
    ['by: 24:00 UTC', 'PL1010', 'expected a time and a zone', undefined],
    ['by: 06:00 Berlin', 'PL1010', '"Berlin" is no time zone of the IANA database', 'Europe/Berlin'],
    ['by: 06:00 Europe/Belrin', 'PL1010', 'is no time zone', 'Europe/Berlin'],
    ['by: 06:00 +01:00', 'PL1010', 'is no time zone', undefined],
    ['by: { on: daily }', 'PL1008', '"time" is missing', undefined],
    ['by: { time: 06:00 UTC, on: workday }', 'PL1010', 'expected one of daily, workdays', 'workdays'],
    ['by: { time: 06:00 UTC, on: [] }', 'PL1006', 'at least one day', undefined],
    ['by: { time: 06:00 UTC, for: yesterday }', 'PL1010', 'expected one of same day, previous day', undefined],
    ['by: { time: 06:00 UTC, grace: 8d }', 'PL1010', 'a duration from 0 to 7d', undefined],
    ['by: { time: 06:00 UTC, gracy: 1h }', 'PL1007', 'unknown key "gracy"', 'grace'],
    ['expect_every: daily', 'PL1010', 'a duration from 1m to 366d', undefined],
    ['expect_every: 30s', 'PL1010', 'a duration from 1m to 366d', undefined],
    ['expect_every: { grace: 1h }', 'PL1008', '"gap" is missing', undefined],
    ['expect_evry: 24h\nexpect: []', 'PL1007', 'unknown key "expect_evry"', 'expect_every'],
    ['sla: 99%\nexpect: []', 'PL1009', '"sla" is not available in this version', undefined],
    ['expect:\n  - expect_every: 24h', 'PL1012', 'write it at the top of the suite', undefined],
  ])('is refused with its place when it is wrong: %s', (text, code, message, suggestion) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(problem?.line).toBeGreaterThanOrEqual(3 - Number(code === 'PL1008' && !text.includes('{')));
    expect(problem?.suggestion).toBe(suggestion);
  });
});

const at = (text: string) => new Date(`2026-11-${text}:00Z`);
const arrival = (receivedAt: string, start?: string, end?: string): Arrival => ({
  receivedAt: at(receivedAt),
  capturedAt: null,
  intervalStart: start === undefined ? null : at(start),
  intervalEnd: end === undefined ? null : at(end),
});
const daily = byOf('06:00 UTC');

describe('which deadline a profile counts for', () => {
  const due = at('25T06:00');
  it.each<[string, Arrival, boolean]>([
    ['yesterday, in time', arrival('25T05:40', '24T00:00', '25T00:00'), true],
    ['yesterday, late', arrival('25T09:00', '24T00:00', '25T00:00'), true],
    ['yesterday, two days late', arrival('27T09:00', '24T00:00', '25T00:00'), true],
    ['a backfill of last week', arrival('25T05:00', '18T00:00', '19T00:00'), false],
    ['the day before yesterday', arrival('25T05:00', '23T00:00', '24T00:00'), false],
    ['the next day', arrival('26T05:00', '25T00:00', '26T00:00'), false],
    ['today so far', arrival('25T05:00', '25T00:00', '26T00:00'), true],
    ['a whole week that holds it', arrival('26T05:00', '18T00:00', '26T00:00'), true],
    ['a snapshot since the deadline before', arrival('24T20:00'), true],
    ['a snapshot before the deadline before', arrival('24T06:00'), false],
    ['a later snapshot', arrival('27T09:00'), true],
  ])('%s', (_, profile, counts) => {
    expect(countsFor(daily, profile, due)).toBe(counts);
  });

  const previousDay = byOf('{ time: 06:00 America/New_York, for: previous day }');
  const newYork = nextDeadline(previousDay, at('25T06:00'));
  it.each<[string, Arrival, boolean]>([
    ['the day in UTC stands for the day in the zone', arrival('25T09:00', '24T00:00', '25T00:00'), true],
    ['the day before that does not', arrival('25T09:00', '23T00:00', '24T00:00'), false],
    ['nor does an hour of it', arrival('25T09:00', '24T10:00', '24T11:00'), false],
    ['nor a snapshot of the evening', arrival('25T03:00'), false],
    ['but one after midnight', arrival('25T05:01'), true],
  ])('for the previous day: %s', (_, profile, counts) => {
    expect(countsFor(previousDay, profile, newYork)).toBe(counts);
  });

  it('for the previous workday: Friday on a Monday', () => {
    const rule = byOf('{ time: 06:00 UTC, on: workdays, for: previous workday }');
    const monday = at('30T06:00');
    expect(countsFor(rule, arrival('30T05:00', '27T00:00', '28T00:00'), monday)).toBe(true);
    expect(countsFor(rule, arrival('30T05:00', '29T00:00', '30T00:00'), monday)).toBe(false);
  });
});

it('data reaches to the end of its interval, else to when it was captured, never beyond its receipt', () => {
  expect(reachOf(arrival('25T05:00', '24T00:00', '25T00:00'))).toEqual(at('25T00:00'));
  expect(reachOf(arrival('25T05:00', '25T00:00', '26T00:00'))).toEqual(at('25T05:00'));
  expect(reachOf({ ...arrival('25T05:00'), capturedAt: at('25T04:00') })).toEqual(at('25T04:00'));
});

describe('the first deadline of a rule', () => {
  const every = rulesOf('expect_every: 24h')[0] as EveryRule;
  it('lies after the rule was applied', () => {
    expect(firstDue(daily, null, at('25T06:00'))).toEqual(at('26T06:00'));
    expect(firstDue(every, null, at('25T08:00'))).toEqual(at('26T08:00'));
    expect(firstDue(every, { arrivedAt: at('25T01:00'), reachAt: at('25T01:00') }, at('25T08:00'))).toEqual(
      at('26T01:00'),
    );
    expect(firstDue(every, { arrivedAt: at('20T01:00'), reachAt: at('20T01:00') }, at('25T08:00'))).toEqual(
      at('26T08:00'),
    );
  });

  it('is late only after grace', () => {
    const rule = byOf('{ time: 06:00 UTC, grace: 15m }');
    expect(isTooLate(rule, at('25T06:00'), at('25T06:15'))).toBe(false);
    expect(isTooLate(rule, at('25T06:00'), new Date(at('25T06:15').getTime() + 1))).toBe(true);
  });
});

const instants = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2027, 0, 1) / 60_000 });
const anyRule = fc.record({
  minuteOfDay: fc.integer({ min: 0, max: 1439 }),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns'),
  on: fc.subarray([...weekdays], { minLength: 1 }),
});

describe('profiles with an interval', () => {
  it('of at most a day meet one deadline at most, the first one at or after their end', () => {
    fc.assert(
      fc.property(anyRule, instants, fc.integer({ min: 1, max: 1380 }), fc.nat(20_000), (wall, end, length, delay) => {
        const rule: ByRule = { kind: 'by', ...wall, awaits: null, graceSeconds: 0, severity: 'error' };
        const intervalEnd = new Date(end * 60_000);
        const profile: Arrival = {
          receivedAt: new Date((end + delay) * 60_000),
          capturedAt: null,
          intervalStart: new Date((end - length) * 60_000),
          intervalEnd,
        };
        const due = nextDeadline(rule, new Date(intervalEnd.getTime() - 1));
        const from = previousDeadline(rule, previousDeadline(rule, due));
        expect(duesMet(rule, profile, { open: [], from })).toEqual([due]);
      }),
      { numRuns: 100 },
    );
  });
});
