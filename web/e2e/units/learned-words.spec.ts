import { expect, test } from '@playwright/test';
import { learnedFrom } from '../../src/lib/format/learned-words.ts';
import { learningWords } from '../../src/lib/format/learning-words.ts';
import {
  markableBy,
  saidOf,
  standingVerb,
  verbsFor,
  VERBS,
} from '../../src/lib/pages/incident/feedback/feedback-words.ts';
import { precisionWords } from '../../src/lib/pages/precision/precision-words.ts';

test('how far learning is, is said with the runs that are still wanted', () => {
  expect(learningWords({ state: 'learning', runs: 1, alarms: 0 }).word).toBe(
    'learning: 2 of 21 runs until weekdays are known',
  );
  expect(learningWords({ state: 'usual', runs: 4, alarms: 0 }).word).toBe(
    'usual so far: 5 of 21 runs until weekdays are known',
  );
  expect(learningWords({ state: 'usual', runs: 20, alarms: 0 })).toEqual({ tone: 'ok', word: 'usual' });
  expect(learningWords({ state: 'alarm', runs: 4, alarms: 1 }).word).toBe('1 finding');
});

test('from how much a finding was learned is said, and what was left out of it', () => {
  const basis = { kind: 'learned' as const, history: 56, excluded: 2, season: 'week' as const };
  expect(learnedFrom(basis)).toBe(
    'Learned from 56 runs, by weekday; 2 more are left out, in alarm or without a value.',
  );
  expect(learnedFrom({ kind: 'learned', history: 1, excluded: 0, season: null })).toBe('Learned from 1 run.');
});

test('of what was declared only right or wrong can be said, of what was learned all five', () => {
  expect(verbsFor(false)).toEqual(['false_alarm', 'real']);
  expect(verbsFor(true).map((verb) => VERBS[verb].label)).toEqual([
    'Just this value',
    'New normal from here',
    'It repeats',
    'False alarm',
    'Real',
  ]);
  expect(saidOf(null)).toBe('everything that failed');
  expect(saidOf(['amount.anomaly', 'currency.anomaly', 'id.unique'])).toBe('amount.anomaly and 2 more');
});

test('the newest word that stands counts, and steering words are for what was learned', () => {
  const said = (verb: 'real' | 'once', expectations: string[] | null, undoneAt: string | null = null) => ({
    ...{ verb, expectations, undoneAt },
  });
  const both = [said('once', ['amount.anomaly']), said('real', null)];
  expect(standingVerb(both, 'amount.anomaly')).toBe('real');
  expect(standingVerb([...both, said('once', ['id.unique'])], 'amount.anomaly')).toBe('real');
  expect(standingVerb([both[0]!, said('real', null, '2026-11-26T04:00:00Z')], 'amount.anomaly')).toBe('once');
  expect(standingVerb([], 'amount.anomaly')).toBeNull();
  const chosen = [
    { expectation: 'amount.anomaly', suite: '(learned)' },
    { expectation: 'id.unique', suite: 'shop' },
  ];
  expect(markableBy('new_normal', chosen)).toEqual(['amount.anomaly']);
  expect(markableBy('real', chosen)).toEqual(['amount.anomaly', 'id.unique']);
});

test('a share of right alarms is never said without how many marks it rests on', () => {
  const counted = { real: 2, falseAlarm: 3, precision: { share: 0.4, low: 0.118, high: 0.769 } };
  expect(precisionWords(counted)).toBe('2 of 5 real: 40%, likely 12% to 77%');
  expect(precisionWords({ real: 0, falseAlarm: 0, precision: null })).toBe('none marked yet');
});
