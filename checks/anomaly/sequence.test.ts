import { describe, expect, it } from 'vitest';
import type { Profile } from '../profile.ts';
import { NO_BASELINE } from './baseline.ts';
import { judgeLearned } from './judge.ts';
import { learn } from './learn.ts';

const DAY_MS = 86_400_000;

interface Numbers {
  low: number;
  high: number;
  nulls?: number;
  distinct?: number;
}

const profileOf = ({ low, high, nulls = 0, distinct }: Numbers, rows: number): Profile => {
  const [mean, stddev] = [(low + high) / 2, (high - low) / Math.sqrt(12)];
  const quantiles = Object.fromEntries(
    Array.from({ length: 101 }, (_, rank) => [String(rank / 100), low + ((high - low) * rank) / 100]),
  );
  const count = rows - nulls;
  const column = {
    type: 'number',
    count,
    nullCount: nulls,
    distinct: { value: distinct ?? count, exact: true },
  } as const;
  const id = { ...column, min: low, max: high, mean, stddev, quantiles };
  return { dataset: { namespace: 'shop', name: 'orders' }, rowCount: rows, columnMetrics: { id } };
};

/** How many findings each day has. */
function findingsOf(days: readonly Numbers[], everyMs = DAY_MS): number[] {
  let baseline = NO_BASELINE;
  return days.map((numbers, day) => {
    const input = { profile: profileOf(numbers, 150), at: new Date(Date.UTC(2026, 0, 1) + day * everyMs), baseline };
    const verdict = judgeLearned(input);
    baseline = learn(input, verdict);
    return verdict.findings.length;
  });
}

const none = (days: number) => new Array<number>(days).fill(0);

describe('numbers that rows are given one after the other', () => {
  it('are at home wherever they lie', () => {
    const ids = Array.from({ length: 40 }, (_, day) => ({ low: 150 * day + 1, high: 150 * (day + 1) }));
    expect(findingsOf(ids)).toEqual(none(40));
  });

  it('may have gaps of any width, if they only grow', () => {
    const step = 4_194_304 * 86_400_000;
    const ids = Array.from({ length: 40 }, (_, day) => ({ low: step * day + 17, high: step * day + 17 + step / 2 }));
    expect(findingsOf(ids)).toEqual(none(40));
  });

  it('are at home also where a run comes every five minutes', () => {
    const step = 4e9;
    const ids = Array.from({ length: 400 }, (_, run) => ({ low: step * run + 17, high: step * run + 17 + step / 2 }));
    expect(findingsOf(ids, 300_000)).toEqual(none(400));
  });

  it('of a whole table that grows are all of them each day', () => {
    expect(findingsOf(Array.from({ length: 40 }, () => ({ low: 1, high: 150 })))).toEqual(none(40));
  });

  it('may still not be missing or come twice', () => {
    const ids = Array.from({ length: 30 }, (_, day) => ({ low: 150 * day + 1, high: 150 * (day + 1) }));
    const low = 150 * 30 + 1;
    expect(findingsOf([...ids, { low, high: low + 149, nulls: 75 }]).at(-1)).toBe(1);
    expect(findingsOf([...ids, { low, high: low + 149, distinct: 75 }]).at(-1)).toBe(1);
  });

  it('are not taken for it where they repeat: an amount that jumps is told', () => {
    const amounts = Array.from({ length: 30 }, (_, day) => ({
      low: 10 + (day % 3),
      high: 990 + (day % 5),
      distinct: 100,
    }));
    const found = findingsOf([...amounts, { low: 1000, high: 99_000, distinct: 100 }]);
    expect(found).toEqual([...none(30), 1]);
  });
});
