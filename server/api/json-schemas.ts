import { createHash } from 'node:crypto';
import { z } from 'zod';
import { suiteSchema } from '../../checks/index.ts';
import { mount, type App, type Ctx } from './mount.ts';
import { profileJsonSchema } from './profile-validator.ts';

const common = { method: 'get', permission: 'public', answer: z.record(z.string(), z.unknown()) } as const;
const also = { 304: { schema: null, description: 'It is the one that the caller has (If-None-Match).' } } as const;
const headers = [{ name: 'If-None-Match', description: 'The ETag of the schema that the caller has.' }] as const;

/** GET /schema/suite.json and /schema/profile.json: JSON Schemas for editors and programs, for anybody who can reach the port. */
export function mountJsonSchemas(app: App): void {
  const suite = kept(suiteSchema);
  const suites = { ...common, also, headers, path: '/schema/suite.json', summary: 'JSON Schema of a suite' } as const;
  mount(app, suites, (c) => answer(c, suite()));
  const profile = kept(() => profileJsonSchema);
  const path = '/schema/profile.json';
  mount(app, { ...common, also, headers, path, summary: 'JSON Schema of a profile' }, (c) => answer(c, profile()));
}

interface Kept {
  text: string;
  tag: string;
}

/** A document as it is sent, with its ETag; made when first asked for, since it never changes while the server runs. */
function kept(make: () => object): () => Kept {
  let document: Kept | undefined;
  return () => {
    if (document !== undefined) return document;
    const text = JSON.stringify(make());
    document = { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
    return document;
  };
}

function answer(c: Ctx, { text, tag }: Kept): Response {
  const caching = { etag: tag, 'cache-control': 'public, max-age=3600', 'access-control-allow-origin': '*' };
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(tag) || known.includes('*')) return c.body(null, 304, caching);
  return c.body(text, 200, { ...caching, 'content-type': 'application/json' });
}
