import { expect, it } from 'vitest';
import { clockWords, dayWords, durationSeconds, lengthWords, momentWords } from './index.ts';

it('days and moments are told in the zone of the rule', () => {
  const at = new Date('2026-11-24T23:41:30Z');
  expect(momentWords(at, 'Europe/Berlin')).toBe('25 Nov 00:41');
  expect(momentWords(at, 'America/New_York')).toBe('24 Nov 18:41');
  expect(dayWords(at, 'Asia/Kolkata')).toBe('25 Nov');
  expect(clockWords(5)).toBe('00:05');
});

it('lengths of time are told in two units at most, and a day as its hours', () => {
  expect([30, 2820, 86_400, 90_000, 183_600, 0].map(lengthWords)).toEqual([
    '30 s',
    '47 min',
    '24 h',
    '25 h',
    '2 d 3 h',
    '0 s',
  ]);
});

it('durations are read short and in ISO 8601, and nothing else is', () => {
  expect(['24h', '1d', '1w', 'PT24H', 'P1W', 'P1DT2H', '90s'].map(durationSeconds)).toEqual([
    86_400, 86_400, 604_800, 86_400, 604_800, 93_600, 90,
  ]);
  expect(['', 'P', 'PT', '1y', 'P1M', '24', '-1h', '1h30m'].map(durationSeconds)).toEqual(Array(8).fill(null));
});
