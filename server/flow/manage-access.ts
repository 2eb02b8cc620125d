import { Problem } from '../problem.ts';
import { insertKey, insertUser, revokeKey, type KeyRow, type UserRow } from '../store/access.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import { inTransaction, type Pool } from '../store/sql.ts';
import { hashPassword, newApiKey } from './credentials.ts';
import type { Role } from './principal.ts';
import { normalEmail } from './sign-in.ts';

export interface KeyRequest {
  name: string;
  role: Role;
  namespaces: string[];
  expiresAt: Date | null;
}

/** A new key; its text is answered this once and never again. */
export async function createKey(pool: Pool, actor: Actor, request: KeyRequest): Promise<{ row: KeyRow; key: string }> {
  const { publicId, key, secretHash } = newApiKey();
  const row = await inTransaction(pool, async (sql) => {
    const made = await insertKey(sql, { ...request, publicId, secretHash, createdBy: actor.name });
    const { name, role, namespaces, expiresAt } = request;
    await appendAudit(sql, actor, {
      action: 'key.created',
      object: `key/${publicId}`,
      after: { name, role, namespaces, expiresAt },
    });
    return made;
  });
  return { row, key };
}

/** Revokes a key by its id (`key_ab12cd34`, or without the prefix); 404 when there is none that still works. */
export async function revokeApiKey(
  pool: Pool,
  { actor, id, now }: { actor: Actor; id: string; now: Date },
): Promise<void> {
  const publicId = id.replace(/^(key_|plk_)/, '').slice(0, 8);
  await inTransaction(pool, async (sql) => {
    if (!(await revokeKey(sql, publicId, now))) throw new Problem('not-found', `There is no working key ${id}.`);
    await appendAudit(sql, actor, { action: 'key.revoked', object: `key/${publicId}` });
  });
}

export async function createUser(
  pool: Pool,
  actor: Actor,
  request: { email: string; name: string; role: Role; namespaces: string[]; password: string },
): Promise<UserRow> {
  const email = normalEmail(request.email);
  const passwordHash = await hashPassword(request.password);
  return inTransaction(pool, async (sql) => {
    const made = await insertUser(sql, { ...request, email, passwordHash });
    if (!made) throw new Problem('conflict', `There is a user ${email} already.`);
    const { role, namespaces } = request;
    await appendAudit(sql, actor, { action: 'user.created', object: `user/${email}`, after: { role, namespaces } });
    return made;
  });
}
