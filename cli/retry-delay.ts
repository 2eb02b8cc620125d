const firstDelayMs = 250;
const longestDelayMs = 30_000;

/**
 * How long to wait before trying again, in milliseconds: what Retry-After asks for (seconds or a date, at most 30 s),
 * else full jitter over a doubling window (250 ms, 500 ms, …; the "full jitter" of the AWS architecture blog, 2015).
 */
export function retryDelayMs(tries: number, retryAfter: string | null, now: number = Date.now()): number {
  const asked = askedMs(retryAfter, now);
  if (asked !== null) return Math.min(longestDelayMs, asked + Math.random() * firstDelayMs);
  return Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** (tries - 1));
}

function askedMs(retryAfter: string | null, now: number): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
