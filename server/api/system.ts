import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../config/package-root.ts';
import { Problem } from '../problem.ts';
import { pingDatabase } from '../store/ping.ts';
import type { Pool } from '../store/sql.ts';
import { mount, type App } from './mount.ts';
import { profileJsonSchema } from './profile-validator.ts';

/** /livez, /readyz, /problems, /clients/plumbline.py, /schema/profile.json: for anybody who can reach the port. */
export function mountSystem(app: App, pool: Pool): void {
  const common = { method: 'get', permission: 'public' } as const;
  mount(app, { ...common, path: '/livez', summary: 'The process answers' }, (c) => c.json({ status: 'ok' }));
  mount(app, { ...common, path: '/readyz', summary: 'The database answers too' }, async (c) => {
    if (!(await pingDatabase(pool, 1000))) {
      throw new Problem('temporarily-unavailable', 'The database does not answer.', { retryAfterSeconds: 2 });
    }
    return c.json({ status: 'ready' });
  });
  mount(app, { ...common, path: '/problems', summary: 'What each problem means and how to mend it' }, (c) =>
    c.body(readFileSync(join(packageRoot(), 'docs', 'problems.md'), 'utf8'), 200, {
      'content-type': 'text/plain; charset=utf-8',
    }),
  );
  const client = { ...common, path: '/clients/plumbline.py', summary: 'The Python client, one file' } as const;
  mount(app, client, (c) => {
    const path = join(packageRoot(), 'clients', 'python', 'plumbline.py');
    if (!existsSync(path)) throw new Problem('not-found', 'The Python client is not part of this installation.');
    return c.body(readFileSync(path, 'utf8'), 200, { 'content-type': 'text/x-python; charset=utf-8' });
  });
  mount(app, { ...common, path: '/schema/profile.json', summary: 'JSON Schema of a profile' }, (c) =>
    c.json(profileJsonSchema),
  );
}
