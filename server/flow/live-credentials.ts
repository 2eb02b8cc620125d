import { findKeys, findSessionUsers } from '../store/access.ts';
import { keyPrincipal, userPrincipal } from './known-principal.ts';
import type { Principal } from './principal.ts';
import type { AccessContext } from './sign-in.ts';

/** By what somebody was let in: a session's token hash, or the public part of a key. */
export type Credential = { kind: 'session'; tokenHash: Uint8Array } | { kind: 'key'; publicId: string };

const nameOf = (credential: Credential) =>
  credential.kind === 'key' ? credential.publicId : Buffer.from(credential.tokenHash).toString('base64url');

/** Who each credential belongs to now; none when it was revoked, has expired or lay idle. To be asked is no activity. */
export async function livePrincipals(
  { pool, clock, session }: AccessContext,
  credentials: readonly Credential[],
): Promise<(credential: Credential) => Principal | null> {
  const now = clock();
  const idleSince = new Date(now.getTime() - session.idleHours * 3600_000);
  const hashes = credentials.flatMap((one) => (one.kind === 'session' ? [one.tokenHash] : []));
  const publicIds = credentials.flatMap((one) => (one.kind === 'key' ? [one.publicId] : []));
  const alive = new Map<string, Principal>();
  for (const row of hashes.length > 0 ? await findSessionUsers(pool, hashes, { at: now, idleSince }) : []) {
    alive.set(Buffer.from(row.tokenHash).toString('base64url'), userPrincipal(row));
  }
  for (const row of publicIds.length > 0 ? await findKeys(pool, publicIds) : []) {
    if (!row.revokedAt && (!row.expiresAt || row.expiresAt > now)) alive.set(row.publicId, keyPrincipal(row));
  }
  return (credential) => alive.get(nameOf(credential)) ?? null;
}
