import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Metrics } from '../metrics/metrics.ts';
import { Problem } from '../problem.ts';
import { mount, type App, type Ctx } from './mount.ts';
import { isLoopbackHost, peerOf, type Origins } from './origin.ts';

/** Who may read /metrics. */
export interface MetricsAccess {
  access: 'loopback' | 'token' | 'anyone' | 'off';
  token?: string | undefined;
}

interface Deps {
  metrics: Metrics;
  metricsAccess: MetricsAccess;
}

/** GET /metrics in Prometheus's text format. */
export function mountMetrics(app: App, { metrics, metricsAccess }: Deps, origins: Origins): void {
  if (metricsAccess.access === 'off') return;
  const spec = {
    method: 'get',
    path: '/metrics',
    permission: 'public',
    summary: 'What this process counts, for Prometheus',
    description:
      'Open to programs on the same machine, or with the token of `metrics.token`; `metrics.access` decides.',
    media: 'text/plain',
    answer: z.string(),
    problems: ['not-signed-in'],
  } as const;
  mount(app, spec, async (c) => {
    if (!mayRead(c, metricsAccess, origins)) throw new Problem('not-signed-in', refusal);
    return c.body(await metrics.scrape(), 200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
  });
}

const refusal =
  'Metrics are for programs on this machine, or with a token: set metrics.token (PLUMBLINE_METRICS__TOKEN) and send it as ' +
  'Authorization: Bearer …, or say who may in metrics.access.';

function mayRead(c: Ctx, { access, token }: MetricsAccess, origins: Origins): boolean {
  if (access === 'anyone') return true;
  if (token !== undefined && hasToken(c, token)) return true;
  return access === 'loopback' && isOnThisMachine(c, origins);
}

function hasToken(c: Ctx, token: string): boolean {
  const [scheme = '', given = ''] = (c.req.header('authorization') ?? '').trim().split(/\s+/);
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return scheme.toLowerCase() === 'bearer' && timingSafeEqual(hash(given), hash(token));
}

// A proxy on this machine brings the requests of others: it forwards them, or the public address is another one.
function isOnThisMachine(c: Ctx, { publicUrl }: Origins): boolean {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some(
    (name) => c.req.header(name) !== undefined,
  );
  return isLoopback(peerOf(c)) && !forwarded && isLoopbackHost(c) && isLoopbackName(new URL(publicUrl).hostname);
}

const isLoopback = (address: string) => address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
const isLoopbackName = (name: string) => name === 'localhost' || name === '[::1]' || isLoopback(name);
