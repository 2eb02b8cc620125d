import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Next } from 'hono';
import { Problem } from '../../problem.ts';
import type { Ctx } from '../mount.ts';
import { isRefusal, type Admission, type Arrival, type IngestKind, type Refusal } from './admission.ts';
import { ingestRoutes } from './ingest-routes.ts';

const bulkBytes = 2 ** 20;

/** Lets a post in before anybody is looked up or a byte of its body is read, and keeps its place until it is answered. */
export function admit(admission: Admission, maxBodyBytes: number) {
  return async (c: Ctx, next: Next) => {
    const asked = { method: c.req.method, path: c.req.path, header: (name: HeaderName) => c.req.header(name) };
    const arrival = arrivalOf(asked, maxBodyBytes);
    if (!arrival) return next();
    const ticket = admission.enter(arrival);
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

type HeaderName = keyof IncomingHttpHeaders & ('authorization' | 'content-encoding' | 'content-length');

interface Asked {
  method: string;
  /** Without the query. */
  path: string;
  header: (name: HeaderName) => string | undefined;
}

/** What a request says of itself, when it is one that posts; null for every other. */
export function arrivalOf({ method, path, header }: Asked, maxBodyBytes: number): Arrival | null {
  const route = method === 'POST' ? ingestRoutes.get(path) : undefined;
  if (!route) return null;
  const encoding = (header('content-encoding') ?? 'identity').trim().toLowerCase();
  const length = Number(header('content-length') ?? Number.NaN);
  // What it takes when it is compressed or comes in chunks shows only while it is read.
  const bytes = encoding === 'identity' && Number.isFinite(length) ? length : null;
  return {
    kind: kindOf(route, bytes),
    // More than may ever be is refused by whoever reads it, not held here.
    bytes: Math.min(bytes ?? 0, maxBodyBytes),
    // The key as it is shown, right or wrong: to say which takes the database, and a flood must not wait for that.
    key: createHash('sha256')
      .update(header('authorization') ?? '')
      .digest('base64url'),
  };
}

const kindOf = (route: 'runs' | 'profiles', bytes: number | null): IngestKind =>
  bytes === null || bytes > bulkBytes ? 'bulk' : route;
