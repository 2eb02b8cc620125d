import { describe, expect, it } from 'vitest';
import { evaluate } from '../index.ts';
import { KINDS } from '../expectations/index.ts';
import { hashValue, NOW, suiteOf } from '../testing/judge.ts';
import { ORDERS, ORDERS_HISTORY } from '../testing/sample-orders.ts';
import { CHECKS } from './checks.ts';
import { KIND_GROUPS } from './index.ts';

const documented = KIND_GROUPS.flatMap(({ kinds }) => Object.entries(kinds));
const examples = documented.flatMap(([name, { example, alsoExample }]) =>
  [example, alsoExample].flatMap((text) => (text === undefined ? [] : [[name, text] as const])),
);
const LATER = ['deadline', 'balance'];

describe('the reference of kinds', () => {
  it('has each kind once', () => {
    expect(documented.map(([name]) => name).sort()).toEqual([...KINDS.keys()].sort());
  });

  it('covers the 56 checks', () => {
    const covered = new Set(documented.flatMap(([, { checks }]) => checks));
    expect([...covered].sort((a, b) => a - b)).toEqual(CHECKS.map((_, index) => index + 1));
  });

  it('has a name elsewhere, or says that there is none', () => {
    for (const [, { elsewhere }] of documented) expect(elsewhere.every((name) => name !== '')).toBe(true);
  });

  it.each(examples)('has an example of %s that is read, and met on a day when all is well: %s', (name, example) => {
    const suite = suiteOf(example);
    expect(suite.expectations.map(({ kind }) => kind)).toEqual([name]);
    const input = { profile: ORDERS, history: ORDERS_HISTORY, suites: [{ suite, version: 1 }], hashValue };
    const [result] = evaluate(input, NOW);
    expect([result?.outcome, result?.reason]).toEqual([LATER.includes(name) ? 'undecided' : 'pass', result?.reason]);
  });

  it.each(examples)('has an example of %s that is undecided over an empty profile: %s', (_, example) => {
    const profile = { dataset: ORDERS.dataset };
    const history = { points: [], previousSchema: null };
    const [result] = evaluate({ profile, history, suites: [{ suite: suiteOf(example), version: 1 }], hashValue }, NOW);
    expect([result?.outcome, result?.needs]).toEqual(['undecided', expect.any(String)]);
  });
});
