import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, type OrdersOf } from '../testing/learned-days.ts';
import { at, follow, type Told } from '../testing/watcher.ts';
import type { Profile } from '../profile.ts';
import { bytesOf } from './bytes-of.ts';
import { NO_BASELINE } from './baseline.ts';
import { decodeBaseline, encodeBaseline, ENGINE_VERSION } from './codec.ts';
import { FEEDBACK_VERBS } from './feedback.ts';
import { judgeLearned } from './judge.ts';
import { learn } from './learn.ts';

const asked = { seed: 20_261_126, numRuns: 25 };

/** Bytes as databases give them to Node: their slice is no copy. */
class LikeNodesBuffer extends Uint8Array<ArrayBuffer> {
  override slice(from?: number, to?: number): this {
    return this.subarray(from, to) as this;
  }
}

/** Any history: days as ever, sudden and lasting troubles of all kinds, what people say of them. */
const kinds: fc.Arbitrary<OrdersOf> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ rows: fc.integer({ min: 0, max: 5000 }) }) },
  { weight: 1, arbitrary: fc.record({ mean: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }) },
  { weight: 1, arbitrary: fc.record({ nulls: fc.double({ min: 0, max: 0.9, noNaN: true }) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<OrdersOf>({ type: 'string' }, { columns: ['more'] }, { columns: ['a.b "ü😀'] }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ codes: fc.dictionary(fc.string(), fc.double({ min: 0.01, max: 1, noNaN: true })) }),
  },
);
const feedback = fc.option(
  fc.record({
    verb: fc.constantFrom(...FEEDBACK_VERBS),
    columns: fc.constantFrom('all' as const, [null], ['amount'], ['code', null]),
  }),
  { nil: undefined, freq: 5 },
);
const histories = fc
  .array(fc.record({ kind: kinds, said: feedback, days: fc.integer({ min: 1, max: 12 }) }), {
    minLength: 2,
    maxLength: 12,
  })
  .map((stretches) => {
    const days = stretches.flatMap(({ kind, said, days }) => Array.from({ length: days }, () => ({ kind, said })));
    return days.map(({ kind, said }, day): Told => ({ profile: dayOf(day, kind), ...(said && { feedback: [said] }) }));
  });

/** All that is said, without what is only where something stands. */
const toldIn = (days: readonly (Told | Profile)[], between?: Parameters<typeof follow>[1]): string =>
  JSON.stringify(follow(days, between).verdicts, (key, value: unknown) => (key === 'slot' ? undefined : value));

describe('what was encoded and decoded', () => {
  it('judges and learns after each run exactly as if it never had been', () => {
    fc.assert(
      fc.property(histories, (days) => {
        const between = (baseline: typeof NO_BASELINE) => decodeBaseline(encodeBaseline(baseline));
        expect(toldIn(days, { between })).toBe(toldIn(days));
      }),
      asked,
    );
  });

  it('does so when only some runs are between, and encodes to the same length', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 80 }), (days, at) => {
        let run = 0;
        const once = (baseline: typeof NO_BASELINE) =>
          run++ === at ? decodeBaseline(encodeBaseline(baseline)) : baseline;
        expect(toldIn(days, { between: once })).toBe(toldIn(days));
        const { baseline } = follow(days);
        const bytes = encodeBaseline(baseline);
        expect(encodeBaseline(decodeBaseline(bytes)).length).toBe(bytes.length);
      }),
      asked,
    );
  });

  it('is the same after hours as after days', () => {
    const hourly = Array.from({ length: 120 }, (_, hour) => dayOf(hour));
    const said = [false, true].map((isStored) => {
      let baseline = NO_BASELINE;
      return hourly.map((profile, hour) => {
        const input = { profile, at: new Date(at(0).getTime() + hour * 3_600_000), baseline };
        const verdict = judgeLearned(input);
        baseline = learn(input, verdict);
        if (isStored) baseline = decodeBaseline(encodeBaseline(baseline));
        return verdict;
      });
    });
    expect(said[1]).toEqual(said[0]);
  });

  it('stands on memory of its own, though slices of the bytes are views of memory that others use', () => {
    const days = Array.from({ length: 30 }, (_, day) => dayOf(day));
    const bytes = encodeBaseline(follow(days).baseline);
    const pool = new LikeNodesBuffer(new ArrayBuffer(bytes.length + 64)).fill(7);
    pool.set(bytes, 32);
    const before = pool.join();
    const given = pool.subarray(32, 32 + bytes.length);
    const baseline = decodeBaseline(given);
    expect(encodeBaseline(baseline)).toEqual(bytes);
    const input = { profile: dayOf(30), at: at(30), baseline };
    learn(input, judgeLearned(input));
    expect(pool.join()).toBe(before);
  });

  it('is nothing of nothing', () => {
    expect(decodeBaseline(encodeBaseline(NO_BASELINE))).toEqual(NO_BASELINE);
  });
});

describe('bytes that are no state', () => {
  const bytes = encodeBaseline(follow(Array.from({ length: 30 }, (_, day) => dayOf(day))).baseline);

  it('are refused wherever they end too early, and where they go on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(() => decodeBaseline(bytes.slice(0, length))).toThrow(/learned monitors/);
      }),
      asked,
    );
    expect(() => decodeBaseline(Uint8Array.from([...bytes, 0]))).toThrow(/goes on too long/);
    expect(() => decodeBaseline(new Uint8Array(100))).toThrow(/no state/);
  });

  it('of another engine are refused by its version', () => {
    const other = bytes.slice();
    other[4] = ENGINE_VERSION + 1;
    expect(() => decodeBaseline(other)).toThrow(`of engine ${ENGINE_VERSION + 1}; this one is ${ENGINE_VERSION}`);
  });
});

it('takes no more bytes after hundreds of runs than after a hundred, and says about how many', () => {
  const sizes = [100, 400].map((count) => {
    const { baseline } = follow(Array.from({ length: count }, (_, day) => dayOf(day)));
    return { encoded: encodeBaseline(baseline).length, inMemory: bytesOf(baseline) };
  });
  expect(sizes[1]!.encoded / sizes[0]!.encoded).toBeLessThan(1.15);
  expect(sizes[1]!.inMemory / sizes[0]!.inMemory).toBeLessThan(1.15);
  expect(sizes[0]!.inMemory).toBeGreaterThan(sizes[0]!.encoded / 2);
});
