import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../database/testing.ts';
import { storeGraph, type SmallColumn } from '../../store/lineage/testing.ts';
import { traceColumn, type TraceQuestion } from './column-trace.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const ask = (more: Partial<TraceQuestion> = {}) =>
  traceColumn(database.sql, {
    key: 1,
    column: 'a',
    directions: ['down'],
    depth: 20,
    limit: 1_000,
    at: null,
    former: true,
    directOnly: false,
    ...more,
  });

const name = fc.constantFrom('a', 'b', 'c', '');
const dataset = fc.integer({ min: 1, max: 5 });
const columns: fc.Arbitrary<SmallColumn[]> = fc.uniqueArray(
  fc.record({ source: dataset, sourceColumn: name, target: dataset, targetColumn: name }),
  { maxLength: 14, selector: (c) => JSON.stringify(c) },
);

/** Which columns are reached, by the plain reading of the rows. */
function plainTrace(all: readonly SmallColumn[], direction: 'up' | 'down'): Map<string, number> {
  const found = new Map([['1 a', 0]]);
  for (const [at, distance] of found) {
    const [key, column = ''] = at.split(' ');
    for (const c of all) {
      const [near, nearColumn, far, farColumn] =
        direction === 'down'
          ? [c.source, c.sourceColumn, c.target, c.targetColumn]
          : [c.target, c.targetColumn, c.source, c.sourceColumn];
      const touches = near === Number(key) && (column === '' || nearColumn === '' || nearColumn === column);
      if (touches && !found.has(`${far} ${farColumn}`)) found.set(`${far} ${farColumn}`, distance + 1);
    }
  }
  return found;
}

describe('the trace of a column', () => {
  it('reaches what a plain reading of the rows reaches, at the same distance', async () => {
    await fc.assert(
      fc.asyncProperty(columns, fc.constantFrom('up' as const, 'down' as const), async (all, direction) => {
        await storeGraph(database.sql, { datasets: 5, jobs: [], columns: all });
        const trace = await ask({ directions: [direction] });
        const found = trace.columns.map((c): [string, number] => [`${c.key} ${c.column}`, Math.abs(c.distance)]);
        expect(new Map(found)).toEqual(plainTrace(all, direction));
      }),
      { numRuns: 40 },
    );
  });

  it('tells direct from indirect and what masks, and may follow values only', async () => {
    const all: SmallColumn[] = [
      { source: 1, sourceColumn: 'a', target: 2, targetColumn: 'hashed', isMasking: true },
      { source: 1, sourceColumn: 'a', target: 2, targetColumn: '', kind: 'indirect' },
    ];
    await storeGraph(database.sql, { datasets: 2, jobs: [], columns: all });
    const { edges } = await ask();
    expect(edges.map(({ target, kind, isMasking }) => [target.column, kind, isMasking]).sort()).toEqual([
      ['', 'indirect', false],
      ['hashed', 'direct', true],
    ]);
    expect((await ask({ directOnly: true })).columns.map(({ column }) => column)).toEqual(['a', 'hashed']);
  });

  it('goes both ways at once, no deeper and no wider than asked', async () => {
    const row = (source: number, target: number): SmallColumn => ({
      source,
      target,
      sourceColumn: 'a',
      targetColumn: 'a',
    });
    await storeGraph(database.sql, { datasets: 5, jobs: [], columns: [row(2, 1), row(3, 2), row(1, 4), row(4, 5)] });
    const places = async (more: Partial<TraceQuestion>) =>
      (await ask({ directions: ['up', 'down'], ...more })).columns.map(({ key, distance }) => [key, distance]);
    expect((await places({})).sort()).toEqual(
      [
        [1, 0],
        [2, -1],
        [3, -2],
        [4, 1],
        [5, 2],
      ].sort(),
    );
    expect((await places({ depth: 1 })).sort()).toEqual(
      [
        [1, 0],
        [2, -1],
        [4, 1],
      ].sort(),
    );
    const cut = await ask({ limit: 1 });
    expect([cut.columns.length, cut.isCut]).toEqual([2, true]);
  });
});
