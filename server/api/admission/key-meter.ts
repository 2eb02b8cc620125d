import { fullBucket, refilled, waitSeconds, type Bucket, type BucketRate } from './token-bucket.ts';

/** What one key may do: rates, and how many of its posts may be at work at once. */
export interface KeyLimits {
  requests: BucketRate;
  profiles: BucketRate;
  inFlight: number;
}

interface Meter {
  requests: Bucket;
  profiles: Bucket;
  inFlight: number;
}

export type KeyRefusal = { reason: 'requests' | 'profiles' | 'share'; retryAfterSeconds: number };

/** Counts per key what it posts. A key that is quiet long enough to have everything back is forgotten. */
export interface KeyMeters {
  /** Why the key must wait; null when it need not. Takes nothing. */
  refusalOf(key: string, nowMs: number): KeyRefusal | null;
  /** Takes a place and one request of the key. */
  enter(key: string, nowMs: number): void;
  leave(key: string): void;
  /** Counts profiles that were found in a body; what is over the rate is owed, and later posts wait for it. */
  charge(key: string, profiles: number, nowMs: number): void;
}

const mostMeters = 10_000;

export function createKeyMeters(limits: KeyLimits): KeyMeters {
  const meters = new Map<string, Meter>();
  const meterOf = (key: string, nowMs: number): Meter => {
    const known = meters.get(key);
    const meter = {
      requests: known ? refilled(known.requests, limits.requests, nowMs) : fullBucket(limits.requests, nowMs),
      profiles: known ? refilled(known.profiles, limits.profiles, nowMs) : fullBucket(limits.profiles, nowMs),
      inFlight: known?.inFlight ?? 0,
    };
    if (!known && meters.size >= mostMeters) forgetQuiet(meters, limits, nowMs);
    meters.set(key, meter);
    return meter;
  };
  return {
    refusalOf: (key, nowMs) => {
      const meter = meterOf(key, nowMs);
      if (meter.inFlight >= limits.inFlight) return { reason: 'share', retryAfterSeconds: 1 };
      const requests = waitSeconds(meter.requests, limits.requests, 1);
      if (requests > 0) return { reason: 'requests', retryAfterSeconds: Math.ceil(requests) };
      const profiles = waitSeconds(meter.profiles, limits.profiles, 1);
      if (profiles > 0) return { reason: 'profiles', retryAfterSeconds: Math.ceil(profiles) };
      return null;
    },
    enter: (key, nowMs) => {
      const meter = meterOf(key, nowMs);
      meter.requests.tokens -= 1;
      meter.inFlight += 1;
    },
    leave: (key) => {
      const meter = meters.get(key);
      if (meter) meter.inFlight -= 1;
    },
    charge: (key, profiles, nowMs) => void (meterOf(key, nowMs).profiles.tokens -= profiles),
  };
}

function forgetQuiet(meters: Map<string, Meter>, limits: KeyLimits, nowMs: number): void {
  for (const [key, { requests, profiles, inFlight }] of meters) {
    const full =
      refilled(requests, limits.requests, nowMs).tokens >= limits.requests.most &&
      refilled(profiles, limits.profiles, nowMs).tokens >= limits.profiles.most;
    if (full && inFlight === 0) meters.delete(key);
  }
}
