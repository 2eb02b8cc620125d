import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeenIds } from './seen-ids.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23) + seconds * 1000);

describe('ids that show out of order', () => {
  it('are asked for until they show, and the floor waits below them', () => {
    const seen = new SeenIds([1, 2], at(0));
    seen.take([5], at(1));
    expect([seen.top, seen.floor, seen.gaps]).toEqual([5, 2, [3, 4]]);
    seen.take([4], at(2));
    expect([seen.floor, seen.gaps]).toEqual([2, [3]]);
    seen.take([3], at(3));
    expect([seen.floor, seen.gaps]).toEqual([5, []]);
  });

  it('are given up when no transaction can hold them any more, but never before they were asked for once more', () => {
    const seen = new SeenIds([1], at(0));
    seen.take([3], at(1));
    seen.take([], at(30));
    expect(seen.gaps).toEqual([2]);
    seen.take([2], at(60));
    expect([seen.floor, seen.gaps]).toEqual([3, []]);
    seen.take([6], at(61));
    seen.take([], at(91));
    expect([seen.floor, seen.gaps]).toEqual([6, []]);
  });

  it('that are missing when it begins are awaited too', () => {
    const seen = new SeenIds([10, 12, 15], at(0));
    expect([seen.top, seen.floor, seen.gaps]).toEqual([15, 10, [11, 13, 14]]);
  });

  it('a jump of the sequence costs no more than a bounded number of gaps', () => {
    const seen = new SeenIds([1], at(0));
    seen.take([10_000_000], at(1));
    expect(seen.gaps.length).toBeLessThanOrEqual(4096);
  });

  it('in any order of commits, every id is found once and the floor ends at the top', () => {
    const commits = fc.shuffledSubarray(
      Array.from({ length: 40 }, (_, index) => index + 1),
      { minLength: 40 },
    );
    fc.assert(
      fc.property(
        commits,
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 40, maxLength: 40 }),
        (order, steps) => {
          const seen = new SeenIds([], at(0));
          const visible = new Set<number>();
          const found: number[] = [];
          for (let done = 0, round = 0; done < order.length; round++) {
            order.slice(done, (done += steps[round] ?? 1)).forEach((id) => visible.add(id));
            const asked = new Set(seen.gaps);
            const read = [...visible].filter((id) => id > seen.top || asked.has(id)).sort((a, b) => a - b);
            seen.take(read, at(round * 0.1));
            found.push(...read);
          }
          expect(found.toSorted((a, b) => a - b)).toEqual(order.toSorted((a, b) => a - b));
          expect(seen.floor).toBe(40);
        },
      ),
    );
  });
});
