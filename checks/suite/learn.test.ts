import { describe, expect, it } from 'vitest';
import { DEFAULT_LEARNING, learningOf, parseSuite, type Suite } from '../index.ts';

const suiteOf = (learn: string, name = 's', dataset = 'shop/orders'): Suite => {
  const { suite, problems } = parseSuite(`suite: ${name}\ndataset: ${dataset}\n${learn}`);
  expect(problems).toEqual([]);
  return suite!;
};
const problemsOf = (learn: string) => parseSuite(`suite: s\ndataset: shop/orders\nlearn: ${learn}\n`).problems;

describe('what a suite says of learned monitors', () => {
  it('is read', () => {
    expect(suiteOf('learn: none\n').learn).toEqual({ on: false });
    expect(suiteOf('learn: {}\n').learn).toEqual({ on: true });
    const all =
      'learn: { budget: low, calendar: US-NY, severity: error, columns: { only: [amount, "ship_*"], except: ship_id } }\n';
    expect(suiteOf(all).learn).toEqual({
      ...{ on: true, budget: 'low', calendar: 'US-NY', severity: 'error' },
      columns: { only: ['amount', 'ship_*'], except: ['ship_id'] },
    });
    expect(suiteOf('learn: { calendar: NO }\n').learn).toEqual({ on: true, calendar: 'NO' });
  });

  it.each([
    ['off', 'PL1010', 'none, or a mapping'],
    ['{ budgte: low }', 'PL1007', 'budgte'],
    ['{ budget: lwo }', 'PL1010', 'low, normal, high'],
    ['{ calendar: XX }', 'PL1010', 'no holidays are known of "XX"'],
    ['{ calendar: DE-XX }', 'PL1010', 'no holidays are known of "DE-XX"'],
    ['{ severity: info }', 'PL1010', 'warn, error, critical'],
    ['{ columns: amount }', 'PL1010', 'only or except'],
    ['{ columns: {} }', 'PL1008', '"only" or "except"'],
    ['{ columns: { exept: a } }', 'PL1007', 'exept'],
  ])('is refused with its place when it is %s', (learn, code, words) => {
    expect(problemsOf(learn)).toEqual([
      expect.objectContaining({ code, line: 3, message: expect.stringContaining(words) }),
    ]);
  });

  it('suggests the country that was meant', () => {
    expect(problemsOf('{ calendar: de-by }')[0]?.suggestion).toBe('DE-BY');
  });

  it('cannot be the name of a suite', () => {
    expect(parseSuite('suite: (learned)\ndataset: shop/orders\nlearn: none\n').problems).toMatchObject([
      { code: 'PL1010', line: 1 },
    ]);
  });
});

describe('several suites of one dataset', () => {
  const inForce = (...suites: Suite[]) => learningOf(suites.map((suite) => ({ suite })));

  it('are as nothing where none says anything of it', () => {
    expect(inForce(suiteOf('expect: []\n'))).toEqual(DEFAULT_LEARNING);
  });

  it('leave it to the one that names the dataset most exactly, else to the first by name', () => {
    const everything = suiteOf('learn: none\n', 'a', '"shop/*"');
    const some = suiteOf('learn: { budget: low }\n', 'b', '"shop/ord*"');
    const full = suiteOf('learn: { severity: error }\n', 'd');
    const other = suiteOf('learn: { budget: high }\n', 'e');
    expect(inForce(everything, some).budget).toBe('low');
    expect(inForce(everything, some, other, full)).toEqual({ ...DEFAULT_LEARNING, severity: 'error', suite: 'd' });
    expect(inForce(everything).on).toBe(false);
  });
});
