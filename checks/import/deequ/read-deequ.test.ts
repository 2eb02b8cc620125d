import { describe, expect, it } from 'vitest';
import { expectationsOf, fixture, imported, saidBy } from '../testing.ts';

const dqdl = (...rules: string[]) => imported(`Rules = [\n  ${rules.join(',\n  ')}\n]\n`);
const said = (rule: string) => saidBy(expectationsOf(dqdl(rule))[0]);
const suggested = (code: string) =>
  imported(JSON.stringify({ constraint_suggestions: [{ code_for_constraint: code }] }));

describe('suggestions, as Deequ writes them', () => {
  const made = imported(fixture('deequ-suggestions.json'));

  it('are all translated, and each is told', () => {
    const { constraint_suggestions: all } = JSON.parse(fixture('deequ-suggestions.json')) as {
      constraint_suggestions: unknown[];
    };
    expect(made.format).toBe('deequ');
    expect(made.checks).toHaveLength(all.length);
    expect(made.checks.every(({ status }) => status !== 'not_possible')).toBe(true);
  });

  it('keep the share that must be complete, and fail on a table without rows', () => {
    expect(expectationsOf(made)[0]).toMatchObject({
      kind: 'not_null',
      column: 'email',
      tolerance: { mostly: 0.82 },
      onEmpty: 'fail',
    });
  });
});

describe('results of a check, as Deequ writes them', () => {
  const made = imported(fixture('deequ-check-results.json'));

  it('never get a bound that their text does not have', () => {
    const bounds = made.checks.filter(({ check }) => /^(Size|Minimum|Maximum|Mean|MaxLength)Constraint/.test(check));
    expect(bounds).toHaveLength(5);
    expect(bounds.every(({ status }) => status === 'not_possible')).toBe(true);
  });

  it('say that their function is hidden where all rows are taken to be meant', () => {
    const complete = made.checks.filter(({ check }) => check.startsWith('Completeness'));
    expect(complete.map(({ status }) => status)).toEqual(['approximated', 'approximated']);
    expect(complete[0]?.note).toContain('does not say which function');
  });

  it('keep the values of a set', () => {
    expect(expectationsOf(made).find(({ kind }) => kind === 'in_set')).toMatchObject({
      column: 'status',
      set: ['placed', 'shipped', 'returned'],
    });
  });
});

describe('a constraint as code', () => {
  it.each([
    ['.hasMin("amount", lambda x: x >= 0)', { kind: 'min', bound: { low: 0 } }],
    ['.hasMax("amount", _ < 9.5)', { kind: 'max', bound: { high: 9.5, exclusiveHigh: true } }],
    ['.hasMean("amount", lambda x: 0 < x <= 9)', { kind: 'mean', bound: { low: 0, high: 9, exclusiveLow: true } }],
    ['.hasSize(lambda x: x == 12)', { kind: 'row_count', bound: { low: 12, high: 12 } }],
    ['.isContainedIn("a", Array("x, y", "z"))', { kind: 'in_set', set: ['x, y', 'z'] }],
    ['.hasStandardDeviation("a", lambda x: x <= 2)', { kind: 'stddev', params: { definition: 'population' } }],
  ])('%s', (code, expected) => {
    expect(saidBy(expectationsOf(suggested(code))[0])).toMatchObject(expected);
  });

  it.each(['.hasMin("amount", lambda x: abs(x) > 3)', '.hasTheBlues("amount")', 'os.system("x")', '.isComplete('])(
    'that is none of ours is told, not guessed: %s',
    (code) => {
      expect(suggested(code).checks).toMatchObject([{ status: 'not_possible' }]);
    },
  );
});

describe('rules in DQDL', () => {
  it.each([
    ['IsComplete "a"', { kind: 'not_null' }],
    ['Completeness "a" >= 0.9', { kind: 'not_null', tolerance: { mostly: 0.9 } }],
    [
      'RowCount between 1 and 9',
      { kind: 'row_count', bound: { low: 1, high: 9, exclusiveLow: true, exclusiveHigh: true } },
    ],
    ['RowCount > 0', { kind: 'row_count', bound: { low: 0, exclusiveLow: true } }],
    ['ColumnValues "a" in ["x", "y]"]', { kind: 'in_set', set: ['x', 'y]'] }],
    ['ColumnValues "a" not in [1, 2]', { kind: 'not_in_set', set: [1, 2] }],
    ['ColumnValues "a" >= 0 with threshold >= 0.9', { kind: 'range', bound: { low: 0 }, tolerance: { mostly: 0.9 } }],
    [
      'ColumnValues "a" between "2024-01-01" and "2024-12-31"',
      { kind: 'range', bound: { low: '2024-01-01', exclusiveLow: true } },
    ],
    ['ColumnLength "a" = 5', { kind: 'length', bound: { low: 5, high: 5 } }],
    ['DataFreshness "at" <= 24 hours', { kind: 'freshness', bound: { high: 86_400 } }],
    ['UniqueValueRatio "a" > 0.5', { kind: 'unique_ratio', params: { definition: 'once' } }],
  ])('%s', (rule, expected) => {
    expect(said(rule)).toMatchObject(expected);
  });

  it('above a share fail at the share itself', () => {
    const { tolerance } = said('Completeness "a" > 0.9') as { tolerance: { mostly: number } };
    expect(tolerance.mostly).toBeGreaterThan(0.9);
    expect(tolerance.mostly).toBeLessThan(0.9000001);
  });

  it('are each told with their line, comments and analyzers too', () => {
    const made = imported(
      '# mine\nRules = [\n  IsComplete "a", # one\n  (IsUnique "a") and (IsUnique "b"),\n  Nonsense "x"\n]\nAnalyzers = [ Mean "a" ]\n',
    );
    expect(made.checks.map(({ line, status }) => [line, status])).toEqual([
      [3, 'translated'],
      [4, 'not_possible'],
      [5, 'not_possible'],
      [7, 'not_possible'],
    ]);
  });

  it('about some rows are about these alone', () => {
    expect(dqdl('IsComplete "a" where "b > 1"').checks[0]?.note).toContain('b > 1');
  });
});
