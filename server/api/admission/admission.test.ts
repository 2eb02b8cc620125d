import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createAdmission,
  isRefusal,
  type Admission,
  type AdmissionLimits,
  type IngestKind,
  type Ticket,
} from './admission.ts';
import { refilled, waitSeconds } from './token-bucket.ts';
import { troubleOf, type Surrounding } from './trouble.ts';

const plenty = { perSecond: 1000, most: 1000 };

function admissionOf(limits: Partial<AdmissionLimits> = {}, perKey: Partial<AdmissionLimits['perKey']> = {}) {
  const time = { ms: 0 };
  const usual = { inFlightRequests: 10, inFlightBytes: 1000 };
  const keys = { requests: plenty, profiles: plenty, inFlight: 5, ...perKey };
  const trouble = { now: null as ReturnType<typeof troubleOf> };
  const admission = createAdmission(
    { ...usual, ...limits, perKey: keys },
    { clock: () => time.ms, trouble: () => trouble.now },
  );
  return { admission, time, trouble };
}

let anybody = 0;
/** A post of a key that nobody else uses, unless one is named. */
const post = (kind: IngestKind = 'profiles', bytes = 1, key = `key ${(anybody += 1)}`) => ({ kind, bytes, key });

function letIn(admission: Admission, arrival = post()): Ticket {
  const answer = admission.enter(arrival);
  if (isRefusal(answer)) throw new Error(`refused: ${answer.reason}`);
  return answer;
}

const reasonOf = (answer: ReturnType<Admission['enter']>) => (isRefusal(answer) ? answer.reason : 'let in');

describe('places', () => {
  it('are filled by bulk to half, by profiles to nine tenths, and the last are for runs', () => {
    const { admission } = admissionOf();
    for (let n = 0; n < 5; n += 1) letIn(admission, post('bulk'));
    expect(reasonOf(admission.enter(post('bulk', 1)))).toBe('places');
    for (let n = 0; n < 4; n += 1) letIn(admission, post('profiles'));
    expect(reasonOf(admission.enter(post('profiles', 1)))).toBe('places');
    letIn(admission, post('runs'));
    expect(admission.enter(post('runs', 1))).toMatchObject({ slug: 'overloaded', retryAfterSeconds: 1 });
    expect(admission.state()).toMatchObject({ inFlight: 10, refused: { places: 3 } });
  });

  it('come back when a post is answered, and no place comes back twice', () => {
    const { admission } = admissionOf({ inFlightRequests: 2 });
    const ticket = letIn(admission, post('runs'));
    letIn(admission, post('runs'));
    ticket.release();
    ticket.release();
    letIn(admission, post('runs'));
    expect(reasonOf(admission.enter(post('runs', 1)))).toBe('places');
  });
});

describe('bytes', () => {
  it('of all bodies together are bounded, but a single body is taken whatever its size', () => {
    const { admission } = admissionOf({ inFlightBytes: 100 });
    const large = letIn(admission, post('bulk', 5000));
    expect(reasonOf(admission.enter(post('profiles', 1)))).toBe('bytes');
    large.release();
    letIn(admission, post('profiles', 60));
    expect(reasonOf(admission.enter(post('profiles', 41)))).toBe('bytes');
    letIn(admission, post('profiles', 40));
    expect(admission.state().inFlightBytes).toBe(100);
  });

  it('count as they come where a body does not say its length', () => {
    const { admission } = admissionOf({ inFlightBytes: 100 });
    const one = letIn(admission, post('bulk', 0));
    const other = letIn(admission, post('bulk', 0));
    expect([one.grow(60), other.grow(40)]).toEqual([null, null]);
    expect(one.grow(1)).toMatchObject({ slug: 'overloaded', reason: 'bytes' });
    other.release();
    expect(one.grow(500)).toBeNull();
    one.release();
    expect(admission.state()).toMatchObject({ inFlight: 0, inFlightBytes: 0 });
  });
});

describe('a key', () => {
  const by = (key: string) => post('profiles', 1, key);

  it('that posts faster than its rate is told when to come again, and others are not', () => {
    const { admission, time } = admissionOf({}, { requests: { perSecond: 2, most: 2 } });
    const once = (key: string) => letIn(admission, by(key)).release();
    once('a');
    once('a');
    const refusal = { slug: 'rate-limited', reason: 'requests', retryAfterSeconds: 1 };
    expect(admission.enter(by('a'))).toMatchObject(refusal);
    once('b');
    time.ms = 500;
    once('a');
    expect(admission.enter(by('a'))).toMatchObject(refusal);
    expect(admission.state()).toMatchObject({ inFlight: 0, refused: { requests: 2 } });
  });

  it('pays for the profiles of an array afterwards, and waits until it has', () => {
    const { admission, time } = admissionOf({}, { profiles: { perSecond: 10, most: 20 } });
    letIn(admission, by('a')).charge(100);
    expect(admission.enter(by('a'))).toMatchObject({
      slug: 'rate-limited',
      reason: 'profiles',
      retryAfterSeconds: 9,
    });
    time.ms = 9000;
    letIn(admission, by('a'));
  });

  it('holds only its share of the places, and nothing of what it was refused', () => {
    const { admission } = admissionOf({}, { inFlight: 2 });
    const tickets = [letIn(admission, by('a')), letIn(admission, by('a'))];
    expect(reasonOf(admission.enter(by('a')))).toBe('share');
    letIn(admission, by('b'));
    for (const ticket of tickets) ticket.release();
    expect(admission.state().inFlight).toBe(1);
    letIn(admission, by('a'));
    letIn(admission, by('a'));
    expect(reasonOf(admission.enter(by('a')))).toBe('share');
  });

  it('leaves nothing held once all is answered, whatever comes in whatever order', () => {
    const act = fc.record({
      do: fc.constantFrom('enter', 'grow', 'charge', 'release'),
      at: fc.nat(20),
      n: fc.nat(300),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const { admission, time } = admissionOf({ inFlightRequests: 4, inFlightBytes: 500 }, { inFlight: 2 });
        const open: Ticket[] = [];
        for (const step of acts) {
          time.ms += step.n;
          const ticket = open[step.at % Math.max(1, open.length)];
          if (step.do === 'enter') {
            const answer = admission.enter(post('profiles', step.n, `key ${step.at % 2}`));
            if (!isRefusal(answer)) open.push(answer);
          } else if (step.do === 'grow') ticket?.grow(step.n);
          else if (step.do === 'charge') ticket?.charge(step.n);
          else if (ticket) {
            open.splice(open.indexOf(ticket), 1);
            ticket.release();
          }
          expect(admission.state().inFlight).toBe(open.length);
          expect(open.length).toBeLessThanOrEqual(4);
        }
        for (const ticket of open) ticket.release();
        expect(admission.state()).toMatchObject({ inFlight: 0, inFlightBytes: 0 });
      }),
    );
  });
});

describe('a bucket', () => {
  it('never holds more than it may, and clocks that go back bring nothing', () => {
    const rate = { perSecond: 5, most: 10 };
    expect(refilled({ tokens: 9, atMs: 0 }, rate, 60_000).tokens).toBe(10);
    expect(refilled({ tokens: 1, atMs: 1000 }, rate, 0)).toEqual({ tokens: 1, atMs: 1000 });
    expect(waitSeconds({ tokens: 1, atMs: 0 }, { perSecond: 2, most: 10 }, 3)).toBe(1);
    expect(waitSeconds({ tokens: 10, atMs: 0 }, rate, 1000)).toBe(0);
  });
});

describe('trouble', () => {
  const calm: Surrounding = { poolWaitMs: 0, loopDelaysMs: [1, 1, 1], freeDiskBytes: null };
  const limits = { poolWaitMs: 1000, eventLoopDelayMs: 200, freeDiskBytes: 100 };
  it.each([
    ['nothing', {}, null],
    ['a wait of a second', { poolWaitMs: 1000 }, null],
    ['a longer one', { poolWaitMs: 1001 }, 'pool'],
    ['one late second', { loopDelaysMs: [1, 1, 900] }, null],
    ['two', { loopDelaysMs: [1, 900, 900] }, null],
    ['three in a row', { loopDelaysMs: [900, 900, 900] }, 'event-loop'],
    ['three in a row that are over', { loopDelaysMs: [900, 900, 900, 1] }, null],
    ['the first two after the start', { loopDelaysMs: [900, 900] }, null],
    ['a disk that nobody can see', { freeDiskBytes: null }, null],
    ['a disk with room', { freeDiskBytes: 100 }, null],
    ['a disk without, before all else', { freeDiskBytes: 99, poolWaitMs: 5000 }, 'disk'],
  ])('of %s', (_, more, reason) => {
    const found = troubleOf({ ...calm, ...more }, limits);
    expect(found?.reason ?? null).toBe(reason);
    if (found) expect(found.retryAfterSeconds).toBeGreaterThan(0);
  });

  it('of a slow process refuses a crowd, never a few posts that are not what makes it slow', () => {
    const { admission, trouble } = admissionOf();
    trouble.now = troubleOf({ ...calm, loopDelaysMs: [900, 900, 900] }, limits);
    const few = [1, 2, 3, 4].map(() => letIn(admission, post('runs')));
    expect(reasonOf(admission.enter(post('runs')))).toBe('event-loop');
    few[0]?.release();
    letIn(admission, post('runs'));
  });

  it('refuses posts as long as it lasts, and not a moment longer', () => {
    const { admission, trouble } = admissionOf();
    trouble.now = troubleOf({ ...calm, poolWaitMs: 5000 }, limits);
    expect(admission.enter(post('runs', 1))).toMatchObject({
      slug: 'overloaded',
      reason: 'pool',
      retryAfterSeconds: 2,
    });
    expect(admission.state()).toMatchObject({ trouble: 'pool', inFlight: 0, refused: { pool: 1 } });
    trouble.now = null;
    letIn(admission);
  });
});
