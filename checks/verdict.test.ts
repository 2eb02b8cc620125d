import { describe, expect, it } from 'vitest';
import { gateOf, requiredHistory, verdictOf, type Outcome, type Severity } from './index.ts';
import { suiteOf } from './testing/judge.ts';

const results = (...outcomes: [Outcome, Severity?][]) =>
  outcomes.map(([outcome, severity = 'error']) => ({ outcome, severity }));

describe('the verdict', () => {
  it('is the worst outcome', () => {
    expect(verdictOf([])).toBe('none');
    expect(verdictOf(results(['pass'], ['warn']))).toBe('warn');
    expect(verdictOf(results(['warn'], ['undecided'], ['pass']))).toBe('undecided');
    expect(verdictOf(results(['undecided'], ['fail']))).toBe('fail');
    expect(verdictOf(results(['fail'], ['error']))).toBe('error');
  });
});

describe('the gate', () => {
  const open = { failOpen: true };
  const closed = { failOpen: false };
  it('blocks on a fail at severity error or above', () => {
    expect(gateOf(results(['fail', 'error']), open)).toBe('block');
    expect(gateOf(results(['pass'], ['fail', 'critical']), open)).toBe('block');
  });
  it('warns of a lesser fail and of a warning', () => {
    expect(gateOf(results(['fail', 'warn']), closed)).toBe('warn');
    expect(gateOf(results(['fail', 'info']), closed)).toBe('warn');
    expect(gateOf(results(['warn', 'critical']), closed)).toBe('warn');
  });
  it('lets what is not decided through with a warning only when it fails open', () => {
    for (const outcome of ['undecided', 'error'] as const) {
      expect(gateOf(results([outcome, 'info']), open)).toBe('warn');
      expect(gateOf(results([outcome, 'info']), closed)).toBe('block');
    }
  });
  it('allows what passes, and nothing at all', () => {
    expect(gateOf(results(['pass']), closed)).toBe('allow');
    expect(gateOf([], closed)).toBe('allow');
  });
});

describe('the history that judging needs', () => {
  const needs = (...entries: string[]) => requiredHistory([{ suite: suiteOf(...entries) }]);
  it('is none where nothing compares with the past', () => {
    expect(needs('row_count: 1')).toMatchObject({ points: 0, metrics: false, schema: false });
  });
  it('is as long as the longest baseline, with metrics only beyond row counts', () => {
    expect(needs('row_count: { change: { from: previous, within: 1% } }')).toMatchObject({
      points: 1,
      metrics: false,
      schema: false,
    });
    expect(needs('row_count: { change: { from: { last_n: 7 }, within: 1% } }').points).toBe(7);
    expect(needs('row_count: { change: { from: same_weekday, within: 1% } }').points).toBe(56);
    expect(needs('column: a\nmean: { change: { from: previous, within: 1 } }')).toMatchObject({
      points: 1,
      metrics: true,
      schema: false,
    });
    expect(needs('schema_change: true')).toMatchObject({ points: 0, metrics: false, schema: true });
  });
});
