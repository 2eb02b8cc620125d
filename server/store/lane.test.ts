import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLane, type LaneSettings } from './lane.ts';

const laneOf = (more: Partial<LaneSettings> = {}) =>
  createLane({ width: 2, patienceMs: 10_000, clock: () => 0, ...more });

describe('a lane', () => {
  it('lets only as many work at once as it is wide, the others in order of arrival', async () => {
    const lane = laneOf();
    const order: number[] = [];
    let working = 0;
    let most = 0;
    const work = async (n: number) => {
      const place = await lane.enter();
      place.begun();
      order.push(n);
      most = Math.max(most, (working += 1));
      await delay(1);
      working -= 1;
      place.leave();
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => work(n)));
    expect(most).toBe(2);
    expect(order).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(lane.waiting()).toBe(0);
  });

  it('says how long its oldest has waited, until that one has a connection', async () => {
    let now = 100;
    const lane = laneOf({ clock: () => now });
    const first = await lane.enter();
    now = 400;
    const second = await lane.enter();
    expect(lane.oldestWaitMs()).toBe(300);
    first.begun();
    expect(lane.oldestWaitMs()).toBe(0);
    now = 450;
    expect(lane.oldestWaitMs()).toBe(50);
    second.leave();
    expect([lane.oldestWaitMs(), lane.waiting()]).toEqual([0, 0]);
  });

  it('tells whoever waits too long that the database did not answer, and forgets it', async () => {
    const lane = laneOf({ width: 1, patienceMs: 20 });
    const place = await lane.enter();
    place.begun();
    await expect(lane.enter()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(lane.waiting()).toBe(0);
    place.leave();
    (await lane.enter()).leave();
  });

  it('gives a place back once, however often it is left', async () => {
    const lane = laneOf({ width: 1, patienceMs: 20 });
    const place = await lane.enter();
    place.leave();
    place.leave();
    await lane.enter();
    await expect(lane.enter()).rejects.toThrow('no connection was free');
  });
});
