import { describe, expect, it } from 'vitest';
import { gateFor } from '../gate.ts';
import { parseSuite } from './parse.ts';

const parsed = (consumers: string, expectation = 'row_count: { at_least: 1 }') =>
  parseSuite(`suite: a\ndataset: shop/orders\nconsumers: ${consumers}\nexpect:\n  - ${expectation}\n`);

describe('consumers of a suite', () => {
  it('are read with what the gate answers each of them', () => {
    const { suite, problems } = parsed(
      '{ finance-pack: { fail_open: false, gate: shadow, owner: team-finance }, ads: }',
    );
    expect(problems).toEqual([]);
    expect(suite?.consumers).toEqual({
      'finance-pack': { failOpen: false, gate: 'shadow', owner: 'team-finance' },
      ads: {},
    });
    expect(parseSuite('suite: a\ndataset: shop/b\nexpect: [{ row_count: 1 }]\n').suite).not.toHaveProperty('consumers');
  });

  it('that a clause mistypes are told where it stands; without a list of them any name is one', () => {
    const clause = 'row_count: { at_least: 1 }\n    consumer: finanse-pack';
    expect(parsed('{ finance-pack: {} }', clause).problems).toMatchObject([
      {
        ...{ code: 'PL1010', line: 6, column: 15, suggestion: 'finance-pack' },
        message: 'the suite names no consumer "finanse-pack" under "consumers"',
      },
    ]);
    expect(parseSuite(`suite: a\ndataset: shop/b\nexpect:\n  - ${clause}\n`).problems).toEqual([]);
  });

  it.each([
    ['[finance-pack]', 'PL1006'],
    ['{ f: { fail_opn: true } }', 'PL1007'],
    ['{ f: { gate: shade } }', 'PL1010'],
    ['{ f: { fail_open: maybe } }', 'PL1010'],
    ['{ f: yes }', 'PL1010'],
  ])('written as %s are refused', (consumers, code) => {
    expect(parsed(consumers).problems[0]?.code).toBe(code);
  });
});

describe('the gate for somebody', () => {
  const fail = { outcome: 'fail', severity: 'error' } as const;
  const policy = (consumer: string | null) => ({ consumer, failOpen: true });

  it('counts the producer’s clauses and his own', () => {
    const results = [{ ...fail, consumer: 'finance' }];
    expect(gateFor(results, policy(null))).toBe('allow');
    expect(gateFor(results, policy('ads'))).toBe('allow');
    expect(gateFor(results, policy('finance'))).toBe('block');
    expect(gateFor([fail], policy('ads'))).toBe('block');
  });

  it('counts no shadow result, a failure that is lived with as a pass, and one that is not confirmed as a warning', () => {
    expect(gateFor([{ ...fail, standing: 'shadow' }], policy(null))).toBe('allow');
    expect(gateFor([{ ...fail, standing: 'accepted' }], policy(null))).toBe('allow');
    expect(gateFor([{ ...fail, standing: 'unconfirmed' }], policy(null))).toBe('warn');
  });
});
