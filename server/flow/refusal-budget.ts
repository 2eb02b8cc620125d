const burst = 20;
const perSecond = 5;
const mostKinds = 1000;

interface Bucket {
  tokens: number;
  at: number;
  omitted: number;
}

/** Lets a burst of 20 through per kind, then 5 a second; answers how many were held back since the last one let through. */
export function createRefusalBudget() {
  const buckets = new Map<string, Bucket>();
  return {
    take(kind: string, now: Date): { isIn: boolean; omitted: number } {
      const at = now.getTime();
      if (buckets.size >= mostKinds && !buckets.has(kind)) buckets.clear();
      const bucket = buckets.get(kind) ?? { tokens: burst, at, omitted: 0 };
      buckets.set(kind, bucket);
      bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, at - bucket.at) / 1000) * perSecond);
      bucket.at = at;
      if (bucket.tokens < 1) {
        bucket.omitted++;
        return { isIn: false, omitted: 0 };
      }
      bucket.tokens--;
      const { omitted } = bucket;
      bucket.omitted = 0;
      return { isIn: true, omitted };
    },
  };
}
