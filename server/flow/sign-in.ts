import { Problem } from '../problem.ts';
import {
  clearSignInFailures,
  countSignInFailures,
  deleteSession,
  findKey,
  findSessionUser,
  findUser,
  forgetSignInAttempt,
  insertSession,
  insertUser,
  recordSignInAttempt,
  takeSetupToken,
  touchKey,
  type KeyRow,
  type UserRow,
} from '../store/access.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import { inTransaction, type Pool, type Sql } from '../store/sql.ts';
import { hashPassword, hashToken, newToken, publicIdOf, sameHash, verifyPassword } from './credentials.ts';
import { keyPrincipal, userPrincipal } from './known-principal.ts';
import type { Principal } from './principal.ts';

export interface AccessContext {
  pool: Pool;
  clock: () => Date;
  session: { idleHours: number; absoluteDays: number };
}

const hourMs = 3600_000;
const windowMs = hourMs / 4;
const attemptsPerWindow = 10;

export interface SignedIn {
  principal: Principal;
  displayName: string;
  token: string;
  expiresAt: Date;
}

async function openSession(sql: Sql, context: AccessContext, user: UserRow): Promise<SignedIn> {
  const token = newToken();
  const at = context.clock();
  const expiresAt = new Date(at.getTime() + context.session.absoluteDays * 24 * hourMs);
  await insertSession(sql, { tokenHash: hashToken(token), userId: user.id, at, expiresAt });
  return { principal: userPrincipal(user), displayName: user.name, token, expiresAt };
}

/** A session for the right password; the same answer in the same time for a wrong one and for no such account. */
export async function signIn(
  context: AccessContext,
  input: { email: string; password: string; actor: Actor },
): Promise<SignedIn> {
  const account = normalEmail(input.email);
  const ip = input.actor.ip ?? '';
  const now = context.clock();
  const since = new Date(now.getTime() - windowMs);
  const attempt = await recordSignInAttempt(context.pool, { account, ip, at: now });
  if ((await countSignInFailures(context.pool, account, ip, since)) > attemptsPerWindow) {
    await forgetSignInAttempt(context.pool, attempt);
    throw new Problem('too-many-attempts', 'Too many failed sign-ins. Wait a quarter of an hour.', {
      retryAfterSeconds: 900,
    });
  }
  const user = await findUser(context.pool, account);
  const right = await verifyPassword(input.password, user?.passwordHash ?? null);
  const actor = { ...input.actor, name: `user:${account}` };
  if (!right || !user || user.disabledAt) {
    await appendAudit(context.pool, actor, { action: 'session.refused', object: `user/${account}` });
    throw new Problem('wrong-credentials', 'This e-mail and password do not belong together.');
  }
  return inTransaction(context.pool, async (sql) => {
    await clearSignInFailures(sql, account);
    await appendAudit(sql, actor, { action: 'session.opened', object: `user/${account}` });
    return openSession(sql, context, user);
  });
}

export const normalEmail = (email: string) => email.trim().toLowerCase();

export async function signOut(context: AccessContext, token: string, actor: Actor): Promise<void> {
  await inTransaction(context.pool, async (sql) => {
    if (!(await deleteSession(sql, hashToken(token)))) return;
    await appendAudit(sql, actor, { action: 'session.closed', object: actor.name.replace(':', '/') });
  });
}

/** The first administrator, by the link that the server printed at its start; the link works once. */
export async function setUpAdministrator(
  context: AccessContext,
  input: { token: string; email: string; name: string; password: string; actor: Actor },
): Promise<SignedIn> {
  const email = normalEmail(input.email);
  return inTransaction(context.pool, async (sql) => {
    if (!(await takeSetupToken(sql, hashToken(input.token), context.clock()))) {
      throw new Problem('setup-closed', 'This set-up link was used or has expired. Restart Plumbline for a new one.');
    }
    // Only now: whoever has no link must not make us work.
    const passwordHash = await hashPassword(input.password);
    const made = await insertUser(sql, { email, name: input.name, role: 'admin', namespaces: ['*'], passwordHash });
    if (!made) throw new Problem('setup-closed', 'There is a user of this address already.');
    const actor = { ...input.actor, name: `user:${email}` };
    await appendAudit(sql, actor, { action: 'user.created', object: `user/${email}`, after: { role: 'admin' } });
    return openSession(sql, context, made);
  });
}

/** The user of a session token that is neither idle nor ended; null otherwise. */
export async function principalOfSession(
  context: AccessContext,
  token: string,
): Promise<{ principal: Principal; displayName: string } | null> {
  const at = context.clock();
  const idleSince = new Date(at.getTime() - context.session.idleHours * hourMs);
  const user = await findSessionUser(context.pool, hashToken(token), at, idleSince);
  return user ? { principal: userPrincipal(user), displayName: user.name } : null;
}

/** Looks keys up at most once a second each, so that a revoked key is refused within that second. */
export function createKeyCheck(context: AccessContext): (key: string) => Promise<Principal | null> {
  const kept = new Map<string, { row: KeyRow | null; at: number }>();
  const touched = new Map<number, number>();
  const lookUp = async (publicId: string, now: number) => {
    const known = kept.get(publicId);
    if (known && now - known.at < 1000) return known.row;
    const row = await findKey(context.pool, publicId);
    if (kept.size >= 10_000) kept.clear();
    kept.set(publicId, { row, at: now });
    return row;
  };
  return async (key) => {
    const publicId = publicIdOf(key);
    if (!publicId) return null;
    const now = context.clock();
    const row = await lookUp(publicId, now.getTime());
    if (!row || !sameHash(row.secretHash, hashToken(key)) || row.revokedAt) return null;
    if (row.expiresAt && row.expiresAt <= now) return null;
    if (now.getTime() - (touched.get(row.id) ?? 0) > 60_000) {
      touched.set(row.id, now.getTime());
      await touchKey(context.pool, row.id, now);
    }
    return keyPrincipal(row);
  };
}
