import { describe, expect, it } from 'vitest';
import { KINDS } from '../expectations/index.ts';
import { expectationsOf } from '../testing/clauses.ts';

describe('the laws of judging', () => {
  it('are held against every kind of expectation there is', () => {
    const without = [...KINDS.keys()].filter((kind) => expectationsOf(kind).length === 0);
    expect(without, 'give each of these a value in checks/testing/clauses.ts').toEqual([]);
  });
});
