import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../index.ts';
import { degradation } from '../testing/degrade.ts';
import { hold } from '../testing/hold.ts';
import { EXPECTATIONS, judgeEverything, told } from '../testing/judge-everything.ts';
import { profileRows } from '../testing/reference-profile.ts';
import { COLUMNS, rowsArbitrary } from '../testing/rows.ts';

/** The same JSON with the keys of every object in another order. */
function keysTurned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keysTurned);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, keysTurned(inner)] as const);
  return Object.fromEntries(entries.reverse());
}

/** The same profile with its lists that have no order turned: values, counters, columns of the schema. */
function listsTurned(profile: Profile): Profile {
  const columns = Object.entries(profile.columnMetrics ?? {}).map(([name, column]) => {
    const { topValues } = column;
    return [name, topValues === undefined ? column : { ...column, topValues: topValues.toReversed() }] as const;
  });
  return {
    ...profile,
    ...(profile.columnMetrics && { columnMetrics: Object.fromEntries(columns.toReversed()) }),
    ...(profile.schema && { schema: { fields: profile.schema.fields.toReversed() } }),
    ...(profile.counters && { counters: profile.counters.toReversed() }),
  };
}

const known = fc.tuple(rowsArbitrary(10), fc.array(degradation, { maxLength: 4 })).map(([rows, steps]) => {
  return steps.reduce((profile, step) => step(profile, rows), profileRows(rows, COLUMNS));
});

describe('the order in which things are written', () => {
  it('of keys changes no result at all', () => {
    hold(
      fc.property(known, (profile) => {
        expect(judgeEverything(keysTurned(profile) as Profile)).toEqual(judgeEverything(profile));
      }),
      40,
    );
  });

  it('of columns, values and counters changes no outcome, but where the order of columns is what is asked', () => {
    const asksForOrder = (index: number): boolean => {
      const { kind, params } = EXPECTATIONS[index]!;
      return params['ordered'] === true || kind === 'schema_change';
    };
    hold(
      fc.property(known, (profile) => {
        const turned = judgeEverything(listsTurned(profile));
        const faults = judgeEverything(profile).flatMap(({ outcome, failed, observed }, index) => {
          const now = turned[index]!;
          const isSame = now.outcome === outcome && now.failed === failed && now.observed === observed;
          return isSame || asksForOrder(index) ? [] : [`${told(EXPECTATIONS[index]!)}: ${outcome}, ${now.outcome}`];
        });
        expect(faults).toEqual([]);
      }),
      40,
    );
  });
});
