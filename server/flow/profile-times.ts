import { createHash } from 'node:crypto';
import type { Profile } from '../../checks/index.ts';
import { Problem } from '../problem.ts';

const futureLimitMs = 24 * 3600_000;
const skewLimitMs = 5 * 60_000;

/** The instants of a profile: what it describes, when it was measured, and which of them orders the history. */
export interface ProfileTimes {
  intervalStart: Date | null;
  intervalEnd: Date | null;
  capturedAt: Date | null;
  effectiveAt: Date;
}

/** The data interval, when the profile has one. */
export const intervalOf = ({
  intervalStart: start,
  intervalEnd: end,
}: Pick<ProfileTimes, 'intervalStart' | 'intervalEnd'>) => (start !== null && end !== null ? { start, end } : null);

export interface Warning {
  pointer: string;
  message: string;
}

const instant = (text: string | undefined) => (text === undefined ? null : new Date(text));

export function profileTimes(profile: Profile, now: Date): ProfileTimes {
  const intervalStart = instant(profile.dataInterval?.start);
  const intervalEnd = instant(profile.dataInterval?.end);
  const capturedAt = instant(profile.capturedAt);
  return { intervalStart, intervalEnd, capturedAt, effectiveAt: intervalStart ?? capturedAt ?? now };
}

/** @throws Problem when the instant is more than a day ahead of our clock: it would stand as the newest until then. */
export function refuseFuture(at: Date, pointer: string, now: Date): void {
  if (at.getTime() - now.getTime() <= futureLimitMs) return;
  const message = 'more than 24 hours ahead of our clock';
  throw new Problem('invalid-request', 'A time lies in the future.', { errors: [{ pointer, message }] });
}

/** Times ahead of our clock: more than a day is refused, more than five minutes is kept as given and said. */
export function clockWarnings(times: ProfileTimes, now: Date): Warning[] {
  const warnings: Warning[] = [];
  for (const [pointer, at] of [
    ['/capturedAt', times.capturedAt],
    ['/dataInterval/start', times.intervalStart],
  ] as const) {
    const ahead = at ? at.getTime() - now.getTime() : 0;
    if (at) refuseFuture(at, pointer, now);
    if (ahead > skewLimitMs) {
      warnings.push({ pointer, message: `${Math.round(ahead / 60_000)} minutes ahead of our clock; kept as given` });
    }
  }
  return warnings;
}

/**
 * One text for the series of a profile: its segment, the same for any order of its keys, and the filter by which rules
 * judge it (`where`, of judgedSeries) as a hash; empty for the whole dataset.
 */
export function seriesText(profile: Profile, where: string | null): string {
  const parts = (profile.segment ?? [])
    .map(({ key, value }) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
    .sort();
  if (where !== null) parts.push(`where:${createHash('sha256').update(where).digest('base64url').slice(0, 22)}`);
  return parts.join(',');
}

/**
 * The key under which a repeat is recognised. Without one given, a profile that carries its own identity in time (interval,
 * capture time or run) is recognised by its content; one that does not is a new measurement each time.
 */
export function receiptKey(profile: Profile, bodyHash: Uint8Array): string | null {
  if (profile.idempotencyKey !== undefined) return profile.idempotencyKey;
  const placed = profile.dataInterval ?? profile.capturedAt ?? profile.run;
  return placed === undefined ? null : `sha256:${Buffer.from(bodyHash).toString('base64url')}`;
}

/** What a schema is: names, types and nullability in order. */
export function schemaHash(profile: Profile): string | null {
  if (!profile.schema) return null;
  const text = JSON.stringify(profile.schema.fields.map((f) => [f.name, f.type ?? null, f.nullable ?? null]));
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
