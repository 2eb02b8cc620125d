import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-arrows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packages = [
  ...['hono', '@hono/zod-openapi', 'zod', 'postgres', 'mysql2', 'drizzle-orm', 'nodemailer'],
  ...['simple-statistics', 'yaml', 're2js', 'vitest'],
];

/** A package of the right layers, in which every file is reached and nothing is wrong. */
const sound: Record<string, string> = {
  'calendar/index.ts': 'export const day = 1;',
  'checks/index.ts': "export { judge } from './judge.ts';\nexport type Profile = object;",
  'checks/judge.ts':
    "import 'simple-statistics';\nimport 'yaml';\nimport 're2js';\nexport { day as judge } from '../calendar/index.ts';",
  'checks/judge.test.ts': "import 'vitest';\nimport 'node:fs';\nimport './judge.ts';",
  'alerts/index.ts':
    "import 're2js';\nimport '../calendar/index.ts';\nexport type Incident = object;\nexport const decide = 1;",
  'server/log.ts': "import 'node:fs';\nexport const log = 1;",
  'server/database/connect.ts': "import 'postgres';\nimport '../log.ts';",
  'server/store/incidents.ts':
    "import 'drizzle-orm';\nimport '../database/connect.ts';\nimport type { Profile } from '../../checks/index.ts';\nimport type { Incident } from '../../alerts/index.ts';\nexport type Row = Profile | Incident;",
  'server/openlineage/index.ts': "import type { Profile } from '../../checks/index.ts';\nexport type Event = Profile;",
  'server/flow/receive.ts':
    "import '../openlineage/index.ts';\nimport '../store/incidents.ts';\nimport '../../checks/index.ts';\nimport '../../alerts/index.ts';",
  'server/channels/email.ts': "import 'nodemailer';\nimport '../../alerts/index.ts';",
  'server/api/shapes/incident.ts': "import 'zod';\nexport type Shape = object;",
  'server/api/incidents.ts': "import 'hono';\nimport '../flow/receive.ts';\nimport './shapes/incident.ts';",
  'server/main.ts': "import './assemble.ts';\nimport './api/incidents.ts';\nimport './log.ts';",
  'server/assemble.ts': "import './api/incidents.ts';\nimport './channels/email.ts';",
  'cli/main.ts':
    "import '../server/main.ts';\nimport '../checks/index.ts';\nimport '../alerts/index.ts';\nimport './profile/database/session.ts';\nimport type { Shape } from '../server/api/shapes/incident.ts';\nexport type X = Shape;",
  'cli/profile/database/session.ts': "import 'postgres';\nimport 'mysql2';",
  'web/src/routes/+page.ts':
    "import type { Shape } from '../../../server/api/shapes/incident.ts';\nexport type X = Shape;",
};

/** What breaks which rule, each in a file of its own beside the sound ones. */
const planted: [rule: string, path: string, text: string][] = [
  ['checks-are-alone', 'checks/a.ts', "import '../alerts/index.ts';"],
  ['checks-are-alone', 'checks/b.ts', "import 'node:fs';"],
  ['checks-are-alone', 'checks/c.ts', "import 'hono';"],
  ['checks-are-alone', 'calendar/a.ts', "import '../alerts/index.ts';"],
  ['alerts-are-alone', 'alerts/a.ts', "import type { Profile } from '../checks/index.ts';\nexport type X = Profile;"],
  ['alerts-are-alone', 'alerts/b.ts', "import 'yaml';"],
  ['pure-tests-stay-below', 'checks/d.test.ts', "import '../server/log.ts';"],
  ['checks-by-the-door', 'server/flow/a.ts', "import '../../checks/judge.ts';"],
  ['alerts-by-the-door', 'cli/a.ts', "import '../alerts/inner.ts';"],
  ['calendar-by-the-door', 'checks/e.ts', "import '../calendar/zone.ts';"],
  ['store-looks-up-at-nothing', 'server/store/a.ts', "import '../log.ts';"],
  ['store-looks-up-at-nothing', 'server/store/b.ts', "import '../flow/receive.ts';"],
  ['store-takes-types-only', 'server/store/c.ts', "import '../../checks/index.ts';"],
  ['database-looks-up-at-nothing', 'server/database/a.ts', "import '../store/incidents.ts';"],
  ['only-the-store-knows-sql', 'server/flow/b.ts', "import 'postgres';"],
  ['only-the-store-knows-sql', 'cli/profile/a.ts', "import 'postgres';"],
  ['only-the-store-knows-sql', 'server/flow/g.ts', "import 'mysql2';"],
  ['only-the-store-knows-sql', 'server/api/b.ts', "import type x from 'drizzle-orm';\nexport type X = typeof x;"],
  ['only-the-api-knows-http', 'server/flow/c.ts', "import 'hono';"],
  ['only-the-api-knows-http', 'server/channels/a.ts', "import '@hono/zod-openapi';"],
  ['api-asks-the-flow', 'server/api/c.ts', "import '../admin.ts';"],
  ['flow-knows-no-http', 'server/flow/d.ts', "import '../api/shapes/incident.ts';"],
  ['channels-ship-alerts-only', 'server/channels/b.ts', "import '../../checks/index.ts';"],
  ['channels-ship-alerts-only', 'server/channels/c.ts', "import '../store/incidents.ts';"],
  ['openlineage-only-translates', 'server/openlineage/a.ts', "import '../store/incidents.ts';"],
  ['openlineage-by-the-door', 'server/api/d.ts', "import '../openlineage/inner.ts';"],
  ['only-main-knows-the-channels', 'server/flow/e.ts', "import '../channels/email.ts';"],
  ['shapes-are-zod-only', 'server/api/shapes/a.ts', "import '../../log.ts';"],
  [
    'web-knows-the-shapes-only',
    'web/src/routes/a.ts',
    "import type { Profile } from '../../../checks/index.ts';\nexport type X = Profile;",
  ],
  ['web-takes-types-only', 'web/src/routes/b.ts', "import '../../../server/api/shapes/incident.ts';"],
  ['cli-speaks-http', 'cli/b.ts', "import '../server/store/incidents.ts';"],
  ['cli-takes-shapes-as-types', 'cli/c.ts', "import '../server/api/shapes/incident.ts';"],
  ['nobody-imports-the-ends', 'server/a.ts', "import '../cli/main.ts';"],
  ['no-tests-in-the-product', 'server/flow/f.ts', "import '../testing.ts';"],
  ['no-dev-dependency-in-the-product', 'server/b.ts', "import 'vitest';"],
  ['all-resolves', 'server/c.ts', "import './nowhere.ts';"],
  ['no-orphans', 'cli/lonely.ts', 'export const x = 1;'],
  ['no-cycles', 'cli/d.ts', "import type { E } from './e.ts';\nexport type D = E;"],
];

const supporting: Record<string, string> = {
  'alerts/inner.ts': "import 're2js';",
  'calendar/zone.ts': 'export const zone = 1;',
  'server/openlineage/inner.ts': "import './index.ts';",
  'server/testing.ts': "import './log.ts';",
  'server/admin.ts': "import './log.ts';",
  'cli/e.ts': "import type { D } from './d.ts';\nexport type E = D;",
};

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${text}\n`);
}

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

/** Runs the real configuration over the temporary package. */
function violations(): Violation[] {
  const program = join(packageRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.cjs'];
  const done = spawnSync(process.execPath, [...args, '-T', 'json', '.'], { cwd: folder, encoding: 'utf8' });
  if (!done.stdout.startsWith('{')) throw new Error(done.stderr);
  return (JSON.parse(done.stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

let clean: Violation[];
let found: Violation[];

beforeAll(() => {
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json']) cpSync(join(packageRoot, file), join(folder, file));
  cpSync(join(packageRoot, 'test/tooling/web-resolve.cjs'), join(folder, 'test/tooling/web-resolve.cjs'));
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  const dependencies = Object.fromEntries(packages.filter((name) => name !== 'vitest').map((name) => [name, '1.0.0']));
  write(
    'package.json',
    JSON.stringify({ name: 'x', type: 'module', dependencies, devDependencies: { vitest: '1.0.0' } }),
  );
  for (const [path, text] of Object.entries(sound)) write(path, text);
  clean = violations();
  for (const [, path, text] of planted) write(path, text);
  for (const [path, text] of Object.entries(supporting)) write(path, text);
  found = violations();
});

describe('the arrows', () => {
  it('let the layers through as they are meant', () => {
    expect(clean).toEqual([]);
  });

  it.each(planted)('%s is seen in %s', (rule, path) => {
    expect(found.filter(({ from }) => from === path).map((violation) => violation.rule.name)).toContain(rule);
  });

  it('have no rule that was never seen to catch something', () => {
    const config = createRequire(import.meta.url)(join(packageRoot, '.dependency-cruiser.cjs')) as {
      forbidden: { name: string }[];
    };
    expect(config.forbidden.map(({ name }) => name).toSorted()).toEqual(
      [...new Set(planted.map(([rule]) => rule))].toSorted(),
    );
  });
});
