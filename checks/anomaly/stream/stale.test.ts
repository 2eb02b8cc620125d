import { describe, expect, it } from 'vitest';
import type { ColumnProfile, Profile } from '../../profile.ts';
import { chance } from '../../testing/chance.ts';
import { DAY, followPoints } from '../../testing/followed-points.ts';
import { decodeBaseline, encodeBaseline } from '../codec.ts';

const ROWS = 1000;
const column = (by: () => number): ColumnProfile => ({
  type: 'number',
  count: ROWS,
  nullCount: 0,
  mean: 50 + 0.3 * by(),
  stddev: 10 + 0.2 * by(),
  distinct: { value: Math.round(900 + 10 * by()) },
});
const profileOf = (columnMetrics: Record<string, ColumnProfile>, rowCount = ROWS): Profile => ({
  dataset: { namespace: 'test', name: 'stream' },
  rowCount,
  columnMetrics,
});

/** Other rows every five minutes, in one column or in two; the same for the same point. */
const newRows = (names: readonly string[]) => (point: number) => {
  const { normal } = chance(7000 + point);
  return profileOf(Object.fromEntries(names.map((name) => [name, column(normal)])));
};

/** A whole table, looked at every five minutes: by day a few of its many rows are new, from eight in the evening on none. */
function growingTable(point: number): Profile {
  const day = Math.floor(point / DAY);
  const open = Math.min(point % DAY, (20 * DAY) / 24);
  const more = day * ((20 * DAY) / 24) + open;
  const grown = (scale: number) => scale * more;
  const count = 1_000_000 + grown(3);
  const numbers = { mean: 50 + grown(1e-6), stddev: 10 + grown(1e-6), distinct: { value: 900_000 + grown(3) } };
  return profileOf({ amount: { type: 'number', count, nullCount: 0, ...numbers } }, count);
}

const points = (count: number, make: (point: number) => Profile): Profile[] =>
  Array.from({ length: count }, (_, point) => make(point));
const staleIn = (profiles: readonly Profile[], of?: Parameters<typeof followPoints>[1]) =>
  followPoints(profiles, of).verdicts.map(({ stale }) => stale);

describe('a copy of the run before, five minutes ago', () => {
  const before = points(DAY, newRows(['amount']));
  const copy = before.at(-1)!;

  it('is told where all runs brought other rows, for as long as it comes again', () => {
    const said = staleIn([...before, copy, copy, copy, newRows(['amount'])(DAY + 3)]);
    expect(said.slice(0, DAY).flat()).toEqual([]);
    expect(said.slice(DAY)).toEqual([['amount'], ['amount'], ['amount'], []]);
  });

  it('is told of the table where all its columns are copies', () => {
    const both = points(DAY, newRows(['amount', 'price']));
    expect(staleIn([...both, both.at(-1)!]).at(-1)).toEqual([null]);
  });

  it('is told by a state that was stored before', () => {
    const between = (baseline: Parameters<typeof encodeBaseline>[0]) => decodeBaseline(encodeBaseline(baseline));
    expect(staleIn([...before.slice(-40), copy], { between }).at(-1)).toEqual(['amount']);
  });

  it('is nothing where that was seen before, nor among the first runs', () => {
    const again = [...before.slice(0, 5), before[4]!, ...before.slice(5), copy];
    expect(staleIn(again).flat()).toEqual([]);
  });

  it('is nothing any more once somebody said that it is no fault', () => {
    const feedback = (point: number) =>
      point === DAY ? ({ verb: 'false_alarm', columns: 'all' } as const) : undefined;
    expect(staleIn([...before, copy, copy], { feedback }).slice(DAY)).toEqual([['amount'], []]);
  });
});

it('a table that holds still at night, and never did before, is no copy', () => {
  const said = staleIn(points(3 * DAY, growingTable));
  expect(said.flat()).toEqual([]);
});
