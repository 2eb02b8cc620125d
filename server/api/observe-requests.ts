import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Context, Next } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { RefusalRecorder } from '../flow/record-refusals.ts';
import type { HttpObserver } from '../metrics/metrics.ts';
import { clientAddress, type Origins } from './origin.ts';
import type { RequestLog, RequestState } from './request-state.ts';
import { readTraceparent, traceIdOf } from './traceparent.ts';

/** What is written of each request, as the configuration says. */
export interface RequestLogging {
  requests: 'off' | 'debug' | 'info';
  slowMs: number;
  healthChecks: boolean;
}

const healthChecks = new Set(['/livez', '/readyz', '/metrics']);
const requestIdShape = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

interface Observing {
  log: RequestLog;
  logging: RequestLogging;
  observer: HttpObserver;
  origins: Origins;
  refusals: RefusalRecorder;
}

/** Gives each request its id and trace, and tells the log and the metrics how it ended. */
export function observeRequests(observing: Observing) {
  const { log, origins, observer } = observing;
  return async (c: Context<RequestState>, next: Next) => {
    const startedMs = performance.now();
    const given = c.req.header('x-request-id') ?? '';
    c.set('requestId', requestIdShape.test(given) ? given : randomUUID());
    c.set('traceparent', readTraceparent(c.req.header('traceparent')));
    c.set('log', log);
    c.set('ip', clientAddress(c, origins));
    c.set('principal', null);
    c.set('credential', null);
    c.set('refusals', observing.refusals);
    c.set('posted', null);
    c.set('via', 'ui');
    observer.began();
    await next();
    c.header('x-request-id', c.get('requestId'));
    const seconds = (performance.now() - startedMs) / 1000;
    const { status } = c.res;
    observer.ended({ method: c.req.method, route: routeTemplate(c), status, seconds });
    writeLine(c, observing, seconds);
  };
}

/** `/api/v1/datasets/{id}`; `dashboard` for its pages and files, `none` where there is nothing. */
function routeTemplate(c: Context): string {
  const path = matchedRoutes(c).find(({ method }) => method !== 'ALL')?.path;
  if (path === undefined) return 'none';
  if (path.endsWith('*')) return c.res.status === 404 ? 'none' : 'dashboard';
  return path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}');
}

/** Who and what a line of the log is about, in the names of the Elastic Common Schema. */
export const requestFields = (c: Context<RequestState>) => ({
  'http.request.id': c.get('requestId'),
  'http.request.method': c.req.method,
  'url.path': c.req.path.slice(0, 1000),
  'trace.id': traceIdOf(c.get('traceparent')) ?? c.get('requestId'),
});

function writeLine(c: Context<RequestState>, { log, logging }: Observing, seconds: number): void {
  const { status } = c.res;
  const isSlow = seconds * 1000 >= logging.slowMs;
  const level = status >= 500 || isSlow ? 'warn' : logging.requests;
  if (level === 'off' || (healthChecks.has(c.req.path) && !logging.healthChecks && level !== 'warn')) return;
  const { name } = c.get('principal') ?? {};
  const fields = {
    ...requestFields(c),
    'http.response.status_code': status,
    'event.duration': Math.round(seconds * 1e9),
    ...(isIP(c.get('ip')) === 0 ? {} : { 'client.ip': c.get('ip') }),
    ...(name === undefined ? {} : { 'user.name': name }),
  };
  log[level](fields, isSlow ? 'a slow request' : 'request');
}
