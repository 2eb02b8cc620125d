import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../config/package-root.ts';
import { permissions, roles, type Role } from '../flow/principal.ts';
import { mount, mountedRoutes, type RouteSpec } from './mount.ts';
import type { IncidentDetail } from './shapes/incidents.ts';
import { createTestApp, orders, ordersSuite, type TestApp } from './testing.ts';

/** What a route is asked, in the caller's namespace (`shop`) or a foreign one (`finance`), and what the role that may gets. */
interface Sample {
  path?: (place: Place) => string;
  body?: (place: Place) => unknown;
  own: number;
  /** Where it differs from `own`: 404 for objects, 403 for a write into a foreign namespace. */
  foreign?: number;
}
interface Place {
  namespace: string;
  dataset: string;
  profileId: string;
  suite: string;
  notification: string;
  silence: string;
  job: string;
  run: string;
  /** A request for an override that nobody has touched. */
  override(): string;
  incident(use: string): string;
  /** Another dataset, to which nothing flows. */
  freshDataset(): string;
}

let test: TestApp;
const places = new Map<string, Place>();
const freshOf = new Map<string, string[]>();
let serial = 0;

const yamlOf = (name: string, namespace: string, dataset: string) =>
  ordersSuite
    .replace('suite: orders', `suite: ${name}`)
    .replace('shop, name: public.orders', `${namespace}, name: ${dataset}`);
const routing = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n';
const telling = `route: { receiver: hook }
receivers: [{ name: nobody }, { name: hook, webhook: [{ url: 'https://hooks.example.org' }] }]
`;
const uses = ['acknowledge', 'resolve', 'comments', 'feedback'];
const changes = ['retire', 'restore', 'rename'];

beforeAll(async () => {
  test = await createTestApp();
  await test.send('admin', 'PUT', '/api/v1/routing', { yaml: telling });
  for (const namespace of ['shop', 'finance']) {
    const dataset = `of-${namespace}`;
    await test.applySuite(yamlOf(`suite-${namespace}`, namespace, `'*'`));
    const { profileId } = await test.post(orders({ dataset: { namespace, name: dataset } }));
    const incidents = new Map<string, string>();
    for (const use of uses) {
      const bad = await test.post(orders({ dataset: { namespace, name: `${namespace}-${use}` }, rowCount: 1 }));
      incidents.set(use, bad.incidents[0]?.id ?? '');
    }
    for (const change of changes)
      await test.post(orders({ dataset: { namespace, name: `${change}-of-${namespace}` } }));
    const fresh: string[] = [];
    freshOf.set(namespace, fresh);
    const incident = (use: string) => incidents.get(use) ?? '';
    const told = await test.send('admin', 'GET', `/api/v1/incidents/${incident('comments')}`);
    const notification = (told.body as IncidentDetail).notifications[0]?.id ?? '';
    const asked = { matchers: [`namespace="${namespace}"`], endsAt: '2026-11-23T20:00:00Z', comment: 'test' };
    const silenced = await test.send('admin', 'POST', '/api/v1/silences', asked);
    const silence = (silenced.body as { id: string }).id;
    const request = {
      dataset: { namespace, name: dataset },
      reason: 'test',
      until: '2026-11-24T08:00:00Z',
    };
    const run = `nightly-of-${namespace}`;
    const ran = { state: 'START', eventTime: '2026-11-23T07:00:00Z', run: { id: run, job: { namespace, name: run } } };
    await test.send('ingest', 'POST', '/api/v1/runs', ran);
    const jobs = await test.send('admin', 'GET', `/api/v1/jobs?namespace=${namespace}`);
    const job = (jobs.body as { items: { id: string }[] }).items[0]?.id ?? '';
    const requests: string[] = [];
    for (let n = 0; n < 30; n++) {
      const { body } = await test.send('ingest', 'POST', '/api/v1/gate/overrides', request);
      requests.push((body as { id: string }).id);
    }
    places.set(namespace, {
      namespace,
      dataset,
      profileId,
      suite: `suite-${namespace}`,
      notification,
      silence,
      job,
      run,
      override: () => requests.pop() ?? 'none is left',
      incident,
      freshDataset: () => fresh.pop() ?? 'none is left',
    });
  }
  for (const [namespace, fresh] of freshOf) {
    for (let n = 0; n < 20; n++) {
      const name = `fresh-${n}-of-${namespace}`;
      await test.post(orders({ dataset: { namespace, name } }));
      fresh.push(name);
    }
  }
});
afterAll(() => test.drop());

const placeOf = (namespace: string) => places.get(namespace) as Place;
const object = { own: 200, foreign: 404 };
const datasetPart = (part: string): Sample => ({ ...object, path: (p) => `/api/v1/datasets/${p.dataset}${part}` });
const datasetChange = (change: string, body: () => object): Sample => ({
  ...object,
  path: (p) => `/api/v1/datasets/${change}-of-${p.namespace}/${change}`,
  body,
});
const incidentAct = (use: string, body: object): Sample => ({
  ...object,
  path: (p) => `/api/v1/incidents/${p.incident(use)}/${use}`,
  body: () => body,
});
const marquez = (part: string): Sample => ({ ...object, path: (p) => `/api/v1/namespaces/${p.namespace}${part}` });
const marquezDataset = (part: string): Sample => ({
  ...object,
  path: (p) => `/api/v1/namespaces/${p.namespace}/datasets/${p.dataset}${part}`,
});
const qualified = ({ namespace }: Place) => ({ namespace, name: `new-${++serial}` });

const clientIsHere = existsSync(join(packageRoot(), 'clients', 'python', 'plumbline.py'));
const lineage = (p: Place) => ({
  eventType: 'START',
  eventTime: '2026-11-23T07:00:00Z',
  run: { runId: `run-${++serial}` },
  job: qualified(p),
});

const samples: Record<string, Sample> = {
  'get /livez': { own: 200 },
  'get /api/v1/overview': { own: 200 },
  'get /readyz': { own: 200 },
  'get /problems': { own: 200 },
  'get /schema/profile.json': { own: 200 },
  'get /schema/suite.json': { own: 200 },
  'get /metrics': { own: 200 },
  'get /openapi.json': { own: 200 },
  'get /docs/api': { own: 200 },
  'post /api/v1/session': { body: () => ({ email: `no${++serial}@example.org`, password: 'wrong' }), own: 401 },
  'get /api/v1/session': { own: 200 },
  'delete /api/v1/session': { own: 204 },
  'get /api/v1/setup': { own: 200 },
  'post /api/v1/setup': {
    body: () => ({ token: 'no', email: 'no@example.org', name: 'No', password: 'no password at all' }),
    own: 403,
  },
  'post /api/v1/replay': {
    body: () => ({ names: [] as string[], suites: [yamlOf('drafted', 'shop', "'*'")] }),
    own: 200,
  },
  'post /api/v1/profiles': { body: (p) => orders({ dataset: qualified(p) }), own: 201, foreign: 403 },
  'post /api/v1/results': {
    body: (p) => ({
      document: { tool: 'mine', results: [{ check: `check ${++serial}`, outcome: 'pass' }] },
      dataset: qualified(p),
    }),
    own: 201,
    foreign: 403,
  },
  'post /api/v1/runs': {
    body: (p) => ({
      state: 'START',
      eventTime: '2026-11-23T07:00:00Z',
      run: { id: `run-${++serial}`, job: qualified(p) },
    }),
    own: 201,
    foreign: 403,
  },
  'post /api/v1/lineage': { body: (p) => ({ ...lineage(p) }), own: 201, foreign: 403 },
  // Each event of a batch is answered for itself.
  'post /api/v1/lineage/batch': { body: (p) => [lineage(p)], own: 200 },
  'get /api/v1/lineage/neighbourhood': {
    ...object,
    path: (p) => `/api/v1/lineage/neighbourhood?focus=${p.dataset}`,
  },
  'get /api/v1/lineage/impact': { ...object, path: (p) => `/api/v1/lineage/impact?focus=${p.dataset}` },
  'get /api/v1/lineage/path': {
    ...object,
    path: (p) => `/api/v1/lineage/path?from=${p.dataset}&to=${p.namespace}-resolve`,
  },
  'get /api/v1/lineage/columns': { ...object, path: (p) => `/api/v1/lineage/columns?dataset=${p.dataset}` },
  'get /api/v1/lineage/search': { own: 200, path: () => '/api/v1/lineage/search?q=of' },
  'get /api/v1/lineage/changes': { own: 200, path: () => '/api/v1/lineage/changes?from=2026-11-22T00:00:00Z' },
  'get /api/v1/lineage/export': { own: 200 },
  'get /api/v1/lineage/cause': { ...object, path: (p) => `/api/v1/lineage/cause?dataset=${p.dataset}` },
  'get /api/v1/lineage/events': { own: 200 },
  'get /api/v1/lineage/events/{id}': { path: () => `/api/v1/lineage/events/evt_1_${'0'.repeat(32)}`, own: 404 },
  'get /api/v1/lineage/producers': { own: 200 },
  'post /api/v1/lineage/events/replay': { body: () => ({ dead: true }), own: 200 },
  'get /api/v1/jobs': { own: 200 },
  'get /api/v1/jobs/{id}': { ...object, path: (p) => `/api/v1/jobs/${p.job}` },
  'get /api/v1/jobs/{id}/runs': { ...object, path: (p) => `/api/v1/jobs/${p.job}/runs` },
  'get /api/v1/runs': { own: 200 },
  'get /api/v1/runs/{id}': { ...object, path: (p) => `/api/v1/runs/${p.run}` },
  'get /api/v1/runs/{id}/events': { ...object, path: (p) => `/api/v1/runs/${p.run}/events` },
  'get /api/v1/lineage/map': { own: 200 },
  'get /api/v1/lineage/nodes': { own: 200, path: () => '/api/v1/lineage/nodes?id=dst_1' },
  'get /api/v1/lineage/names/patterns': { own: 200 },
  'post /api/v1/lineage/names/patterns': {
    body: ({ namespace }) => ({
      from: { namespace, name: `old-${++serial}-*` },
      to: { namespace, name: `new-${serial}-*` },
    }),
    own: 201,
    foreign: 403,
  },
  'post /api/v1/lineage/names/patterns/preview': {
    body: ({ namespace }) => ({ from: { namespace, name: 'old-*' }, to: { namespace, name: 'new-*' } }),
    own: 200,
    foreign: 403,
  },
  'delete /api/v1/lineage/names/patterns/{id}': { path: () => '/api/v1/lineage/names/patterns/nmp_999999', own: 404 },
  'post /api/v1/lineage/names/apart': {
    body: (p) => ({ dataset: p.dataset, apart: true, reason: 'test' }),
    own: 409,
    foreign: 404,
  },
  'get /api/v1/lineage/names/suggestions': { own: 200 },
  'get /api/v1/lineage/names/orphans': { own: 200 },
  'post /api/v1/lineage/edges': {
    body: (p) => ({ from: p.dataset, to: p.freshDataset(), reason: 'test' }),
    own: 201,
    foreign: 404,
  },
  // There is no such edge: whoever may remove one is told so.
  'delete /api/v1/lineage/edges': {
    path: (p) => `/api/v1/lineage/edges?from=${p.dataset}&to=${p.dataset}&reason=test`,
    own: 404,
  },
  'get /api/v1/namespaces': { own: 200 },
  'get /api/v1/namespaces/{namespace}': marquez(''),
  'put /api/v1/namespaces/{namespace}': {
    path: (p) => `/api/v1/namespaces/${p.namespace}`,
    body: () => ({ ownerName: 'me' }),
    own: 200,
    foreign: 403,
  },
  'delete /api/v1/namespaces/{namespace}': marquez(''),
  // Of a foreign namespace as of one that there is not: an empty list.
  'get /api/v1/namespaces/{namespace}/datasets': { ...marquez('/datasets'), foreign: 200 },
  'get /api/v1/namespaces/{namespace}/datasets/{dataset}': marquezDataset(''),
  'get /api/v1/namespaces/{namespace}/datasets/{dataset}/versions': marquezDataset('/versions'),
  // There is no such version, and no such job: whoever may read is told so.
  'get /api/v1/namespaces/{namespace}/datasets/{dataset}/versions/{version}': {
    ...marquezDataset('/versions/1'),
    own: 404,
  },
  'get /api/v1/namespaces/{namespace}/jobs': { ...marquez('/jobs'), foreign: 200 },
  'get /api/v1/namespaces/{namespace}/jobs/{job}': { ...marquez('/jobs/none'), own: 404 },
  'get /api/v1/namespaces/{namespace}/jobs/{job}/runs': { ...marquez('/jobs/none/runs'), own: 404 },
  'get /api/v1/jobs/runs/{id}': { path: () => '/api/v1/jobs/runs/none', own: 404 },
  'get /api/v1/jobs/runs/{id}/facets': { path: () => '/api/v1/jobs/runs/none/facets?type=run', own: 404 },
  'get /api/v1/lineage': {
    ...object,
    path: (p) => `/api/v1/lineage?nodeId=dataset:${p.namespace}:${p.dataset}`,
  },
  'get /api/v1/column-lineage': {
    ...object,
    path: (p) => `/api/v1/column-lineage?nodeId=dataset:${p.namespace}:${p.dataset}`,
  },
  'get /api/v1/events/lineage': { own: 200 },
  'get /api/v1/events/{namespace}': { own: 200, path: (p) => `/api/v1/events/${p.namespace}` },
  'get /api/v1/search': { own: 200, path: () => '/api/v1/search?q=of' },
  'get /api/v1/sources': { own: 200 },
  'get /api/v1/sources/{source}': { own: 404, path: () => '/api/v1/sources/none' },
  'get /api/v1/tags': { own: 200 },
  'get /api/v1/events': { own: 200 },
  'get /api/v1/rejections': { own: 200 },
  'get /api/v1/first-steps': { own: 200 },
  'post /api/v1/sample': { body: ({ namespace }) => ({ namespace }), own: 201, foreign: 403 },
  'delete /api/v1/sample': {
    path: (p) => `/api/v1/sample?namespace=${encodeURIComponent(p.namespace)}`,
    own: 204,
    foreign: 403,
  },
  'get /clients/plumbline.py': { own: clientIsHere ? 200 : 404 },
  'get /api/v1/keys': { own: 200 },
  'post /api/v1/keys': { body: (p) => ({ name: 'x', role: 'viewer', namespaces: [p.namespace] }), own: 201 },
  'delete /api/v1/keys/{id}': { path: () => '/api/v1/keys/key_00000000', own: 404 },
  'get /api/v1/users': { own: 200 },
  'post /api/v1/users': {
    body: (p) => ({
      email: `u${++serial}@example.org`,
      name: 'U',
      role: 'viewer',
      namespaces: [p.namespace],
      password: 'twelve characters',
    }),
    own: 201,
  },
  'get /api/v1/audit': { own: 200 },
  'get /api/v1/datasets': { own: 200 },
  'get /api/v1/datasets/{id}': datasetPart(''),
  'get /api/v1/datasets/{id}/profiles': datasetPart('/profiles'),
  'get /api/v1/datasets/{id}/metrics': datasetPart('/metrics'),
  'get /api/v1/datasets/{id}/columns': datasetPart('/columns'),
  'get /api/v1/datasets/{id}/schema-versions': datasetPart('/schema-versions'),
  'get /api/v1/datasets/{id}/results': datasetPart('/results'),
  'get /api/v1/datasets/{id}/explain': datasetPart('/explain'),
  'get /api/v1/datasets/{id}/acceptances': datasetPart('/acceptances'),
  'get /api/v1/datasets/{id}/baseline': datasetPart('/baseline'),
  // Learned monitors are off in this test.
  'post /api/v1/datasets/{id}/baseline/rebuild': { ...datasetPart('/baseline/rebuild'), body: () => ({}), own: 409 },
  'post /api/v1/datasets/{id}/retire': datasetChange('retire', () => ({ reason: 'gone' })),
  'post /api/v1/datasets/{id}/restore': datasetChange('restore', () => ({})),
  'post /api/v1/datasets/{id}/rename': datasetChange('rename', () => ({ name: `renamed-${++serial}` })),
  'get /api/v1/deadlines': { own: 200 },
  'get /api/v1/system/heartbeats': { own: 200 },
  'get /api/v1/profiles/{id}': { ...object, path: (p) => `/api/v1/profiles/${p.profileId}` },
  'get /api/v1/profiles/{id}/judgements': { ...object, path: (p) => `/api/v1/profiles/${p.profileId}/judgements` },
  'post /api/v1/profiles/{id}/judge': {
    ...object,
    path: (p) => `/api/v1/profiles/${p.profileId}/judge`,
    body: () => ({}),
  },
  'get /api/v1/incidents': { own: 200 },
  'get /api/v1/incidents/{id}': { ...object, path: (p) => `/api/v1/incidents/${p.incident('comments')}` },
  'post /api/v1/incidents/{id}/acknowledge': incidentAct('acknowledge', {}),
  'post /api/v1/incidents/{id}/resolve': incidentAct('resolve', {}),
  'post /api/v1/incidents/{id}/comments': incidentAct('comments', { text: 'seen' }),
  'post /api/v1/incidents/{id}/feedback': incidentAct('feedback', { verb: 'real' }),
  // Nothing was said: whoever may act is told so, and the foreign one does not exist.
  'delete /api/v1/incidents/{id}/feedback/{feedback}': {
    path: (p) => `/api/v1/incidents/${p.incident('comments')}/feedback/fbk_999999`,
    own: 404,
  },
  'get /api/v1/precision': { own: 200 },
  'get /api/v1/calibration': { own: 200 },
  // Nothing is only shown there: whoever may act is told so.
  'post /api/v1/datasets/{id}/precision/promote': {
    path: (p) => `/api/v1/datasets/${p.dataset}/precision/promote`,
    body: () => ({ family: 'share' }),
    own: 409,
    foreign: 404,
  },
  'get /api/v1/silences': { own: 200 },
  'post /api/v1/silences': {
    body: () => ({ matchers: [`namespace="nowhere-${++serial}"`], endsAt: '2026-11-23T20:00:00Z', comment: 'test' }),
    own: 201,
  },
  'post /api/v1/silences/preview': { body: () => ({ matchers: ['tier="gold"'] }), own: 200 },
  'post /api/v1/silences/{id}/expire': {
    ...object,
    path: (p) => `/api/v1/silences/${p.silence}/expire`,
    body: () => ({}),
  },
  'post /api/v1/gate': {
    body: (p) => ({ dataset: { namespace: p.namespace, name: p.dataset } }),
    own: 200,
    foreign: 403,
  },
  'get /api/v1/gate/overrides': { own: 200 },
  'post /api/v1/gate/overrides': {
    body: (p) => ({
      dataset: { namespace: p.namespace, name: p.dataset },
      reason: 'test',
      until: '2026-11-24T08:00:00Z',
    }),
    own: 201,
    foreign: 403,
  },
  'post /api/v1/gate/overrides/{id}/approve': {
    ...object,
    path: (p) => `/api/v1/gate/overrides/${p.override()}/approve`,
    body: () => ({}),
  },
  'post /api/v1/gate/overrides/{id}/revoke': {
    ...object,
    path: (p) => `/api/v1/gate/overrides/${p.override()}/revoke`,
    body: () => ({}),
  },
  'get /api/v1/suites': { own: 200 },
  'put /api/v1/suites/{name}': {
    path: (p) => `/api/v1/suites/new-of-${p.namespace}`,
    body: (p) => ({ yaml: yamlOf(`new-of-${p.namespace}`, p.namespace, 'anything') }),
    own: 200,
    foreign: 403,
  },
  'post /api/v1/suites/validate': { body: () => ({ yaml: ordersSuite }), own: 200 },
  'post /api/v1/suites/suggest': {
    ...object,
    body: (p) => ({ dataset: { namespace: p.namespace, name: p.dataset } }),
  },
  'get /api/v1/suites/{name}': { ...object, path: (p) => `/api/v1/suites/${p.suite}` },
  'get /api/v1/suites/{name}/versions': { ...object, path: (p) => `/api/v1/suites/${p.suite}/versions` },
  'get /api/v1/routing': { own: 200 },
  'put /api/v1/routing': { body: () => ({ yaml: routing }), own: 200 },
  'post /api/v1/routes/test': { body: () => ({ labels: {} }), own: 200 },
  'get /api/v1/receivers': { own: 200 },
  'post /api/v1/receivers/{name}/test': { path: () => '/api/v1/receivers/nobody/test', body: () => ({}), own: 200 },
  'post /api/v1/receivers/{name}/replay': { path: () => '/api/v1/receivers/nobody/replay', body: () => ({}), own: 200 },
  'get /api/v1/notifications': { own: 200 },
  // Not dead: whoever may replay is told so, and the foreign one does not exist.
  'post /api/v1/notifications/{id}/replay': {
    path: (p) => `/api/v1/notifications/${p.notification}/replay`,
    body: () => ({}),
    own: 409,
    foreign: 404,
  },
  'get /api/v1/privacy': { own: 200 },
  'put /api/v1/privacy': { body: () => ({ rules: [] }), own: 200 },
};

const nameOf = ({ method, path }: RouteSpec) => `${method} ${path}`;

async function ask(
  route: RouteSpec,
  namespace: string,
  authorization: string | null,
  method = route.method.toUpperCase(),
) {
  const sample = samples[nameOf(route)];
  if (!sample) throw new Error(`no sample for ${nameOf(route)}`);
  const place = placeOf(namespace);
  const answer = await test.app.request(sample.path?.(place) ?? route.path, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-plumbline-request': '1',
      host: 'localhost',
      ...(authorization === null ? {} : { authorization }),
    },
    ...(sample.body && method !== 'HEAD' ? { body: JSON.stringify(sample.body(place)) } : {}),
  });
  // The stream of events has no end.
  const isEndless = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (isEndless) await answer.body?.cancel();
  return { status: answer.status, text: isEndless ? '' : await answer.text() };
}

/** The table of permissions, read anew: what a role must get from a route. */
function expectedStatus(route: RouteSpec, role: Role, namespace: string): number {
  const sample = samples[nameOf(route)];
  if (!sample) throw new Error(`no sample for ${nameOf(route)}`);
  if (route.permission === 'public') return sample.own;
  if (!(permissions[route.permission] as readonly Role[]).includes(role)) return 403;
  const seesAll = role === 'admin' || role === 'auditor';
  return namespace === 'shop' || seesAll ? sample.own : (sample.foreign ?? sample.own);
}

describe('every route', () => {
  it('has a sample here, so that a new one is tried with every role too', () => {
    expect(mountedRoutes().map(nameOf).sort()).toEqual(Object.keys(samples).sort());
  });

  it.each(roles)('lets %s do what the table says and nothing else, at home and abroad', async (role) => {
    const key = `Bearer ${await test.key(role, ['shop'])}`;
    for (const route of mountedRoutes()) {
      for (const namespace of route.permission === 'public' ? ['shop'] : ['shop', 'finance']) {
        const { status, text } = await ask(route, namespace, key);
        const wanted = expectedStatus(route, role, namespace);
        expect.soft(status, `${role} ${nameOf(route)} in ${namespace}: ${text.slice(0, 200)}`).toBe(wanted);
      }
    }
  });

  it('answers 401 without credentials and with a bad key, but for the public ones', async () => {
    for (const route of mountedRoutes()) {
      const isPublic = route.permission === 'public';
      const without = await ask(route, 'shop', null);
      const wanted = isPublic ? samples[nameOf(route)]?.own : 401;
      expect.soft(without.status, nameOf(route)).toBe(wanted);
      if (!isPublic) expect.soft(without.text, nameOf(route)).toContain('/problems#not-signed-in');
      if (isPublic && !route.path.startsWith('/api/')) continue;
      expect.soft((await ask(route, 'shop', 'Bearer plk_nonsense')).status, nameOf(route)).toBe(401);
    }
  });

  it('guards HEAD as it guards GET', async () => {
    const viewer = `Bearer ${await test.key('viewer', ['shop'])}`;
    for (const route of mountedRoutes().filter(({ method }) => method === 'get')) {
      const wanted = route.permission === 'public' ? samples[nameOf(route)]?.own : 401;
      expect.soft((await ask(route, 'shop', null, 'HEAD')).status, nameOf(route)).toBe(wanted);
      const known = await ask(route, 'finance', viewer, 'HEAD');
      expect.soft(known.status, nameOf(route)).toBe(expectedStatus(route, 'viewer', 'finance'));
    }
  });

  it('is mounted with a permission: the router holds none under /api/ that the list does not', () => {
    const known = new Set(mountedRoutes().map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`));
    const routed = test.app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'));
    const strangers = routed
      .map(({ method, path }) => `${method.toLowerCase()} ${path}`)
      .filter((name) => !known.has(name));
    expect(strangers).toEqual([]);
    expect(routed.length).toBeGreaterThan(30);
  });

  it('cannot be mounted without a permission, and only with one of the table', () => {
    const wrong = () => {
      // @ts-expect-error a route needs a permission
      mount(test.app, { method: 'get', path: '/api/v1/open', summary: 'Open to all' }, (c) => c.text(''));
      const spec = { method: 'get', path: '/api/v1/odd', permission: 'everything', summary: 'Odd' } as const;
      // @ts-expect-error not a permission of the table
      mount(test.app, spec, (c) => c.text(''));
    };
    expect(wrong).toBeTypeOf('function');
  });
});

describe('what is foreign', () => {
  const foreign = (): [string, string, string][] => {
    const place = placeOf('finance');
    return [
      ['dataset', `/api/v1/datasets/${place.dataset}`, place.dataset],
      ['dataset by number', '/api/v1/datasets/dst_9', 'dst_9'],
      ['profile', `/api/v1/profiles/${place.profileId}`, place.profileId],
      ['incident', `/api/v1/incidents/${place.incident('resolve')}`, place.incident('resolve')],
      ['suite', `/api/v1/suites/${place.suite}`, place.suite],
      ['versions of a suite', `/api/v1/suites/${place.suite}/versions`, place.suite],
    ];
  };
  const read = async (path: string, init: RequestInit = {}) => {
    const authorization = `Bearer ${await test.key('editor', ['shop'])}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await test.app.request(path, { ...init, headers });
    const { requestId: _, ...problem } = JSON.parse(await answer.text());
    const { 'x-request-id': __, ...answered } = Object.fromEntries(answer.headers);
    return { status: answer.status, problem, headers: answered };
  };

  it('looks exactly like what does not exist', async () => {
    for (const [what, path, name] of foreign()) {
      const missing = name.replace(/\d+$|-finance$/, (end) => (/\d/.test(end) ? '99999' : '-nowhere'));
      const there = await read(path);
      const nowhere = await read(path.replace(name, missing));
      expect.soft(there.status, what).toBe(404);
      expect.soft(JSON.stringify(there).replaceAll(name, missing), what).toBe(JSON.stringify(nowhere));
    }
  });

  it('cannot be acted on, and says no more than a missing one', async () => {
    const init = { method: 'POST', body: '{}' };
    const id = placeOf('finance').incident('resolve');
    const there = await read(`/api/v1/incidents/${id}/resolve`, init);
    const nowhere = await read('/api/v1/incidents/INC-99999/resolve', init);
    expect(JSON.stringify(there).replaceAll(id, 'INC-99999')).toBe(JSON.stringify(nowhere));
    expect(there.status).toBe(404);
  });

  it('is in no list, no count and no filter', async () => {
    const authorization = `Bearer ${await test.key('viewer', ['shop'])}`;
    const list = async (path: string) => {
      const body = await (await test.app.request(path, { headers: { authorization } })).json();
      return body as { items: { namespace?: string; subject?: { namespace: string } }[]; total: number };
    };
    const told = (await list('/api/v1/notifications')) as unknown as { items: { incident: string }[] };
    const foreignIncidents = uses.map((use) => placeOf('finance').incident(use));
    expect(told.items.length).toBeGreaterThan(0);
    expect(told.items.filter(({ incident }) => foreignIncidents.includes(incident))).toEqual([]);
    for (const path of ['/api/v1/datasets', '/api/v1/incidents', '/api/v1/suites', '/api/v1/jobs', '/api/v1/runs']) {
      const { items, total } = await list(path);
      const seen = items.map(({ namespace, subject }) => namespace ?? subject?.namespace);
      expect.soft([...new Set(seen)], path).toEqual(['shop']);
      expect.soft(total, path).toBe(items.length);
    }
    expect(await list('/api/v1/datasets?q=finance')).toMatchObject({ items: [], total: 0 });
    expect(await list('/api/v1/datasets?namespace=finance')).toMatchObject({ items: [], total: 0 });
    expect(await list('/api/v1/incidents?dataset=of-finance')).toMatchObject({ items: [], total: 0 });
  });

  it('a suite of a foreign namespace cannot be taken over, and its namespace is not named', async () => {
    const name = placeOf('finance').suite;
    const init = { method: 'PUT', body: JSON.stringify({ yaml: yamlOf(name, 'shop', 'mine') }) };
    const answer = await read(`/api/v1/suites/${name}`, init);
    expect(answer.status).toBe(409);
    expect(JSON.stringify(answer)).not.toContain('Your namespaces');
    const { body } = await test.send('admin', 'GET', `/api/v1/suites/${name}`);
    expect((body as { namespace: string }).namespace).toBe('finance');
  });

  it('a namespace that only begins like ours is foreign, and % and _ in its name are letters', async () => {
    await test.post(orders({ dataset: { namespace: 'shop_a', name: 'under' } }));
    await test.post(orders({ dataset: { namespace: 'shopXa', name: 'other' } }));
    const seen = async (namespaces: string[]) => {
      const headers = { authorization: `Bearer ${await test.key('viewer', namespaces)}` };
      const body = await (await test.app.request('/api/v1/datasets?limit=200', { headers })).json();
      return new Set((body as { items: { namespace: string }[] }).items.map(({ namespace }) => namespace));
    };
    expect(await seen(['shop_a'])).toEqual(new Set(['shop_a']));
    expect(await seen(['shop_*'])).toEqual(new Set(['shop_a']));
    expect(await seen(['%'])).toEqual(new Set());
    expect(await seen(['shop*'])).toEqual(new Set(['shop', 'shop_a', 'shopXa']));
  });
});
