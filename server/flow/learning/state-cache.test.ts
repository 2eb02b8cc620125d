import { describe, expect, it } from 'vitest';
import { bytesOf, NO_BASELINE } from '../../../checks/index.ts';
import { createStateCache } from './state-cache.ts';

const at = new Date('2026-01-01T00:00:00Z');
const seriesOf = (datasetId: number) => ({ datasetId, segment: '' });
const headOf = (profileId: number) => ({ generation: 0, newest: { effectiveAt: at, profileId } });
const stateOf = (profileId: number) => ({ baseline: NO_BASELINE, place: { effectiveAt: at, profileId } });
const room = 20;
const ofRoom = () => createStateCache(room * bytesOf(NO_BASELINE));

describe('the memory of what was learnt', () => {
  it('keeps as many states as find room, and one that is larger than all of it', () => {
    const cache = ofRoom();
    for (let dataset = 1; dataset <= 100; dataset++) {
      cache.put(seriesOf(dataset), stateOf(dataset), 0);
      expect(cache.size).toBe(Math.min(dataset, room));
      expect(cache.find(seriesOf(dataset), headOf(dataset))?.isNewest).toBe(true);
    }
    const small = createStateCache(1);
    for (const dataset of [1, 2]) small.put(seriesOf(dataset), stateOf(dataset), 0);
    expect([small.size, small.find(seriesOf(2), headOf(2))?.isNewest]).toEqual([1, true]);
  });

  it('finds some of them also when more datasets than find room come in turn', () => {
    const cache = ofRoom();
    let found = 0;
    for (let turn = 0; turn < 200; turn++)
      for (let dataset = 1; dataset <= room + 5; dataset++) {
        if (cache.find(seriesOf(dataset), headOf(dataset)) !== null) found++;
        else cache.put(seriesOf(dataset), stateOf(dataset), 0);
      }
    // By lot about 63 of 100 are found; of the least recently used none would be.
    expect(found).toBeGreaterThan(200 * (room + 5) * 0.4);
  });

  it('gives each dataset its own state after others went', () => {
    const cache = ofRoom();
    for (let dataset = 1; dataset <= 60; dataset++) {
      cache.put(seriesOf(dataset), stateOf(dataset), 0);
      if (dataset % 3 === 0) cache.forget(seriesOf(dataset - 1));
    }
    for (const [series, state] of cache.entries()) expect(state.place?.profileId).toBe(series.datasetId);
    for (const [series] of [...cache.entries()]) cache.forget(series);
    expect(cache.size).toBe(0);
    for (let dataset = 1; dataset <= room; dataset++) cache.put(seriesOf(dataset), stateOf(dataset), 0);
    expect(cache.size).toBe(room);
  });
});
