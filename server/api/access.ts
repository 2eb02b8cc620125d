import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { createKey, createUser, revokeApiKey } from '../flow/manage-access.ts';
import { actorOf, permissions, hasPermission, roles, type Permission, type Principal } from '../flow/principal.ts';
import {
  setUpAdministrator,
  signIn,
  signOut,
  principalOfSession,
  type AccessContext,
  type SignedIn,
} from '../flow/sign-in.ts';
import { Problem } from '../problem.ts';
import { countUsers, listKeys, listUsers, type KeyRow } from '../store/access.ts';
import { listAudit } from '../store/audit.ts';
import { mount, type App, type Ctx } from './mount.ts';
import { cookieName, isLoopbackHost, isSecure, type Origins } from './origin.ts';
import {
  apiKeySchema,
  createdKeySchema,
  meSchema,
  setupStateSchema,
  type ApiKeyShape,
  type Me,
} from './shapes/access.ts';
import { iso, text } from './text.ts';

const password = text(128, 12);
const email = z.email().max(254);
const anonymous = (c: Ctx) => ({
  name: 'anonymous',
  via: 'ui' as const,
  requestId: c.get('requestId'),
  ip: c.get('ip'),
});
const actor = (c: Ctx, principal: Principal) =>
  actorOf(principal, { via: c.get('via'), requestId: c.get('requestId'), ip: c.get('ip') });

const me = (principal: Principal, displayName: string): Me => ({
  id: principal.id,
  email: principal.kind === 'user' ? principal.name : '',
  name: displayName,
  role: principal.role,
  namespaces: principal.namespaces,
  permissions: (Object.keys(permissions) as Permission[]).filter((known) => hasPermission(principal.role, known)),
});

/** /api/v1/session and /api/v1/setup: signing in and out, the first administrator. */
export function mountSession(app: App, access: AccessContext, origins: Origins): void {
  const open = (c: Ctx, signedIn: SignedIn) => {
    const secure = isSecure(c, origins);
    setCookie(c, cookieName(secure), signedIn.token, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure,
      expires: signedIn.expiresAt,
    });
    return c.json(me(signedIn.principal, signedIn.displayName));
  };
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/session',
      permission: 'public',
      summary: 'Sign in',
      body: z.strictObject({ email: text(254, 1), password: text(128, 1) }),
      answer: meSchema,
    },
    async (c, { body }) => {
      refusePlainHttp(c, origins);
      return open(c, await signIn(access, { ...body, actor: anonymous(c) }));
    },
  );
  mount(
    app,
    { method: 'get', path: '/api/v1/session', permission: 'session.self', summary: 'Who am I', answer: meSchema },
    async (c, { principal }) => {
      const token = getCookie(c, cookieName(isSecure(c, origins)));
      const session = token && principal.kind === 'user' ? await principalOfSession(access, token) : null;
      return c.json(me(principal, session?.displayName ?? principal.name));
    },
  );
  mount(
    app,
    { method: 'delete', path: '/api/v1/session', permission: 'session.self', summary: 'Sign out', status: 204 },
    async (c) => {
      const name = cookieName(isSecure(c, origins));
      const token = getCookie(c, name);
      if (token) await signOut(access, token);
      setCookie(c, name, '', { httpOnly: true, sameSite: 'Lax', path: '/', secure: isSecure(c, origins), maxAge: 0 });
      c.header('clear-site-data', '"cache", "storage"');
      return c.body(null, 204);
    },
  );
  mount(
    app,
    {
      method: 'get',
      path: '/api/v1/setup',
      permission: 'public',
      summary: 'Is the first administrator still to be made',
      answer: setupStateSchema,
    },
    async (c) => c.json({ needed: (await countUsers(access.pool)) === 0 }),
  );
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/setup',
      permission: 'public',
      summary: 'Make the first administrator',
      body: z.strictObject({ token: text(200, 1), email, name: text(200, 1), password }),
      answer: meSchema,
    },
    async (c, { body }) => {
      refusePlainHttp(c, origins);
      return open(c, await setUpAdministrator(access, { ...body, actor: anonymous(c) }));
    },
  );
}

function refusePlainHttp(c: Ctx, origins: Origins): void {
  if (isSecure(c, origins) || isLoopbackHost(c)) return;
  throw new Problem(
    'not-allowed',
    'Signing in over plain HTTP works on this machine only. Put HTTPS in front and set publicUrl.',
  );
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

const role = z.enum(roles as ['viewer', ...typeof roles]);
const namespaces = z.array(text(200, 1)).min(1).max(100);
const newKey = z.strictObject({
  name: text(200, 1),
  role,
  namespaces,
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
const newUser = z.strictObject({ email, name: text(200, 1), role, namespaces, password });

/** /api/v1/keys, /users, /audit. */
export function mountAdministration(app: App, access: AccessContext): void {
  const { pool, clock } = access;
  mount(
    app,
    {
      method: 'get',
      path: '/api/v1/keys',
      permission: 'keys.manage',
      summary: 'API keys',
      answer: z.object({ items: z.array(apiKeySchema) }),
    },
    async (c) => c.json({ items: (await listKeys(pool)).map(keyShape) }),
  );
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/keys',
      permission: 'keys.manage',
      summary: 'Make an API key; it is shown once',
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
  mount(
    app,
    {
      method: 'delete',
      path: '/api/v1/keys/{id}',
      permission: 'keys.manage',
      summary: 'Revoke an API key',
      params: z.object({ id: text(100, 1) }),
      status: 204,
    },
    async (c, { params, principal }) => {
      await revokeApiKey(pool, actor(c, principal), params.id, clock());
      return c.body(null, 204);
    },
  );
  const userShape = (u: { id: number; email: string; name: string; role: string; namespaces: string[] }) => ({
    id: `usr_${u.id}`,
    email: u.email,
    name: u.name,
    role: u.role,
    namespaces: u.namespaces,
  });
  mount(app, { method: 'get', path: '/api/v1/users', permission: 'users.manage', summary: 'Users' }, async (c) =>
    c.json({ items: (await listUsers(pool)).map(userShape) }),
  );
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/users',
      permission: 'users.manage',
      summary: 'Make a user',
      body: newUser,
      status: 201,
    },
    async (c, { body, principal }) => c.json(userShape(await createUser(pool, actor(c, principal), body)), 201),
  );
  mount(
    app,
    {
      method: 'get',
      path: '/api/v1/audit',
      permission: 'audit.read',
      summary: 'Audit entries, newest first',
      query: z.object({
        before: z
          .string()
          .regex(/^\d{1,15}$/)
          .optional(),
      }),
    },
    async (c, { query }) => {
      const rows = await listAudit(pool, 100, query.before ? Number(query.before) : null);
      const items = rows.map(({ request_id: requestId, at, ...row }) => ({ ...row, at: at.toISOString(), requestId }));
      return c.json({ items, nextBefore: rows.length === 100 ? rows.at(-1)?.id : null });
    },
  );
}
