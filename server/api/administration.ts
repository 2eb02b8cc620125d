import { z } from 'zod';
import { createKey, createUser, revokeApiKey } from '../flow/manage-access.ts';
import { actorOf, roles, type Principal } from '../flow/principal.ts';
import type { AccessContext } from '../flow/sign-in.ts';
import { listKeys, listUsers, type KeyRow } from '../store/access.ts';
import { listAudit } from '../store/audit.ts';
import { mount, type App, type Ctx } from './mount.ts';
import {
  apiKeySchema,
  auditPageSchema,
  createdKeySchema,
  email,
  password,
  userSchema,
  type ApiKeyShape,
  type UserShape,
} from './shapes/access.ts';
import { instant } from './shapes/common.ts';
import { iso, text } from './text.ts';

const actor = (c: Ctx, principal: Principal) =>
  actorOf(principal, { via: c.get('via'), requestId: c.get('requestId'), ip: c.get('ip') });

const role = z.enum(roles as ['viewer', ...typeof roles]);
const namespaces = z.array(text(200, 1)).min(1).max(100);
const newKey = z.strictObject({ name: text(200, 1), role, namespaces, expiresAt: instant.optional() });
const newUser = z.strictObject({ email, name: text(200, 1), role, namespaces, password });
const keyList = z.object({ items: z.array(apiKeySchema) });
const auditQuery = z.object({
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});
const auditPage = 100;
const userList = z.object({ items: z.array(userSchema) });
const makingUser = { status: 201, answer: userSchema, problems: ['conflict'] } as const;

/** /api/v1/keys, /users, /audit. */
export function mountAdministration(app: App, access: AccessContext): void {
  mountKeys(app, access);
  mountUsers(app, access);
  mountAudit(app, access);
}

function mountKeys(app: App, { pool, clock }: AccessContext): void {
  const keys = { path: '/api/v1/keys', permission: 'keys.manage' } as const;
  mount(app, { ...keys, method: 'get', summary: 'API keys', answer: keyList }, async (c) =>
    c.json({ items: (await listKeys(pool)).map(keyShape) }),
  );
  mount(
    app,
    {
      ...keys,
      method: 'post',
      summary: 'Make a key; it is shown once',
      body: newKey,
      answer: createdKeySchema,
      status: 201,
    },
    async (c, { body, principal }) => {
      const expiresAt = body.expiresAt ? new Date(body.expiresAt) : null;
      const { row, key } = await createKey(pool, actor(c, principal), { ...body, expiresAt });
      return c.json({ ...keyShape(row), key }, 201);
    },
  );
  const one = { path: '/api/v1/keys/{id}', permission: 'keys.manage', params: z.object({ id: text(100, 1) }) } as const;
  mount(app, { ...one, method: 'delete', summary: 'Revoke a key', status: 204 }, async (c, { params, principal }) => {
    await revokeApiKey(pool, { actor: actor(c, principal), id: params.id, now: clock() });
    return c.body(null, 204);
  });
}

const keyShape = (row: KeyRow): ApiKeyShape => ({
  id: `key_${row.publicId}`,
  name: row.name,
  prefix: `plk_${row.publicId}`,
  role: row.role as ApiKeyShape['role'],
  namespaces: row.namespaces,
  createdAt: row.createdAt.toISOString(),
  createdBy: row.createdBy,
  expiresAt: iso(row.expiresAt),
  revokedAt: iso(row.revokedAt),
  lastUsedAt: iso(row.lastUsedAt),
});

function mountUsers(app: App, { pool }: AccessContext): void {
  const users = { path: '/api/v1/users', permission: 'users.manage' } as const;
  mount(app, { ...users, method: 'get', summary: 'Users', answer: userList }, async (c) =>
    c.json({ items: (await listUsers(pool)).map(userShape) }),
  );
  mount(app, { ...users, method: 'post', summary: 'Make a user', body: newUser, ...makingUser }, async (c, valid) => {
    const made = await createUser(pool, actor(c, valid.principal), valid.body);
    return c.json(userShape(made), 201);
  });
}

const userShape = (u: { id: number; email: string; name: string; role: string; namespaces: string[] }): UserShape => ({
  id: `usr_${u.id}`,
  email: u.email,
  name: u.name,
  role: u.role as UserShape['role'],
  namespaces: u.namespaces,
});

function mountAudit(app: App, { pool }: AccessContext): void {
  const audit = { path: '/api/v1/audit', permission: 'audit.read', query: auditQuery } as const;
  mount(
    app,
    { ...audit, method: 'get', summary: 'Audit entries, newest first', answer: auditPageSchema },
    async (c, { query }) => {
      const rows = await listAudit(pool, auditPage, query.before ? Number(query.before) : null);
      const items = rows.map(({ request_id: requestId, at, ...row }) => ({ ...row, at: at.toISOString(), requestId }));
      return c.json({ items, nextBefore: rows.length === auditPage ? (rows.at(-1)?.id ?? null) : null });
    },
  );
}
