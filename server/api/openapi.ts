import { z } from '@hono/zod-openapi';
import { mount, type App } from './mount.ts';
import { profileJsonSchema } from './profile-validator.ts';
import { referencePage } from './reference/page.ts';
import type { ApiDocument } from './reference/document.ts';

/** GET /openapi.json and the page /docs/api made of it. */
export function mountOpenApi(app: App, { version }: { version: string }): void {
  let described: ApiDocument | null = null;
  const document = () => (described ??= apiDocument(app, version));
  const common = { method: 'get', permission: 'public' } as const;
  const json = { ...common, path: '/openapi.json', summary: 'This interface as OpenAPI 3.1 describes it' } as const;
  mount(app, { ...json, answer: z.record(z.string(), z.unknown()) }, (c) => c.json(document()));
  let page: ReturnType<typeof referencePage> | null = null;
  const docs = {
    ...common,
    path: '/docs/api',
    summary: 'This interface as a page for people',
    media: 'text/html',
  } as const;
  mount(app, { ...docs, answer: z.string() }, (c) => {
    page ??= referencePage(document());
    c.header('content-security-policy', page.contentSecurityPolicy);
    return c.html(page.html);
  });
}

const introduction = `Plumbline judges measurements of datasets and keeps incidents.

Programs send an API key: \`Authorization: Bearer plk_…\`. The dashboard signs in with a session cookie; its changes carry
the header \`X-Plumbline-Request\` and come from its own origin. What is refused is answered as \`application/problem+json\`
(RFC 9457), whose \`type\` is a heading of \`/problems\`. Each answer names its request in \`X-Request-Id\`.

Bodies may be sent as gzip, deflate or br (\`Content-Encoding\`), where the route takes profiles or runs. Unknown fields are
refused, so that a mistyped name is not lost without a word.`;

/** The whole interface, from the routes as they were mounted. */
export function apiDocument(app: App, version: string): ApiDocument {
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `plk_…`.',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'plumbline_session',
    description: 'Set by signing in. Over HTTPS its name is `__Host-plumbline_session`.',
  });
  const { $schema: _, ...profile } = profileJsonSchema;
  registry.registerComponent('schemas', 'Profile', profile as never);
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Plumbline',
      version,
      description: introduction,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
  }) as unknown as ApiDocument;
}
