import { describe, expect, it } from 'vitest';
import { KINDS } from '../expectations/index.ts';
import { EXPECTATIONS } from '../testing/judge-everything.ts';

describe('the laws of judging', () => {
  it('are held against every kind of expectation there is', () => {
    const without = [...KINDS.keys()].filter((name) => !EXPECTATIONS.some(({ kind }) => kind === name));
    expect(without, 'give each of these a value in checks/testing/clauses.ts').toEqual([]);
  });
});
