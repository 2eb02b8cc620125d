import { z } from 'zod';
import { maskSecrets, routeLabels, type Routing } from '../../alerts/index.ts';
import type { PrivacyRule } from '../../checks/index.ts';
import { applyPrivacyRules, applyRouting, applySuite, readSuite, type RefusedUrl } from '../flow/apply-rules.ts';
import { actorOf, coversNamespace, namespacesOf, type Principal } from '../flow/principal.ts';
import { Problem } from '../problem.ts';
import { listNotifications } from '../store/incident-reads.ts';
import { listPrivacyRules, listSuites, readRules, readSuiteVersions, type StoredSuite } from '../store/rules.ts';
import type { Pool } from '../store/sql.ts';
import { notificationRow } from './incidents.ts';
import { mount, requireNamespace, type App, type Ctx } from './mount.ts';
import { labelsSchema } from './shapes/common.ts';
import { text } from './text.ts';

const byOf = (c: Ctx, principal: Principal) => ({
  principal,
  actor: actorOf(principal, { via: c.get('via'), requestId: c.get('requestId'), ip: c.get('ip') }),
});
const yamlBody = z.strictObject({ yaml: text(1_000_000, 1) });
const suiteParams = z.object({ name: text(200, 1) });

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
export function mountSuites(app: App, pool: Pool): void {
  mount(
    app,
    {
      method: 'put',
      path: '/api/v1/suites/{name}',
      permission: 'suites.write',
      summary: 'Put a suite in force',
      params: suiteParams,
      query: z.object({ dryRun: z.string().optional() }),
      body: yamlBody,
    },
    async (c, { params, body, query, principal }) => {
      const input = { ...byOf(c, principal), name: params.name, yaml: body.yaml, dryRun: query.dryRun === 'true' };
      return c.json(await applySuite(pool, input));
    },
  );
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/suites/validate',
      permission: 'suites.read',
      summary: 'Check a suite without storing it',
      body: yamlBody,
    },
    (c, { body }) => c.json({ valid: true, suite: readSuite(body.yaml) }),
  );
  mount(
    app,
    { method: 'get', path: '/api/v1/suites', permission: 'suites.read', summary: 'Suites in force' },
    async (c, { principal }) => {
      const visible = (await listSuites(pool)).filter(({ namespace }) =>
        coversNamespace(namespacesOf(principal), namespace),
      );
      return c.json({ items: visible.map(suiteShape), nextCursor: null, total: visible.length });
    },
  );
  const versionsOf = async (name: string, principal: Principal) => {
    const versions = await readSuiteVersions(pool, name);
    requireNamespace(principal, versions[0]?.namespace, `suite ${name}`);
    return versions;
  };
  mount(
    app,
    {
      method: 'get',
      path: '/api/v1/suites/{name}',
      permission: 'suites.read',
      summary: 'A suite as it is in force',
      params: suiteParams,
    },
    async (c, { params, principal }) => {
      const [newest] = await versionsOf(params.name, principal);
      if (!newest) throw new Problem('not-found', `There is no suite ${params.name}.`);
      return c.json(suiteShape(newest));
    },
  );
  mount(
    app,
    {
      method: 'get',
      path: '/api/v1/suites/{name}/versions',
      permission: 'suites.read',
      summary: 'All versions of a suite, newest first',
      params: suiteParams,
    },
    async (c, { params, principal }) => c.json({ items: (await versionsOf(params.name, principal)).map(suiteShape) }),
  );
}

/** /api/v1/routing, /routes/test, /notifications, /privacy. */
export function mountRouting(app: App, pool: Pool, refusedUrl: RefusedUrl): void {
  const inForce = async () => (await readRules(pool)).routing;
  mount(
    app,
    { method: 'get', path: '/api/v1/routing', permission: 'routing.read', summary: 'Routing in force, secrets masked' },
    async (c) => {
      const routing = await inForce();
      return c.json(
        routing ? { version: routing.version, routing: maskSecrets(routing.routing) } : { version: 0, routing: null },
      );
    },
  );
  mount(
    app,
    {
      method: 'put',
      path: '/api/v1/routing',
      permission: 'routing.write',
      summary: 'Put a routing document in force',
      body: yamlBody,
    },
    async (c, { body, principal }) =>
      c.json(await applyRouting(pool, { ...byOf(c, principal), yaml: body.yaml, refusedUrl })),
  );
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/routes/test',
      permission: 'routing.read',
      summary: 'Where an alert with these labels would go, and why',
      body: z.strictObject({ labels: labelsSchema }),
    },
    async (c, { body }) => {
      const routing: Routing | null = (await inForce())?.routing ?? null;
      return c.json({ decisions: routing ? routeLabels(routing, body.labels) : [] });
    },
  );
  mount(
    app,
    {
      method: 'get',
      path: '/api/v1/notifications',
      permission: 'routing.write',
      summary: 'The newest 200 messages of the outbox',
    },
    async (c) => {
      const items = await listNotifications(pool, { incident: null, limit: 200 });
      return c.json({ items: items.map((n) => ({ ...notificationRow(n), incident: `INC-${n.incident}` })) });
    },
  );
}

const privacyBody = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        datasetPattern: text(700, 1),
        columnPattern: text(500, 1),
        level: z.enum(['full', 'hashed', 'bucketed', 'counts-only']),
      }),
    )
    .max(1000),
});

/** GET and PUT /api/v1/privacy: which level holds for which columns; the first rule that matches decides. */
export function mountPrivacy(app: App, pool: Pool): void {
  mount(
    app,
    { method: 'get', path: '/api/v1/privacy', permission: 'privacy.read', summary: 'Privacy rules in force' },
    async (c) => c.json({ rules: await listPrivacyRules(pool) }),
  );
  mount(
    app,
    {
      method: 'put',
      path: '/api/v1/privacy',
      permission: 'privacy.write',
      summary: 'Replace the privacy rules',
      body: privacyBody,
    },
    async (c, { body, principal }) => {
      await applyPrivacyRules(pool, { ...byOf(c, principal), rules: body.rules as PrivacyRule[] });
      return c.json({ rules: await listPrivacyRules(pool) });
    },
  );
}
