/** How fast tokens come back and how many may be saved up. */
export interface BucketRate {
  perSecond: number;
  most: number;
}

/** What is left of a bucket, as of an instant in milliseconds; below zero it is owed. */
export interface Bucket {
  tokens: number;
  atMs: number;
}

export const fullBucket = (rate: BucketRate, atMs: number): Bucket => ({ tokens: rate.most, atMs });

/** The same bucket later; time that goes back brings nothing. */
export function refilled(bucket: Bucket, rate: BucketRate, atMs: number): Bucket {
  const seconds = Math.max(0, atMs - bucket.atMs) / 1000;
  return { tokens: Math.min(rate.most, bucket.tokens + seconds * rate.perSecond), atMs: Math.max(bucket.atMs, atMs) };
}

/**
 * Seconds until `wanted` tokens are there; 0 when they are. Wanted may be more than a bucket ever holds: such a one waits
 * until the bucket is full, and takes the rest on credit.
 * @example waitSeconds({ tokens: 1, atMs: 0 }, { perSecond: 2, most: 10 }, 3) // => 1
 */
export function waitSeconds(bucket: Bucket, rate: BucketRate, wanted: number): number {
  return Math.max(0, Math.min(wanted, rate.most) - bucket.tokens) / rate.perSecond;
}
