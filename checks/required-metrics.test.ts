import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from './column-facts.ts';
import type { Expectation } from './expectation.ts';
import type { Profile } from './profile.ts';
import { requiredMetrics, requiredOf } from './required-metrics.ts';
import { EXPECTATIONS, judgeEverything, told, SEED } from './testing/judge-everything.ts';
import { suiteOf } from './testing/judge.ts';
import { profileRows } from './testing/reference-profile.ts';
import { COLUMNS, rowsArbitrary } from './testing/rows.ts';

/** The profile that somebody makes who measures only what these expectations read. */
function askedOnly(profile: Profile, expectations: readonly Expectation[]): Profile {
  const required = requiredMetrics([{ ...suiteOf('row_count: 1'), expectations: [...expectations] }]);
  const { schema, duplicateRowCount, emptyRowCount, columnMetrics = {}, ...rest } = profile;
  const columns = Object.entries(columnMetrics).flatMap(([name, column]) => {
    const facts = requiredOf(required, name);
    return facts === null ? [] : [[name, factsOf(column, facts)] as const];
  });
  return {
    ...rest,
    measuredFor: ['s'],
    ...(required.dataset.has('schema') && { schema }),
    ...(required.dataset.has('repeatedRows') && { duplicateRowCount }),
    ...(required.dataset.has('emptyRows') && { emptyRowCount }),
    columnMetrics: Object.fromEntries(columns),
  } as Profile;
}

describe('a profile of only what is asked', () => {
  it('is judged just as the full one is, by every kind of expectation there is, each by itself', () => {
    fc.assert(
      fc.property(rowsArbitrary(10), (rows) => {
        const full = profileRows(rows, COLUMNS);
        const before = judgeEverything(full);
        const faults = EXPECTATIONS.flatMap((expectation, index) => {
          const was = before[index]!;
          const [is] = judgeEverything(askedOnly(full, [expectation]), [expectation]);
          const same = is!.outcome === was.outcome && is!.observed === was.observed;
          if (same && JSON.stringify(is!.expected) === JSON.stringify(was.expected)) return [];
          return [`${told(expectation)}: ${was.outcome} ${was.observed} became ${is!.outcome} ${is!.observed}`];
        });
        expect(faults).toEqual([]);
      }),
      { numRuns: 8, seed: SEED },
    );
  });

  it('has what all expectations of some suites read, of the columns they name and of no other', () => {
    const suite = suiteOf(
      'column: amount\nmean: { at_least: 1 }\nrange: [0, 9]',
      'column: email\nnot_null: true',
      'column: off\nunique: true\nmode: disabled',
      'all: [{ column: id, unique: true }, { row_count: { at_least: 1 } }]',
    );
    const required = requiredMetrics([suite]);
    expect(Object.fromEntries([...required.columns].map(([name, facts]) => [name, [...facts]]))).toEqual({
      amount: ['mean', 'span'],
      email: [],
      id: ['distinct'],
    });
    expect([...required.dataset]).toEqual([]);
    expect(requiredOf(required, 'other')).toBeNull();
  });

  it('has everything of a column, and of all where none is named, for a kind that does not say what it reads', () => {
    const required = requiredMetrics([suiteOf('anomaly: rowCount')]);
    expect(requiredOf(required, 'whatever')).toContain('ranks');
    expect(required.dataset).toContain('repeatedRows');
  });

  it('asks for ranks only where a share of values may lie outside a range', () => {
    const facts = (clause: string) => [...(requiredMetrics([suiteOf(`column: a\n${clause}`)]).columns.get('a') ?? [])];
    expect(facts('range: [0, 1]')).toEqual(['span']);
    expect(facts('range: { between: [0, 1], mostly: 0.9 }')).toEqual(['span', 'ranks']);
  });
});
