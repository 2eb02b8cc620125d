import { describe, expect, it } from 'vitest';
import { answerExitCode, answerLines } from './verdict.ts';
import type { ProfileAnswer } from './verdict.ts';

const result = (
  outcome: 'pass' | 'warn' | 'fail' | 'undecided' | 'error',
  severity: 'info' | 'warn' | 'error' | 'critical' = 'error',
) => ({
  expectation: `amount.${outcome}`,
  outcome,
  severity,
  reason: `because ${outcome}`,
});
const answer = (over: Partial<ProfileAnswer>): ProfileAnswer => ({
  profileId: 'prf_1',
  dataset: { id: 'dst_1', url: 'http://localhost/datasets/x' },
  verdict: 'pass',
  gate: 'allow',
  results: [],
  incidents: [],
  warnings: [],
  ...over,
});

describe('the exit code of a verdict', () => {
  it('is 0 when nothing is found, when only warnings are, and when nothing is expected', () => {
    expect(answerExitCode(answer({ results: [result('pass')] }))).toBe(0);
    expect(answerExitCode(answer({ verdict: 'warn', gate: 'warn', results: [result('warn', 'critical')] }))).toBe(0);
    expect(answerExitCode(answer({ verdict: 'none' }))).toBe(0);
  });

  it('is 1 for a failure at error or above, or a gate that blocks', () => {
    expect(answerExitCode(answer({ results: [result('fail', 'error')] }))).toBe(1);
    expect(answerExitCode(answer({ results: [result('fail', 'warn')] }))).toBe(0);
    expect(answerExitCode(answer({ gate: 'block', results: [result('undecided')] }))).toBe(1);
  });

  it('follows --fail-on', () => {
    const failed = answer({ gate: 'block', results: [result('fail', 'error'), result('warn')] });
    expect(answerExitCode(failed, 'critical')).toBe(0);
    expect(answerExitCode(failed, 'never')).toBe(0);
    expect(answerExitCode(answer({ results: [result('warn', 'info')] }), 'warn')).toBe(1);
    expect(answerExitCode(answer({ results: [result('fail', 'info')] }), 'info')).toBe(1);
  });

  it('is 0 for a clause of a consumer, whatever it came to: it stops nobody who posts', () => {
    const his = { ...result('fail', 'critical'), consumer: 'finance' };
    expect(answerExitCode(answer({ results: [his, { ...result('error'), consumer: 'finance' }] }))).toBe(0);
  });

  it('is 3 when an expectation could not be evaluated, whatever else was found', () => {
    expect(
      answerExitCode(answer({ gate: 'block', results: [result('fail', 'critical'), result('error')] }), 'never'),
    ).toBe(3);
  });
});

describe('a verdict in words', () => {
  it('has a line for each result that did not pass, worst first, and the incidents with their links', () => {
    const told = answerLines(
      answer({
        verdict: 'fail',
        gate: 'block',
        results: [result('pass'), result('warn'), { ...result('undecided'), needs: 'distinct' }, result('fail')],
        incidents: [{ id: 'INC-7', relation: 'opened', url: 'http://localhost/i/INC-7' }],
      }),
    );
    expect(told).toEqual([
      'verdict: fail (1 pass, 1 warn, 1 fail, 1 undecided); gate: block',
      '  fail      amount.fail: because fail (error)',
      '  undecided amount.undecided: because undecided; needs distinct',
      '  warn      amount.warn: because warn',
      '  INC-7 opened  http://localhost/i/INC-7',
      '  http://localhost/datasets/x',
    ]);
  });
});
