import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { App } from './mount.ts';

/** The dashboard: its files, and its one page for every other address that a browser opens. */
export function mountWeb(app: App, root: string): void {
  const page = ['200.html', 'index.html'].map((name) => join(root, name)).find((path) => existsSync(path));
  if (!page) return;
  const html = readFileSync(page, 'utf8');
  const policy = contentSecurityPolicy(html);
  app.get('/_app/immutable/*', async (c, next) => {
    await next();
    if (c.res.ok) c.header('cache-control', 'public, max-age=31536000, immutable');
  });
  app.get('*', async (c, next) => (c.req.path === '/' || c.req.path.endsWith('.html') ? next() : files(c, next)));
  const files = serveStatic({ root });
  app.get('*', async (c, next) => {
    if (c.req.path.startsWith('/api/') || c.req.path.startsWith('/_app/')) return next();
    c.header('content-security-policy', policy);
    c.header('cache-control', 'no-cache');
    return c.html(html);
  });
}

/** Only the start script of the page may run inline, named by its hash. */
function contentSecurityPolicy(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
  const hashes = inline.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
