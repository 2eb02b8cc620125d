import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../checks/index.ts';
import { createTestApp, orders, ordersSuite, type TestApp } from './testing.ts';
import type { ProblemShape } from './shapes/common.ts';

let test: TestApp;
beforeAll(async () => {
  const refusedUrl = (url: string, allow: boolean) =>
    url.includes('169.254') && !allow ? 'leads into a network that webhooks may not reach' : null;
  test = await createTestApp({ refusedUrl });
});
afterAll(() => test.drop());

const put = (yaml: string, name = 'orders', query = '') =>
  test.send('editor', 'PUT', `/api/v1/suites/${name}${query}`, { yaml });
const versions = async (name = 'orders') =>
  (
    (await test.send('viewer', 'GET', `/api/v1/suites/${name}/versions`)).body as {
      items: { version: number; yaml: string }[];
    }
  ).items;

describe('a suite', () => {
  const looser = ordersSuite.replace('[1000, 50000]', '[10, 50000]');

  it('is stored as a version; the same text again is no new one, and old ones stay as they were', async () => {
    expect((await put(ordersSuite)).body).toEqual({ name: 'orders', version: 1, change: 'created' });
    expect((await put(ordersSuite)).body).toEqual({ name: 'orders', version: 1, change: 'unchanged' });
    expect((await put(looser)).body).toEqual({ name: 'orders', version: 2, change: 'updated' });
    expect((await put(ordersSuite)).body).toEqual({ name: 'orders', version: 3, change: 'updated' });
    expect((await versions()).map(({ version, yaml }) => [version, yaml])).toEqual([
      [3, ordersSuite],
      [2, looser],
      [1, ordersSuite],
    ]);
  });
  it('on a dry run says what would be, and changes nothing', async () => {
    const before = await versions();
    expect((await put(looser, 'orders', '?dryRun=true')).body).toMatchObject({
      change: 'updated',
      version: before.length + 1,
    });
    expect(await versions()).toEqual(before);
  });
  it('that was changed is what the next profile is judged by, and each result names its version', async () => {
    await put(ordersSuite);
    const few = orders({ rowCount: 500, columnMetrics: {} });
    const before = (await versions())[0]?.version;
    expect((await test.post(few)).results[0]).toMatchObject({ outcome: 'fail', suite: 'orders', ruleVersion: before });
    await put(looser);
    expect((await test.post(few)).results[0]).toMatchObject({ outcome: 'pass', ruleVersion: (before ?? 0) + 1 });
  });
  it('that is broken never replaces the one in force, and each fault has its line and column', async () => {
    const before = await versions();
    const broken = `suite: orders
dataset: { namespace: shop, name: public.orders }
expect:
  - row_count: { betwen: [1000, 50000] }
  - column: amount
    maen: { between: [10, 90] }
`;
    const { status, body } = await put(broken);
    expect(status).toBe(422);
    const problem = body as ProblemShape;
    expect(problem.type).toBe('/problems#invalid-suite');
    const places = problem.errors?.map(({ pointer }) => pointer) ?? [];
    expect(places).toEqual(expect.arrayContaining(['line 4, column 18', 'line 6, column 5']));
    expect(problem.errors?.map(({ message }) => message).join()).toMatch(
      /did you mean between\?.*did you mean mean\?/s,
    );
    expect(await versions()).toEqual(before);
  });
  it('that is broken, whatever the way, leaves the one in force judging: nothing becomes unwatched', async () => {
    await put(ordersSuite);
    const version = (await versions())[0]?.version;
    const head = 'suite: orders\ndataset: { namespace: shop, name: public.orders }\nexpect:\n';
    const broken = [
      'suite: [',
      '',
      `${head}  - row_count: &x 1\n  - row_count: *x\n`,
      `${head}  - all: []\n`,
      `${head}  - row_count: 1\n    accept: { level: 1 }\n`,
      `${head}  - not: { ${'not: { '.repeat(50)}row_count: 1${' }'.repeat(51)}\n`,
      `${head}${'  - row_cuont: 1\n'.repeat(4000)}`,
      '['.repeat(100_000),
    ];
    const answers = await Promise.all(broken.map((yaml) => put(yaml)));
    expect(answers.map(({ status }) => status)).toEqual(broken.map(() => 422));
    for (const { body } of answers) expect((body as ProblemShape).errors?.length).toBeGreaterThan(0);
    const { results } = await test.post(orders({ rowCount: 3, columnMetrics: {} }));
    expect(results[0]).toMatchObject({ suite: 'orders', ruleVersion: version, outcome: 'fail' });
  });
  it('that joins and softens is put in force, and its results say how they stand', async () => {
    const yaml = `suite: joined
dataset: { namespace: shop, name: public.joined }
expect:
  - row_count: { at_least: 1000 }
    mode: shadow
  - implies: [{ row_count: { at_most: 10 } }, { metric: rate, above: 0.5 }]
  - row_count: { at_least: 1000 }
    accept: { level: 995, until: 2999-12-31, reason: legacy }
`;
    expect((await put(yaml, 'joined')).status).toBe(200);
    const dataset = { namespace: 'shop', name: 'public.joined' };
    const { results } = await test.post({ dataset, rowCount: 5, metrics: { rate: 0.1 } } as Profile);
    expect(results).toMatchObject([
      { expectation: 'row_count', outcome: 'fail', standing: 'shadow' },
      { expectation: 'implies', kind: 'implies', outcome: 'fail', parts: [{ outcome: 'pass' }, { outcome: 'fail' }] },
      { expectation: 'row_count.2', outcome: 'fail', standing: 'accepted', accepted: { state: 'held' } },
    ]);
  });
  it('is named as its address says', async () => {
    const { status, body } = await put(ordersSuite, 'other');
    expect(status).toBe(422);
    expect((body as ProblemShape).errors).toEqual([
      { pointer: '/suite', message: 'is orders, the address says other' },
    ]);
    expect((await test.send('viewer', 'GET', '/api/v1/suites/other')).status).toBe(404);
  });
  it('is validated without being stored', async () => {
    const yaml = ordersSuite.replace('suite: orders', 'suite: looked-at');
    const answer = await test.send('viewer', 'POST', '/api/v1/suites/validate', { yaml });
    expect(answer.body).toMatchObject({ valid: true, suite: { name: 'looked-at' } });
    expect((await test.send('viewer', 'GET', '/api/v1/suites/looked-at')).status).toBe(404);
  });
  it('is put in force once by each of eight who put different ones at once: no version is lost', async () => {
    const texts = Array.from(
      { length: 8 },
      (_, i) => `${ordersSuite.replace('suite: orders', 'suite: raced')}# ${i}\n`,
    );
    const answers = await Promise.all(texts.map((yaml) => put(yaml, 'raced')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    const stored = await versions('raced');
    expect(stored.map(({ version }) => version)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(stored.map(({ yaml }) => yaml).sort()).toEqual(texts);
  });
});

describe('routing', () => {
  const apply = (yaml: string) => test.send('admin', 'PUT', '/api/v1/routing', { yaml });
  const get = async () =>
    (await test.send('viewer', 'GET', '/api/v1/routing')).body as { version: number; routing: unknown };
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;
  const good = `route:
  receiver: everyone
  routes:
    - { matchers: ['tier = gold', 'severity =~ "error|critical"'], receiver: gold }
receivers:
  - name: everyone
    email: [{ to: all@example.org }]
  - name: gold
    webhook: [{ url: 'https://hooks.example.org/a?token=abc123', secret: ${secret} }]
`;
  it('is nothing until somebody applies one', async () => {
    expect(await get()).toEqual({ version: 0, routing: null });
  });
  it('is versioned, unchanged when it is the same, and shows no secret', async () => {
    expect((await apply(good)).body).toEqual({ version: 1, change: 'created' });
    expect((await apply(good)).body).toEqual({ version: 1, change: 'unchanged' });
    const shown = JSON.stringify(await get());
    expect(shown).toContain('hooks.example.org/a');
    for (const hidden of [secret, 'abc123']) expect(shown).not.toContain(hidden);
    const audit = JSON.stringify((await test.send('auditor', 'GET', '/api/v1/audit')).body);
    for (const hidden of [secret, 'abc123']) expect(audit).not.toContain(hidden);
  });
  it.each([
    ['a receiver that is not there', good.replace('receiver: gold }', 'receiver: golt }'), /golt/],
    [
      'a webhook that may not be reached',
      good.replace('hooks.example.org', '169.254.169.254'),
      /network that webhooks may not reach/,
    ],
    ['no address', good.replace('all@example.org', 'all at example'), /e-mail address/],
    ['a masked secret', good.replace(secret, "'********'"), /whsec_/],
    ['an unknown key', good.replace('routes:', 'ruotes:'), /ruotes/],
    ['a broken expression', good.replace('error|critical', 'error|('), /./],
    ['no YAML', 'route: [', /./],
    ['an alias bomb', 'a: &a [x, x]\nb: &b [*a, *a]\nroute: *b\n', /./],
  ])('with %s is refused with its place, and what was in force stays', async (_, yaml, message) => {
    const before = await get();
    const { status, body } = await apply(yaml);
    expect(status).toBe(422);
    expect((body as ProblemShape).errors?.map((error) => error.message).join()).toMatch(message);
    expect(await get()).toEqual(before);
  });
  it('is tried with labels, and says where they go and why', async () => {
    const { body } = await test.send('viewer', 'POST', '/api/v1/routes/test', {
      labels: { tier: 'gold', severity: 'critical' },
    });
    const { decisions } = body as { decisions: { receiver: string; path: { matchers: string[] }[] }[] };
    expect(decisions.map(({ receiver }) => receiver)).toEqual(['gold']);
    expect(decisions[0]?.path.at(-1)?.matchers.join()).toContain('tier');
    const other = await test.send('viewer', 'POST', '/api/v1/routes/test', {
      labels: { tier: 'gold', severity: 'warn' },
    });
    expect(other.body).toMatchObject({ decisions: [{ receiver: 'everyone' }] });
  });
});

describe('privacy', () => {
  const canary = 'CANARY-7f3a9c';
  const put = (rules: object[]) => test.send('admin', 'PUT', '/api/v1/privacy', { rules });
  const rules = [
    { datasetPattern: 'hr/*', columnPattern: 'code', level: 'hashed' },
    { datasetPattern: 'hr/*', columnPattern: 'secret', level: 'counts-only' },
    { datasetPattern: 'hr/*', columnPattern: 'plain', level: 'full' },
  ];
  const column = (value: string) => ({
    type: 'string',
    count: 100,
    nullCount: 0,
    min: value,
    max: value,
    valueCountsComplete: true,
    topValues: [{ value, count: 100 }],
  });
  const people = (more: Partial<Profile> = {}): Profile => ({
    dataset: { namespace: 'hr', name: 'people' },
    rowCount: 100,
    ...more,
  });
  const suite = `suite: people
dataset: { namespace: hr, name: people }
expect:
  - column: code
    in_set: [A, B]
  - column: secret
    not_null: {}
`;
  /** Every table, every column of text, bytes, JSON or lists: where does this text stand? */
  async function placesOf(text: string): Promise<string[]> {
    const { pool } = test.receive;
    const columns = await pool<{ table_name: string; column_name: string; data_type: string }[]>`
      select table_name, column_name, data_type from information_schema.columns
      where table_schema = 'public' and data_type in ('text', 'bytea', 'jsonb', 'json', 'ARRAY', 'character varying')`;
    expect(columns.length).toBeGreaterThan(60);
    const found: string[] = [];
    for (const { table_name: table, column_name: name, data_type: type } of columns) {
      const value = type === 'bytea' ? `encode("${name}", 'escape')` : `"${name}"::text`;
      const rows = await pool.unsafe(`select 1 from "${table}" where ${value} like $1 limit 1`, [`%${text}%`]);
      if (rows.length > 0) found.push(`${table}.${name}`);
    }
    return found;
  }

  it('rules are replaced as a whole and in their order, and faults are named', async () => {
    expect((await put(rules)).body).toEqual({ rules });
    expect((await test.send('viewer', 'GET', '/api/v1/privacy')).body).toEqual({ rules });
    const { status, body } = await put([{ datasetPattern: '', columnPattern: 'x', level: 'open' }]);
    expect(status).toBe(422);
    expect((body as ProblemShape).errors?.map(({ pointer }) => pointer)).toEqual([
      '/rules/0/datasetPattern',
      '/rules/0/level',
    ]);
    expect((await test.send('viewer', 'GET', '/api/v1/privacy')).body).toEqual({ rules });
  });

  it('the search that proves it finds a value where nothing hides it', async () => {
    await put(rules);
    await test.post(
      people({ dataset: { namespace: 'hr', name: 'open' }, columnMetrics: { plain: column('VISIBLE-51') } }),
    );
    expect(await placesOf('VISIBLE-51')).toContain('profile.document');
  });

  it('no value of a protected column is kept, answered or told anywhere', async () => {
    await put(rules);
    await test.applySuite(suite);
    const routing = 'route: { receiver: a }\nreceivers: [{ name: a, email: [{ to: a@example.org }] }]\n';
    await test.send('admin', 'PUT', '/api/v1/routing', { yaml: routing });
    const posted = people({
      columnMetrics: { code: column(canary), secret: column(canary), email: column(`${canary}@example.org`) },
    });
    const answer = await test.post(posted);
    expect(answer.verdict).toBe('fail');
    expect(JSON.stringify(answer)).not.toContain(canary);
    expect(await placesOf(canary)).toEqual([]);
    const incident = answer.incidents[0]?.id ?? '';
    for (const path of [
      `profiles/${answer.profileId}`,
      'datasets/people',
      'datasets/people/columns',
      'datasets/people/results',
      'datasets/people/metrics?name=rowCount',
      'datasets/people/schema-versions',
      'datasets/people/profiles',
      `incidents/${incident}`,
      'notifications',
      'audit',
    ]) {
      const { status, body } = await test.send('admin', 'GET', `/api/v1/${path}`);
      expect.soft(status, path).toBe(200);
      expect.soft(JSON.stringify(body), path).not.toContain(canary);
    }
    const told = await test.receive.pool`select facts, channel, reason from notification`;
    expect(told.length).toBeGreaterThan(0);
  });

  it('a set of values is still decided when the column is hashed', async () => {
    const outcome = async (value: string) => {
      const { results } = await test.post(people({ columnMetrics: { code: column(value), secret: column('x') } }));
      return results.find(({ kind }) => kind === 'in_set')?.outcome;
    };
    expect(await outcome('A')).toBe('pass');
    expect(await outcome('Z')).toBe('fail');
    expect(await outcome('B')).toBe('pass');
  });

  it('a stricter rule holds from the next profile on, whoever has the old rules in hand', async () => {
    await put([]);
    const dataset = { namespace: 'lab', name: 'later' };
    await test.post({ dataset, rowCount: 100, columnMetrics: { note: column('BEFORE-RULE') } });
    expect(await placesOf('BEFORE-RULE')).toContain('profile.document');
    await put([{ datasetPattern: 'lab/*', columnPattern: 'note', level: 'counts-only' }]);
    await test.post({ dataset, rowCount: 100, columnMetrics: { note: column('AFTER-RULE') } });
    expect(await placesOf('AFTER-RULE')).toEqual([]);
  });

  it('unclassified values stay readable only when twenty rows share them and they look like nobody', async () => {
    await put([]);
    const topValues = [
      { value: 'COMMON-VALUE', count: 20 },
      { value: 'RARE-VALUE', count: 19 },
      { value: 'someone@example.org', count: 500 },
    ];
    const columnMetrics = { kind: { type: 'string', count: 600, nullCount: 0, topValues } };
    await test.post({ dataset: { namespace: 'lab', name: 'unclassified' }, rowCount: 600, columnMetrics });
    expect(await placesOf('COMMON-VALUE')).toEqual(['profile.document']);
    expect(await placesOf('RARE-VALUE')).toEqual([]);
    expect(await placesOf('someone@example.org')).toEqual([]);
  });
});
