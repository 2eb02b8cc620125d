import { createHash } from 'node:crypto';
import { applyPrivacy, judgedSeries, scalarMetrics, type Profile } from '../../checks/index.ts';
import { clockWarnings, profileTimes, receiptKey, schemaHash, seriesText } from './profile-times.ts';
import type { ProfileTimes, Warning } from './profile-times.ts';
import type { ReceiveContext } from './receive-context.ts';
import type { CompiledRules } from './rules-cache.ts';

/** A profile made ready before its transaction: everything that needs no lock. */
export interface PreparedProfile {
  posted: Profile;
  bodyHash: Buffer;
  key: string | null;
  receivedAt: Date;
  times: ProfileTimes;
  warnings: Warning[];
  segment: string;
  schemaHash: string | null;
  epoch: number;
  safe: Profile;
  values: number[];
  layoutId: number;
  document: string;
}

/** @throws Problem when a time lies in the future. */
export async function prepareProfile(
  context: ReceiveContext,
  profile: Profile,
  rules: CompiledRules,
): Promise<PreparedProfile> {
  const now = context.clock();
  const times = profileTimes(profile, now);
  const warnings = clockWarnings(times, now);
  const text = JSON.stringify(profile);
  const bodyHash = createHash('sha256').update(text).digest();
  return {
    posted: profile,
    bodyHash,
    key: receiptKey(profile, bodyHash),
    receivedAt: now,
    times,
    warnings,
    schemaHash: schemaHash(profile),
    ...(await makeSafe(context, profile, { text, rules })),
  };
}

/** Privacy first: what is kept and judged is what is left after it. */
async function makeSafe(
  context: ReceiveContext,
  profile: Profile,
  { text, rules }: { text: string; rules: CompiledRules },
) {
  const safe = applyPrivacy(profile, rules.privacyOf(profile.dataset), rules.hashValue);
  const document = safe === profile ? text : JSON.stringify(safe);
  const { names, values } = scalarMetrics(safe);
  // By what is kept: the value of a segment may be one that must not be.
  const { where } = judgedSeries(safe, rules.of(profile.dataset).suites, rules.hashValue);
  const segment = seriesText(safe, where);
  return {
    epoch: rules.epoch,
    safe,
    segment,
    values,
    layoutId: await context.layouts.idOf(context.pool, names),
    document,
  };
}
