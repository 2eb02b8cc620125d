import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localServer } from './testing/local-server.ts';
import { runCommand } from './testing/run-command.ts';
import { temporaryFiles } from './testing/temporary-folder.ts';

const suite = `suite: shop-orders
dataset: shop/orders
expect:
  - row_count: { between: [1, 10] }
`;
const pass = {
  profileId: 'prf_1',
  dataset: { id: 'dst_1', url: 'http://x/d' },
  verdict: 'pass',
  gate: 'allow',
  results: [],
  incidents: [],
  warnings: [],
};
const fail = {
  ...pass,
  verdict: 'fail',
  gate: 'block',
  results: [{ expectation: 'row_count', outcome: 'fail', severity: 'error', reason: 'row count 1 is below 1000' }],
  incidents: [{ id: 'INC-1', state: 'open', relation: 'opened', url: 'http://x/i/INC-1' }],
};

describe('the command line', () => {
  it('leads its help with examples and ends with 0', async () => {
    for (const argv of [
      ['--help'],
      ['profile', '--help'],
      ['keys', 'create', '--help'],
      ['check', 'apply', '--help'],
    ]) {
      const { exitCode, out } = await runCommand(argv);
      expect(exitCode).toBe(0);
      expect(out.indexOf('Examples:')).toBe(0);
      expect(out.indexOf('Usage:')).toBeGreaterThan(0);
    }
  });

  it('ends with 2 on wrong usage and asks what was meant', async () => {
    expect(await runCommand(['profle'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('Did you mean profile?') as string,
    });
    const option = await runCommand(['profile', 'x.csv', '--datset', 'a/b']);
    expect(option).toMatchObject({ exitCode: 2, err: expect.stringContaining('Did you mean --dataset?') as string });
    expect((await runCommand(['profile', 'x.csv'])).exitCode).toBe(2);
    expect((await runCommand([])).exitCode).toBe(2);
    expect((await runCommand(['keys', 'create', '--role', 'king', '--namespace', 'x'])).exitCode).toBe(2);
    expect((await runCommand(['serve', '--port', '99999'])).exitCode).toBe(2);
  });

  it('prints versions, also as JSON', async () => {
    expect(JSON.parse((await runCommand(['version', '-o', 'json'])).out)).toMatchObject({
      version: expect.stringMatching(/^\d/) as string,
    });
    expect((await runCommand(['--version'])).exitCode).toBe(0);
  });
});

describe('plumbline profile', () => {
  it('prints a profile as JSON on standard output and nothing else', async () => {
    const path = temporaryFiles()('orders.csv', 'id,amount\n1,2.5\n2,\n');
    const { exitCode, out, err } = await runCommand([
      'profile',
      path,
      '--dataset',
      'shop/orders',
      '--date',
      '2026-01-22',
      '-o',
      'json',
    ]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      dataset: { namespace: 'shop', name: 'orders' },
      dataInterval: { start: '2026-01-22T00:00:00.000Z', end: '2026-01-23T00:00:00.000Z' },
      rowCount: 2,
      columnMetrics: { amount: { nullCount: 1 } },
    });
  });

  it('shows a table in which nothing from the file can command the terminal', async () => {
    const path = temporaryFiles()(
      'orders.csv',
      'id,"\u001b[31mred"\n1,"\u001b]0;owned\u0007"\n1,"\u001b]0;owned\u0007"\n',
    );
    const { out } = await runCommand(['profile', path, '--dataset', 'shop/orders']);
    expect(out).toContain('\\u001b[31mred');
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('pushes, tells the verdict and ends with 1 when the gate blocks', async () => {
    const { url, requests } = await localServer({ status: 201, body: fail });
    const path = temporaryFiles()('orders.csv', 'id\n1\n');
    const argv = ['profile', path, '--dataset', 'shop/orders', '--run-id', 'r1', '--push', '--url', url];
    const { exitCode, out } = await runCommand(argv, { PLUMBLINE_API_KEY: 'plk_x' });
    expect(exitCode).toBe(1);
    expect(out).toBe(
      'verdict: fail (1 fail); gate: block\n  fail      row_count: row count 1 is below 1000 (error)\n  INC-1 opened  http://x/i/INC-1\n  http://x/d\n',
    );
    expect(requests[0]?.body).toMatchObject({ run: { id: 'r1' }, rowCount: 1, producer: { name: 'plumbline-cli' } });
  });

  it('gives the same file the same key and the same body, another content another key', async () => {
    const { url, requests } = await localServer({ status: 201, body: pass });
    const write = temporaryFiles();
    const push = (path: string) =>
      runCommand(['profile', path, '--dataset', 'shop/orders', '--date', '2026-01-22', '--push', '--url', url]);
    const first = write('orders.csv', 'id\n1\n2\n');
    await push(first);
    await push(first);
    await push(write('other.csv', 'id\n1\n3\n'));
    const [one, two, three] = requests.map(({ body }) => body as { idempotencyKey: string });
    expect(one).toEqual(two);
    expect(three?.idempotencyKey).not.toBe(one?.idempotencyKey);
    expect(one?.idempotencyKey).toMatch(/^shop\/orders\/2026-01-22T/);
  });

  it.each([
    [['--date', '2026-02-30']],
    [['--interval', '2026-01-02T00:00:00Z/2026-01-01T00:00:00Z']],
    [['--interval', '2026-01-02/2026-01-03']],
    [['--captured-at', 'yesterday']],
    [['--max-top', '0']],
    [['--columns', 'nope']],
  ])('refuses %j with exit code 2', async (more) => {
    const path = temporaryFiles()('orders.csv', 'id\n1\n');
    expect(await runCommand(['profile', path, '--dataset', 'shop/orders', ...more])).toMatchObject({
      exitCode: 2,
      out: '',
    });
  });

  it('measures only the columns asked for, and keeps the schema whole', async () => {
    const path = temporaryFiles()('orders.csv', 'id,amount\n1,2\n');
    const { out } = await runCommand(['profile', path, '--dataset', 'a/b', '-o', 'json', '--columns', 'amount']);
    const profile = JSON.parse(out) as { columnMetrics: object; schema: { fields: unknown[] } };
    expect(Object.keys(profile.columnMetrics)).toEqual(['amount']);
    expect(profile.schema.fields.length).toBe(2);
  });
});

describe('plumbline push', () => {
  it('answers a batch item by item; a refused item outranks a finding', async () => {
    const refused = {
      title: 'Invalid',
      detail: 'no dataset',
      errors: [{ pointer: '/dataset', message: 'is required' }],
    };
    const { url } = await localServer({
      status: 207,
      body: {
        items: [
          { status: 201, body: fail },
          { status: 422, body: refused },
        ],
      },
    });
    const path = temporaryFiles()('p.json', '[{},{}]');
    const { exitCode, out, err } = await runCommand(['push', path, '--url', url]);
    expect(exitCode).toBe(2);
    expect(out).toContain('[0] verdict: fail');
    expect(err).toContain('[1] refused (422): no dataset\n  /dataset  is required');
  });

  it('refuses what is not JSON, and a server that is not plumbline', async () => {
    const write = temporaryFiles();
    expect(await runCommand(['push', write('p.json', '{')])).toMatchObject({ exitCode: 2 });
    const { url } = await localServer({ status: 200, body: { hello: 1 } });
    expect(await runCommand(['push', write('q.json', '{}'), '--url', url])).toMatchObject({ exitCode: 3 });
  });
});

describe('plumbline check', () => {
  it('validates folders, files and patterns offline', async () => {
    const write = temporaryFiles();
    const path = write('orders.yaml', suite);
    mkdirSync(join(dirname(path), 'more'));
    write('more/other.yml', suite.replace('shop-orders', 'other'));
    const { exitCode, out } = await runCommand(['check', 'validate', dirname(path)]);
    expect(exitCode).toBe(0);
    expect(out.split('\n').filter((line) => line.endsWith(': ok, 1 expectation')).length).toBe(2);
    expect((await runCommand(['check', 'validate', join(dirname(path), '*.yaml')])).out).toContain('orders.yaml: ok');
  });

  it('shows every problem with file, line, column, code and what may have been meant, and ends with 2', async () => {
    const path = temporaryFiles()('orders.yaml', suite.replace('row_count', 'row_cuont'));
    const { exitCode, out } = await runCommand(['check', 'validate', path]);
    expect(exitCode).toBe(2);
    expect(out).toMatch(/orders\.yaml:4:5 PL\d{4} .*row_cuont.* — did you mean "row_count"\? docs: \S+#pl1011\n/);
    const json = JSON.parse((await runCommand(['check', 'validate', path, '-o', 'json'])).out) as {
      files: { problems: unknown[] }[];
    };
    expect(json.files[0]?.problems.length).toBe(1);
  });

  it('ends with 2 when there is nothing to validate', async () => {
    const path = temporaryFiles()('notes.txt', '');
    expect((await runCommand(['check', 'validate', dirname(path)])).exitCode).toBe(2);
    expect((await runCommand(['check', 'validate', join(dirname(path), 'no.yaml')])).exitCode).toBe(2);
  });

  it('applies suites and says what became of each', async () => {
    const { url, requests } = await localServer({
      status: 200,
      body: { name: 'shop-orders', version: 3, change: 'updated' },
    });
    const path = temporaryFiles()('orders.yaml', suite);
    const { exitCode, out } = await runCommand(['check', 'apply', path, '--dry-run', '--url', url]);
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: `${path}: suite shop-orders would be updated: new version 3\n`,
    });
    expect(requests[0]).toMatchObject({
      method: 'PUT',
      path: '/api/v1/suites/shop-orders?dryRun=true',
      body: { yaml: suite },
    });
  });

  it('applies nothing when one of the suites has problems or two share a name', async () => {
    const { url, requests } = await localServer({ status: 200, body: {} });
    const write = temporaryFiles();
    const [good, bad, twin] = [write('a.yaml', suite), write('b.yaml', 'suite: x\n'), write('c.yaml', suite)];
    expect((await runCommand(['check', 'apply', good, bad, '--url', url])).exitCode).toBe(2);
    expect((await runCommand(['check', 'apply', good, twin, '--url', url])).exitCode).toBe(2);
    expect(requests).toEqual([]);
  });
});

describe('plumbline routing', () => {
  it('shows what is in force and applies a file', async () => {
    const { url } = await localServer(
      { status: 200, body: { version: 2, routing: { receivers: [] } } },
      { status: 200, body: { version: 3, change: 'updated' } },
    );
    expect((await runCommand(['routing', 'show', '--url', url])).out).toContain('receivers: []');
    const path = temporaryFiles()('routing.yaml', 'receivers: []\n');
    expect((await runCommand(['routing', 'apply', path, '--url', url])).out).toBe('routing updated (version 3)\n');
  });
});
