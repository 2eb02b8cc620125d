import type { Context, Next } from 'hono';
import { getCookie } from 'hono/cookie';
import { Problem } from '../problem.ts';
import { hashToken } from '../flow/credentials.ts';
import type { Principal } from '../flow/principal.ts';
import { createKeyCheck, principalOfSession, type AccessContext } from '../flow/sign-in.ts';
import type { RequestState } from './mount.ts';
import { cookieName, isSecure, type Origins } from './origin.ts';

/** Finds out who is asking: an API key in the Authorization header, else a session cookie. Nobody is null, a bad key is refused. */
export function authenticate(access: AccessContext, origins: Origins) {
  const checkKey = createKeyCheck(access);
  return async (c: Context<RequestState>, next: Next) => {
    const header = c.req.header('authorization');
    c.set('principal', null);
    c.set('credential', null);
    if (header !== undefined) {
      const principal = await keyPrincipal(header, checkKey);
      c.set('principal', principal);
      c.set('credential', { kind: 'key', publicId: principal.id.slice('key_'.length) });
      c.set('via', c.req.header('user-agent')?.startsWith('plumbline-cli') ? 'cli' : 'api');
    } else {
      const token = getCookie(c, cookieName(isSecure(c, origins)));
      const session = token ? await principalOfSession(access, token) : null;
      c.set('principal', session?.principal ?? null);
      if (session && token) c.set('credential', { kind: 'session', tokenHash: hashToken(token) });
      c.set('via', 'ui');
    }
    await next();
  };
}

async function keyPrincipal(header: string, check: (key: string) => Promise<Principal | null>): Promise<Principal> {
  const [scheme = '', key = ''] = header.trim().split(/\s+/);
  const principal = scheme.toLowerCase() === 'bearer' ? await check(key) : null;
  if (principal) return principal;
  throw new Problem(
    'not-signed-in',
    'This API key is not known, was revoked or has expired. Send Authorization: Bearer plk_…',
  );
}

/**
 * Refuses what another site could make a browser send: a change made with a cookie (or one that sets it) needs our own
 * header, a JSON body and our own origin.
 */
function refuseCrossSite(c: Context<RequestState>, origins: Origins): void {
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  const foreign =
    (origin !== undefined && !origins.isOwn(c, origin)) ||
    (site !== undefined && !['same-origin', 'none'].includes(site));
  if (foreign || c.req.header('x-plumbline-request') === undefined) {
    throw new Problem(
      'cross-site-request',
      'A change by a signed-in browser must come from this site, with the header X-Plumbline-Request.',
    );
  }
}

// They come before there is a session, and set its cookie.
const signingIn = new Set(['/api/v1/session', '/api/v1/setup']);

/** Changes by cookie are checked; a key in a header is something no other site can send. */
export function crossSiteGuard(origins: Origins) {
  return async (c: Context<RequestState>, next: Next) => {
    const changes = ['POST', 'PUT', 'PATCH', 'DELETE'].includes(c.req.method);
    const bySession = c.get('principal')?.kind === 'user' || signingIn.has(c.req.path);
    if (changes && bySession) refuseCrossSite(c, origins);
    await next();
  };
}
