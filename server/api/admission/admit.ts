import { createHash } from 'node:crypto';
import type { Next } from 'hono';
import { Problem } from '../../problem.ts';
import type { Ctx } from '../mount.ts';
import { isRefusal, type Admission, type IngestKind, type Refusal } from './admission.ts';
import { ingestRoutes } from './ingest-routes.ts';

const bulkBytes = 2 ** 20;

/** Lets a post in before anybody is looked up or a byte of its body is read, and keeps its place until it is answered. */
export function admit(admission: Admission, maxBodyBytes: number) {
  return async (c: Ctx, next: Next) => {
    const route = c.req.method === 'POST' ? ingestRoutes.get(c.req.path) : undefined;
    if (!route) return next();
    const bytes = declaredBytes(c);
    // More than may ever be is refused by whoever reads it, not held here.
    const ticket = admission.enter({
      kind: kindOf(route, bytes),
      bytes: Math.min(bytes ?? 0, maxBodyBytes),
      key: keyOf(c),
    });
    if (isRefusal(ticket)) throw problemOf(ticket);
    c.set('ticket', ticket);
    try {
      await next();
    } finally {
      ticket.release();
    }
  };
}

export const problemOf = ({ slug, detail, retryAfterSeconds }: Refusal) =>
  new Problem(slug, detail, { retryAfterSeconds });

// The key as it is shown, right or wrong: whether it is right takes the database to say, and a flood must not wait for that.
const keyOf = (c: Ctx) =>
  createHash('sha256')
    .update(c.req.header('authorization') ?? '')
    .digest('base64url');

/** What the body will take, as far as it says; null when that shows only while it is read. */
function declaredBytes(c: Ctx): number | null {
  const encoding = (c.req.header('content-encoding') ?? 'identity').trim().toLowerCase();
  const length = Number(c.req.header('content-length') ?? Number.NaN);
  return encoding === 'identity' && Number.isFinite(length) ? length : null;
}

const kindOf = (route: 'runs' | 'profiles', bytes: number | null): IngestKind =>
  bytes === null || bytes > bulkBytes ? 'bulk' : route;
