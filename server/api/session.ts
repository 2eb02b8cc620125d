import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { hasPermission, permissions, type Permission, type Principal } from '../flow/principal.ts';
import {
  principalOfSession,
  setUpAdministrator,
  signIn,
  signOut,
  type AccessContext,
  type SignedIn,
} from '../flow/sign-in.ts';
import { Problem } from '../problem.ts';
import { countUsers } from '../store/access.ts';
import { byOf } from './by.ts';
import { mount, type App, type Ctx } from './mount.ts';
import { cookieName, isLoopbackHost, isSecure, type Origins } from './origin.ts';
import { email, meSchema, password, setupStateSchema, type Me } from './shapes/access.ts';
import { text } from './text.ts';

const anonymous = (c: Ctx) => ({
  name: 'anonymous',
  via: 'ui' as const,
  requestId: c.get('requestId'),
  ip: c.get('ip'),
});

const me = (principal: Principal, displayName: string): Me => ({
  id: principal.id,
  email: principal.kind === 'user' ? principal.name : '',
  name: displayName,
  role: principal.role,
  namespaces: principal.namespaces,
  permissions: (Object.keys(permissions) as Permission[]).filter((known) => hasPermission(principal.role, known)),
});

const signInBody = z.strictObject({ email: text(254, 1), password: text(128, 1) });
const setupBody = z.strictObject({ token: text(200, 1), email, name: text(200, 1), password });
const session = { path: '/api/v1/session', answer: meSchema } as const;
const setup = { path: '/api/v1/setup', permission: 'public' } as const;

const signingIn = ['wrong-credentials', 'too-many-attempts', 'not-allowed'] as const;
const settingUp = ['setup-closed', 'not-allowed'] as const;

interface Deps {
  access: AccessContext;
  origins: Origins;
}

/** /api/v1/session and /api/v1/setup: signing in and out, the first administrator. */
export function mountSession(app: App, access: AccessContext, origins: Origins): void {
  const deps = { access, origins };
  mountSignIn(app, deps);
  mountSignOut(app, deps);
  mountSetup(app, deps);
}

function mountSignIn(app: App, { access, origins }: Deps): void {
  mount(
    app,
    { ...session, method: 'post', permission: 'public', summary: 'Sign in', body: signInBody, problems: signingIn },
    async (c, { body }) => {
      refusePlainHttp(c, origins);
      return open(c, origins, await signIn(access, { ...body, actor: anonymous(c) }));
    },
  );
  mount(
    app,
    { ...session, method: 'get', permission: 'session.self', summary: 'Who am I' },
    async (c, { principal }) => {
      const token = getCookie(c, cookieName(isSecure(c, origins)));
      const found = token && principal.kind === 'user' ? await principalOfSession(access, token) : null;
      return c.json(me(principal, found?.displayName ?? principal.name));
    },
  );
}

function mountSignOut(app: App, { access, origins }: Deps): void {
  mount(
    app,
    { path: session.path, method: 'delete', permission: 'session.self', summary: 'Sign out', status: 204 },
    async (c, { principal }) => {
      const secure = isSecure(c, origins);
      const token = getCookie(c, cookieName(secure));
      if (token) await signOut(access, token, byOf(c, principal).actor);
      setCookie(c, cookieName(secure), '', { httpOnly: true, sameSite: 'Lax', path: '/', secure, maxAge: 0 });
      c.header('clear-site-data', '"cache", "storage"');
      return c.body(null, 204);
    },
  );
}

function mountSetup(app: App, { access, origins }: Deps): void {
  mount(
    app,
    { ...setup, method: 'get', summary: 'Is the first administrator still to be made', answer: setupStateSchema },
    async (c) => c.json({ needed: (await countUsers(access.pool)) === 0 }),
  );
  mount(
    app,
    {
      ...setup,
      method: 'post',
      summary: 'Make the first administrator',
      body: setupBody,
      answer: meSchema,
      problems: settingUp,
    },
    async (c, { body }) => {
      refusePlainHttp(c, origins);
      return open(c, origins, await setUpAdministrator(access, { ...body, actor: anonymous(c) }));
    },
  );
}

function open(c: Ctx, origins: Origins, signedIn: SignedIn): Response {
  const secure = isSecure(c, origins);
  setCookie(c, cookieName(secure), signedIn.token, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure,
    expires: signedIn.expiresAt,
  });
  return c.json(me(signedIn.principal, signedIn.displayName));
}

function refusePlainHttp(c: Ctx, origins: Origins): void {
  if (isSecure(c, origins) || isLoopbackHost(c)) return;
  throw new Problem(
    'not-allowed',
    'Signing in over plain HTTP works on this machine only. Put HTTPS in front and set publicUrl.',
  );
}
