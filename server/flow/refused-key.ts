import type { KeyRow } from '../store/access.ts';

const day = (at: Date) => at.toISOString().slice(0, 16).replace('T', ' ');

/** Why a key of a known name was not let in, for those who look after it; whoever sent it is told no more than "not known". */
export function describeRefusedKey(
  { publicId, name, revokedAt, expiresAt }: Pick<KeyRow, 'publicId' | 'name' | 'revokedAt' | 'expiresAt'>,
  now: Date,
): string {
  const key = `The key plk_${publicId} (${name})`;
  if (revokedAt) return `${key} was revoked at ${day(revokedAt)} UTC. Make another one.`;
  if (expiresAt && expiresAt <= now) return `${key} expired at ${day(expiresAt)} UTC. Make another one.`;
  return `${key} came with a wrong secret part. Was it cut off when it was copied?`;
}
