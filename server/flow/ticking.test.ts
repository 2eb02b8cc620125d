import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTicking, type Ticking } from './ticking.ts';

let ticking: Ticking;
beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-25T05:00:03Z') }));
afterEach(async () => {
  await ticking.stop();
  vi.useRealTimers();
});

const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);

describe('the ticks of the clock', () => {
  it('come at once and then at every quarter of a minute', async () => {
    const turn = vi.fn(async () => {});
    ticking = startTicking(turn);
    expect(turn).toHaveBeenCalledTimes(1);
    await minutes(2);
    expect(turn).toHaveBeenCalledTimes(9);
  });

  it('go on when the clock of the machine is set back or forward by two hours', async () => {
    const turn = vi.fn(async () => {});
    ticking = startTicking(turn);
    await minutes(1);
    for (const moved of ['2026-11-25T03:00:00Z', '2026-11-25T07:30:00Z']) {
      turn.mockClear();
      vi.setSystemTime(new Date(moved));
      await minutes(2);
      expect(turn.mock.calls.length, moved).toBeGreaterThanOrEqual(4);
    }
  });

  it('never overlap: while one takes long, the others are left out, and none follows a stop', async () => {
    let end = () => {};
    const turn = vi.fn(() => new Promise<void>((resolve) => (end = resolve)));
    ticking = startTicking(turn);
    await minutes(5);
    expect(turn).toHaveBeenCalledTimes(1);
    end();
    await minutes(1);
    expect(turn).toHaveBeenCalledTimes(2);
    const stopped = ticking.stop();
    end();
    await stopped;
    await minutes(5);
    expect(turn).toHaveBeenCalledTimes(2);
  });
});
