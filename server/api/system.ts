import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../config/package-root.ts';
import { Problem, problemCatalogue } from '../problem.ts';
import { mountJsonSchemas } from './json-schemas.ts';
import { mount, type App } from './mount.ts';
import { readinessOf, type Readiness } from './readiness.ts';
import { livenessSchema, readinessSchema } from './shapes/system.ts';

export type { Readiness } from './readiness.ts';

const common = { method: 'get', permission: 'public' } as const;
const verbose = z.object({ verbose: z.string().max(10).optional() });

/** /livez, /readyz, /problems, /clients/plumbline.py and the JSON Schemas: for anybody who can reach the port. */
export function mountSystem(app: App, readiness: Readiness): void {
  mountLive(app);
  mountReady(app, readiness);
  const problems = { ...common, path: '/problems', summary: 'What each problem means and how to mend it' } as const;
  mount(app, { ...problems, media: 'text/plain', answer: z.string() }, (c) =>
    c.body(readFileSync(join(packageRoot(), 'docs', 'problems.md'), 'utf8'), 200, {
      'content-type': 'text/plain; charset=utf-8',
    }),
  );
  mountPythonClient(app);
  mountJsonSchemas(app);
}

function mountLive(app: App): void {
  const live = {
    ...common,
    path: '/livez',
    summary: 'The process answers',
    query: verbose,
    plainTextToo: true,
  } as const;
  mount(app, { ...live, answer: livenessSchema }, (c, { query }) =>
    query.verbose === undefined ? c.json({ status: 'ok' as const }) : c.text('[+]process ok\nlivez check passed\n'),
  );
}

function mountPythonClient(app: App): void {
  const client = { ...common, path: '/clients/plumbline.py', summary: 'The Python client, one file' } as const;
  mount(app, { ...client, media: 'text/x-python', answer: z.string(), problems: ['not-found'] }, (c) => {
    const path = join(packageRoot(), 'clients', 'python', 'plumbline.py');
    if (!existsSync(path)) throw new Problem('not-found', 'The Python client is not part of this installation.');
    return c.body(readFileSync(path, 'utf8'), 200, { 'content-type': 'text/x-python; charset=utf-8' });
  });
}

function mountReady(app: App, readiness: Readiness): void {
  const spec = {
    ...common,
    path: '/readyz',
    summary: 'Can it do its work: the database answers, is migrated, and its data directory is ours',
    description: 'With `?verbose` one line a check in plain text, as Kubernetes writes them.',
    query: verbose,
    answer: readinessSchema,
    plainTextToo: true,
    problems: ['temporarily-unavailable'],
  } as const;
  mount(app, spec, async (c, { query }) => {
    const { ready, checks } = await readinessOf(readiness);
    const status = ready ? 200 : 503;
    const retry: Record<string, string> = ready ? {} : { 'retry-after': '2' };
    if (query.verbose !== undefined) {
      const lines = checks.map(({ name, ok, says }) => `[${ok ? '+' : '-'}]${name} ${says}`);
      return c.text(`${lines.join('\n')}\nreadyz check ${ready ? 'passed' : 'failed'}\n`, status, retry);
    }
    if (ready) return c.json({ status: 'ready' as const, checks });
    const { title } = problemCatalogue['temporarily-unavailable'];
    const detail = checks.flatMap(({ ok, says }) => (ok ? [] : [says])).join(' ');
    const problem = { type: '/problems#temporarily-unavailable', title, status, detail, requestId: c.get('requestId') };
    return c.body(JSON.stringify({ ...problem, checks }), 503, {
      ...retry,
      'content-type': 'application/problem+json',
    });
  });
}
