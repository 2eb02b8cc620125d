import type { Sql } from './sql.ts';

export interface KeyRow {
  id: number;
  publicId: string;
  secretHash: Uint8Array;
  name: string;
  role: string;
  namespaces: string[];
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

const keyColumns = (sql: Sql) => sql`
  id, public_id as "publicId", secret_hash as "secretHash", name, role, namespaces, created_by as "createdBy",
  created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

export async function findKey(sql: Sql, publicId: string): Promise<KeyRow | null> {
  const [row] = await sql<KeyRow[]>`select ${keyColumns(sql)} from api_key where public_id = ${publicId}`;
  return row ?? null;
}

/** The rows of several keys at once. */
export async function findKeys(sql: Sql, publicIds: readonly string[]): Promise<KeyRow[]> {
  return sql<KeyRow[]>`select ${keyColumns(sql)} from api_key where public_id = any(${publicIds as string[]}::text[])`;
}

export async function listKeys(sql: Sql): Promise<KeyRow[]> {
  return sql<KeyRow[]>`select ${keyColumns(sql)} from api_key order by id desc`;
}

export interface NewKey {
  publicId: string;
  secretHash: Uint8Array;
  name: string;
  role: string;
  namespaces: string[];
  createdBy: string;
  expiresAt: Date | null;
}

export async function insertKey(sql: Sql, k: NewKey): Promise<KeyRow> {
  const [row] = await sql<KeyRow[]>`
    insert into api_key (public_id, secret_hash, name, role, namespaces, created_by, expires_at)
    values (${k.publicId}, ${k.secretHash}, ${k.name}, ${k.role}, ${k.namespaces}::text[], ${k.createdBy}, ${k.expiresAt})
    returning ${keyColumns(sql)}`;
  if (!row) throw new Error('the key was not stored');
  return row;
}

/** False when there is no such key, or it was revoked before. */
export async function revokeKey(sql: Sql, publicId: string, at: Date): Promise<boolean> {
  const rows = await sql`
    update api_key set revoked_at = ${at} where public_id = ${publicId} and revoked_at is null returning id`;
  return rows.length === 1;
}

export async function touchKey(sql: Sql, id: number, at: Date): Promise<void> {
  await sql`update api_key set last_used_at = ${at} where id = ${id}`;
}

export interface UserRow {
  id: number;
  email: string;
  name: string;
  role: string;
  namespaces: string[];
  passwordHash: string;
  disabledAt: Date | null;
}

const userColumns = (sql: Sql) => sql`
  u.id, u.email, u.name, u.role, u.namespaces, u.password_hash as "passwordHash", u.disabled_at as "disabledAt"`;

export async function findUser(sql: Sql, email: string): Promise<UserRow | null> {
  const [row] = await sql<UserRow[]>`select ${userColumns(sql)} from app_user u where u.email = ${email}`;
  return row ?? null;
}

export async function listUsers(sql: Sql): Promise<UserRow[]> {
  return sql<UserRow[]>`select ${userColumns(sql)} from app_user u order by u.email`;
}

export async function countUsers(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from app_user`;
  return row?.count ?? 0;
}

/** Null when the address is taken. */
export async function insertUser(
  sql: Sql,
  u: { email: string; name: string; role: string; namespaces: string[]; passwordHash: string },
): Promise<UserRow | null> {
  const [row] = await sql<UserRow[]>`
    insert into app_user as u (email, name, role, namespaces, password_hash)
    values (${u.email}, ${u.name}, ${u.role}, ${u.namespaces}::text[], ${u.passwordHash})
    on conflict (email) do nothing returning ${userColumns(sql)}`;
  return row ?? null;
}

export async function insertSession(
  sql: Sql,
  s: { tokenHash: Uint8Array; userId: number; at: Date; expiresAt: Date },
): Promise<void> {
  await sql`
    insert into session (token_hash, user_id, created_at, last_seen_at, expires_at)
    values (${s.tokenHash}, ${s.userId}, ${s.at}, ${s.at}, ${s.expiresAt})`;
}

/** The user of a live session: neither idle since `idleSince` nor past its end; touched at most once a minute. */
export async function findSessionUser(
  sql: Sql,
  tokenHash: Uint8Array,
  at: Date,
  idleSince: Date,
): Promise<UserRow | null> {
  const [row] = await sql<(UserRow & { lastSeenAt: Date })[]>`
    select ${userColumns(sql)}, s.last_seen_at as "lastSeenAt" from session s join app_user u on u.id = s.user_id
    where s.token_hash = ${tokenHash} and s.expires_at > ${at} and s.last_seen_at > ${idleSince} and u.disabled_at is null`;
  if (row && at.getTime() - row.lastSeenAt.getTime() > 60_000) {
    await sql`update session set last_seen_at = ${at} where token_hash = ${tokenHash}`;
  }
  return row ?? null;
}

/** The users of those sessions that are neither idle nor ended; unlike findSessionUser it touches none. */
export async function findSessionUsers(
  sql: Sql,
  tokenHashes: readonly Uint8Array[],
  { at, idleSince }: { at: Date; idleSince: Date },
): Promise<(UserRow & { tokenHash: Uint8Array })[]> {
  const hexes = tokenHashes.map((hash) => Buffer.from(hash).toString('hex'));
  return sql<(UserRow & { tokenHash: Uint8Array })[]>`
    select ${userColumns(sql)}, s.token_hash as "tokenHash" from session s join app_user u on u.id = s.user_id
    where s.token_hash in (select decode(hex, 'hex') from unnest(${hexes}::text[]) as hex) and s.expires_at > ${at}
      and s.last_seen_at > ${idleSince} and u.disabled_at is null`;
}

/** False when there was no such session. */
export async function deleteSession(sql: Sql, tokenHash: Uint8Array): Promise<boolean> {
  const rows = await sql`delete from session where token_hash = ${tokenHash} returning user_id`;
  return rows.length === 1;
}

export async function storeSetupToken(sql: Sql, tokenHash: Uint8Array, expiresAt: Date): Promise<void> {
  await sql`update instance set setup_token_hash = ${tokenHash}, setup_token_expires_at = ${expiresAt}`;
}

/** Takes the set-up token: true once, for the right token before its end, while there is no user. */
export async function takeSetupToken(sql: Sql, tokenHash: Uint8Array, at: Date): Promise<boolean> {
  const rows = await sql`
    update instance set setup_token_hash = null, setup_token_expires_at = null
    where setup_token_hash = ${tokenHash} and setup_token_expires_at > ${at} and not exists (select 1 from app_user)
    returning id`;
  return rows.length === 1;
}

/** Attempts to sign in since `since` that did not succeed, for the account or a fifth of those of the address, whichever is more. */
export async function countSignInFailures(sql: Sql, account: string, ip: string, since: Date): Promise<number> {
  const [row] = await sql<{ account: number; ip: number }[]>`
    select count(*) filter (where account = ${account} and not cleared)::int as account,
      ceil(count(*) filter (where ip = ${ip} and not cleared) / 5.0)::int as ip
    from sign_in_failure where at > ${since} and (account = ${account} or ip = ${ip})`;
  return Math.max(row?.account ?? 0, row?.ip ?? 0);
}

/** Counts an attempt before its password is looked at, so that many at once cannot all slip through. */
export async function recordSignInAttempt(
  sql: Sql,
  attempt: { account: string; ip: string; at: Date },
): Promise<number> {
  const { account, ip, at } = attempt;
  await sql`delete from sign_in_failure where at < ${new Date(at.getTime() - 24 * 3600_000)}`;
  const [row] = await sql<{ id: number }[]>`
    insert into sign_in_failure (account, ip, at) values (${account}, ${ip}, ${at}) returning id`;
  return row?.id ?? 0;
}

/** Takes an attempt back that was refused unseen: waiting must end, however often somebody tries meanwhile. */
export async function forgetSignInAttempt(sql: Sql, id: number): Promise<void> {
  await sql`delete from sign_in_failure where id = ${id}`;
}

export async function clearSignInFailures(sql: Sql, account: string): Promise<void> {
  await sql`update sign_in_failure set cleared = true where account = ${account}`;
}
