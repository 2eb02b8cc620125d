import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPlaceHealth, wellPlace } from './breaker.ts';
import type { PlaceEvent, PlaceHealth } from './breaker.ts';

const start = new Date('2026-11-23T12:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const failed = (isProbe = false): PlaceEvent => ({ kind: 'failed', isProbe });
const delivered = (isProbe = false): PlaceEvent => ({ kind: 'delivered', isProbe });
const limited = (seconds: number | null, isProbe = false): PlaceEvent => ({ kind: 'rate-limited', seconds, isProbe });
const through = (events: PlaceEvent[], from: PlaceHealth = wellPlace) =>
  events.reduce((health, event) => nextPlaceHealth(health, event, start), from);
const times = (count: number) => Array.from({ length: count }, () => failed());
const openPlace = through(times(5));
const probing = { ...openPlace, state: 'half-open', probeAt: after(90) } as const;

describe('a place that messages go to', () => {
  it('is left alone for 30 s after five failures in a row, not after four', () => {
    expect(through(times(4))).toEqual({ ...wellPlace, consecutiveFailures: 4 });
    expect(openPlace).toEqual({ state: 'open', consecutiveFailures: 5, openedAt: start, probeAt: after(30) });
  });
  it('starts counting anew with each message that arrives', () => {
    expect(through([...times(4), delivered(), ...times(4)])).toMatchObject({ state: 'closed', consecutiveFailures: 4 });
  });
  it('is left alone twice as long after each probe that fails, ten minutes at most, and since when is kept', () => {
    const waits: number[] = [];
    let health: PlaceHealth = openPlace;
    for (let probe = 1; probe <= 40; probe += 1) {
      health = nextPlaceHealth({ ...health, state: 'half-open' }, failed(true), after(probe));
      waits.push(((health.probeAt?.getTime() ?? 0) - after(probe).getTime()) / 1000);
    }
    expect(waits.slice(0, 6)).toEqual([60, 120, 240, 480, 600, 600]);
    expect(new Set(waits.slice(4))).toEqual(new Set([600]));
    expect(health.openedAt).toEqual(start);
  });
  it('is well again as soon as a probe arrives, or a test that a person sent', () => {
    expect(nextPlaceHealth(probing, delivered(true), start)).toEqual(wellPlace);
    expect(nextPlaceHealth(openPlace, delivered(true), start)).toEqual(wellPlace);
  });
  it('is judged by its probe alone while it is in trouble: what was under way before decides nothing', () => {
    for (const event of [failed(), delivered(), limited(60), limited(null)]) {
      expect(nextPlaceHealth(openPlace, event, after(10))).toEqual(openPlace);
      expect(nextPlaceHealth(probing, event, after(10))).toEqual(probing);
    }
  });
  it('that asks for a pause gets it exactly, and that is no failure', () => {
    const paused = through([...times(4), limited(7)]);
    expect(paused).toEqual({ state: 'open', consecutiveFailures: 4, openedAt: null, probeAt: after(7) });
    expect(through([limited(60), limited(7)])).toMatchObject({ probeAt: after(60) });
    expect(through([limited(7), delivered()])).toMatchObject({ state: 'open', probeAt: after(7) });
    expect(through(Array.from({ length: 20 }, () => limited(null)))).toEqual(wellPlace);
  });
  it('that answers its probe with a pause is not in trouble any more', () => {
    expect(nextPlaceHealth(probing, limited(9, true), start)).toMatchObject({ openedAt: null, probeAt: after(9) });
    expect(nextPlaceHealth(probing, limited(null, true), start)).toMatchObject({ state: 'open', openedAt: start });
  });
  it('is open only with a time at which it is tried again, whatever comes', () => {
    const event = fc.record({ kind: fc.constantFrom('failed', 'delivered', 'rate-limited'), isProbe: fc.boolean() });
    const seconds = fc.option(fc.integer({ min: 1, max: 86_400 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(event, seconds, fc.boolean()), { maxLength: 60 }), (events) => {
        let health: PlaceHealth = wellPlace;
        for (const [index, [one, wait, isTried]] of events.entries()) {
          if (isTried && health.state === 'open' && health.openedAt !== null)
            health = { ...health, state: 'half-open' };
          health = nextPlaceHealth(health, { ...one, seconds: wait } as PlaceEvent, after(index));
          if (health.state === 'closed') expect(health).toMatchObject({ openedAt: null, probeAt: null });
          else expect(health.probeAt).not.toBeNull();
          if (health.openedAt !== null) expect(health.consecutiveFailures).toBeGreaterThanOrEqual(5);
        }
      }),
    );
  });
});
