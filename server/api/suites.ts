import { z } from 'zod';
import { applySuite, readSuite } from '../flow/apply-rules.ts';
import { coversNamespace, namespacesOf, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { suggestRules } from '../flow/suggest-rules.ts';
import { Problem } from '../problem.ts';
import { listSuites, readSuiteVersions, type StoredSuite } from '../store/rules.ts';
import type { Pool } from '../store/sql.ts';
import { byOf } from './by.ts';
import { mount, requireNamespace, type App } from './mount.ts';
import {
  appliedSuiteSchema,
  readSuiteSchema,
  suitePageSchema,
  suiteSchema,
  suiteVersionsSchema,
} from './shapes/rules.ts';
import { suggestedSuiteSchema } from './shapes/suggestions.ts';
import { text, yamlBody } from './text.ts';

const params = z.object({ name: text(200, 1) });
const query = z.object({ dryRun: z.enum(['true', 'false']).optional() });

/** For which dataset a suite is suggested, from how many of its newest profiles (56), and under which name (the dataset's). */
const suggestionQuestion = z.strictObject({
  dataset: z.strictObject({ namespace: text(2000, 1), name: text(2000, 1) }),
  profiles: z.number().int().min(1).max(56).optional(),
  suite: text(200, 1).optional(),
});

const suiteShape = ({ name, namespace, version, yaml, author, createdAt, compiled }: StoredSuite) => ({
  name,
  namespace,
  version,
  yaml,
  author,
  createdAt: createdAt.toISOString(),
  dataset: compiled.dataset,
  expectations: compiled.expectations.length,
});

/** /api/v1/suites: rules as code, versioned; a broken one never replaces the one in force. */
export function mountSuites(app: App, receive: Pick<ReceiveContext, 'pool' | 'clock' | 'rules'>): void {
  mountWriting(app, receive.pool, receive.clock);
  mountSuggesting(app, receive);
  mountReading(app, receive.pool);
}

function mountSuggesting(app: App, { pool, clock, rules }: Pick<ReceiveContext, 'pool' | 'clock' | 'rules'>): void {
  const spec = { method: 'post', path: '/api/v1/suites/suggest', permission: 'suites.read' } as const;
  const summary = 'A suite that the profiles of a dataset suggest; nothing is stored';
  const shapes = {
    body: suggestionQuestion,
    answer: suggestedSuiteSchema,
    problems: ['not-found', 'temporarily-unavailable'],
  } as const;
  mount(app, { ...spec, ...shapes, summary }, async (c, { body, principal }) => {
    const { namespace, name } = body.dataset;
    requireNamespace(principal, namespace, `dataset ${namespace}/${name}`);
    const { profiles = 56, suite = name } = body;
    const question = { dataset: body.dataset, profiles, suite, signal: c.req.raw.signal };
    return c.json(await suggestRules(pool, { ...question, rules: await rules.current(pool) }, clock()));
  });
}

const putting = { answer: appliedSuiteSchema, problems: ['invalid-suite', 'conflict'] } as const;

function mountWriting(app: App, pool: Pool, clock: () => Date): void {
  const apply = { method: 'put', path: '/api/v1/suites/{name}', permission: 'suites.write' } as const;
  mount(
    app,
    { ...apply, summary: 'Put a suite in force', params, query, body: yamlBody, ...putting },
    async (c, valid) => {
      const { name } = valid.params;
      const input = { ...byOf(c, valid.principal), name, yaml: valid.body.yaml, dryRun: valid.query.dryRun === 'true' };
      return c.json(await applySuite(pool, { ...input, now: clock() }));
    },
  );
  const validate = { method: 'post', path: '/api/v1/suites/validate', permission: 'suites.read' } as const;
  const checking = { answer: readSuiteSchema, problems: ['invalid-suite'] } as const;
  mount(app, { ...validate, ...checking, summary: 'Check a suite without storing it', body: yamlBody }, (c, { body }) =>
    c.json({ valid: true, suite: readSuite(body.yaml) }),
  );
}

function mountReading(app: App, pool: Pool): void {
  const read = { method: 'get', permission: 'suites.read' } as const;
  mount(
    app,
    { ...read, path: '/api/v1/suites', summary: 'Suites in force', answer: suitePageSchema },
    async (c, { principal }) => {
      const visible = (namespace: string) => coversNamespace(namespacesOf(principal), namespace);
      const items = (await listSuites(pool)).filter(({ namespace }) => visible(namespace)).map(suiteShape);
      return c.json({ items, nextCursor: null, total: items.length });
    },
  );
  const versionsOf = async (name: string, principal: Principal) => {
    const versions = await readSuiteVersions(pool, name);
    requireNamespace(principal, versions[0]?.namespace, `suite ${name}`);
    return versions;
  };
  const one = { ...read, path: '/api/v1/suites/{name}', params } as const;
  mount(app, { ...one, summary: 'A suite as it is in force', answer: suiteSchema }, async (c, valid) => {
    const [newest] = await versionsOf(valid.params.name, valid.principal);
    if (!newest) throw new Problem('not-found', `There is no suite ${valid.params.name}.`);
    return c.json(suiteShape(newest));
  });
  const all = { ...read, path: '/api/v1/suites/{name}/versions', params } as const;
  mount(
    app,
    { ...all, summary: 'All versions of a suite, newest first', answer: suiteVersionsSchema },
    async (c, valid) => c.json({ items: (await versionsOf(valid.params.name, valid.principal)).map(suiteShape) }),
  );
}
