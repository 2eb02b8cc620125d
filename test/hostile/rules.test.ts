import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAlive, expectCivil, startHostileServer, type HostileServer } from './testing/hostile-server.ts';

let server: HostileServer;

beforeAll(async () => {
  server = await startHostileServer();
});
afterAll(() => server.stop());

const head = 'suite: bomb\ndataset: h/*\nexpect:\n';
const laughs = (levels: number) =>
  Array.from(
    { length: levels },
    (_, n) =>
      `a${n}: &a${n} [${
        n
          ? Array(9)
              .fill(`*a${n - 1}`)
              .join(',')
          : '"lol"'
      }]`,
  ).join('\n');

const yamls: [string, string][] = [
  ['a billion laughs', `${laughs(9)}\n`],
  ['one alias', `${head}  - row_count: &x { at_least: 1 }\n  - row_count: *x\n`],
  ['an alias to itself', '&a [*a]'],
  ['a merge key', 'base: &b {a: 1}\nother: {<<: *b}\n'],
  ['flow nested 10,000 deep', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['flow nested 400,000 deep and open', '['.repeat(400_000)],
  ['maps nested 10,000 deep', '{a: '.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ['dashes nested 10,000 deep', '- '.repeat(10_000)],
  ['blocks nested 900 deep', Array.from({ length: 900 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')],
  ['question marks', '? '.repeat(5000)],
  ['a tag of JavaScript', `${head}  - row_count: !!js/function "function(){}"`],
  ['a tag of Python', '!!python/object/apply:os.system ["id"]'],
  ['binary', `${head}  - row_count: !!binary AAAA`],
  ['a hundred documents', `---\n${head}---\n`.repeat(100)],
  ['900,000 characters of one text', `suite: ${'x'.repeat(900_000)}`],
  ['900,000 spaces', ' '.repeat(900_000)],
  ['450,000 lines', '#\n'.repeat(450_000)],
  ['100,000 keys', Array.from({ length: 100_000 }, (_, n) => `k${n}: 1`).join('\n')],
  ['100,000 expectations', head + '  - row_count: {}\n'.repeat(50_000)],
  ['the same key a thousand times', 'suite: a\n'.repeat(1000)],
  ['__proto__', `${head}  - __proto__: { polluted: true }\n`],
  ['__proto__ at the top', `__proto__: { polluted: true }\n${head}`],
  ['constructor', `constructor: { prototype: { polluted: true } }\n${head}`],
  ['tabs', 'suite:\tbomb\n\tdataset: x\n'],
  ['a carriage return alone', 'suite: bomb\rdataset: x\r'],
  ['control characters', 'suite: "a\u0001b\u001b"\n'],
  ['a byte order mark in the middle', 'suite: a\n\ufeffdataset: b\n'],
  ['an escape of U+0000', 'suite: "a\\0b"\ndataset: h/x\nexpect: [row_count: {at_least: 1}]\n'],
  ['an escape of half a pair', 'suite: "\\ud800"\ndataset: h/x\nexpect: [row_count: {at_least: 1}]\n'],
  ['numbers over everything', `${head}  - row_count: { between: [1e400, .inf] }\n  - row_count: { at_least: .nan }\n`],
  ['a number of 100,000 digits', `${head}  - row_count: { at_least: ${'9'.repeat(100_000)} }\n`],
  ['only a number', '17'],
  ['only null', '~'],
  ['an empty list', '[]'],
  ['a percent directive', '%YAML 9.9\n---\na: b\n'],
  ['an unclosed quote', `suite: "${'a'.repeat(10_000)}`],
  ['an unclosed anchor', '&'.repeat(10_000)],
  ['colons', ':'.repeat(100_000)],
  ['braces that do not match', '{]'.repeat(10_000)],
];

const evil = [
  '^(a+)+$',
  '(a|a)*$',
  '(a|aa)+$',
  '(.*a){25}',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '(?=a)b',
  '(a)\\1',
  '[',
  '(?<',
];

describe('a suite', () => {
  it.each(yamls)('made of %s is refused with its place, and what was in force stays', async (_what, yaml) => {
    const answer = await server.put('/api/v1/suites/bomb', { yaml });
    expectCivil(answer);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expectCivil(await server.send(validate(yaml)));
    expect((await server.get('/api/v1/suites/bomb')).status).toBe(404);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    await expectAlive(server);
  });

  it.each(evil)('with the pattern %s neither stalls nor breaks what is judged by it', async (pattern) => {
    const yaml = `suite: evil\ndataset: h/*\nexpect:\n  - column: c\n    in_set: { pattern: ${JSON.stringify(pattern)} }\n  - column: /${pattern}/\n    not_null: {}\n`;
    expectCivil(await server.put('/api/v1/suites/evil', { yaml }));
    const value = `${'a'.repeat(5000)}!`;
    const columnMetrics = { c: { count: 1, topValues: [{ value, count: 1 }] }, [value.slice(0, 400)]: { count: 1 } };
    const body = JSON.stringify({ dataset: { namespace: 'h', name: 'evil' }, columnMetrics });
    expect((await server.post('/api/v1/profiles', body)).status).toBe(201);
  });

  it('for a pattern of a hundred stars still leaves others to be judged', async () => {
    const dataset = `h/${'*a'.repeat(100)}`;
    expectCivil(
      await server.put('/api/v1/suites/stars', {
        yaml: `suite: stars\ndataset: ${JSON.stringify(dataset)}\nexpect:\n  - row_count: { at_least: 1 }\n`,
      }),
    );
    const body = JSON.stringify({ dataset: { namespace: 'h', name: 'a'.repeat(499) + 'b' }, rowCount: 1 });
    expect((await server.post('/api/v1/profiles', body)).status).toBe(201);
  });

  function validate(yaml: string) {
    const headers = { authorization: `Bearer ${server.keys.admin}`, 'content-type': 'application/json' };
    return { method: 'POST', path: '/api/v1/suites/validate', body: JSON.stringify({ yaml }), headers };
  }
});

describe('a routing document', () => {
  it.each(yamls)('made of %s is refused with its place, and what was in force stays', async (_what, yaml) => {
    const answer = await server.put('/api/v1/routing', { yaml });
    expectCivil(answer);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await server.get('/api/v1/routing')).json).toEqual({ version: 0, routing: null });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    await expectAlive(server);
  });

  it.each([
    [
      'a matcher that is no expression',
      'route: { receiver: a, routes: [{ matchers: [\'team=~"["\'] }] }\nreceivers: [{ name: a }]',
    ],
    ['a look-ahead', 'route: { receiver: a, routes: [{ matchers: [\'team=~"(?=a)"\'] }] }\nreceivers: [{ name: a }]'],
    [
      'a header in an address',
      'route: { receiver: a }\nreceivers: [{ name: a, email: [{ to: "a@b.c\\r\\nBcc: d@e.f" }] }]',
    ],
    ['two addresses', 'route: { receiver: a }\nreceivers: [{ name: a, email: [{ to: "a@b.c, d@e.f" }] }]'],
    [
      'a file as a webhook',
      'route: { receiver: a }\nreceivers: [{ name: a, webhook: [{ url: "file:///etc/passwd" }] }]',
    ],
    ['a password in a URL', 'route: { receiver: a }\nreceivers: [{ name: a, webhook: [{ url: "https://a:b@c.d/" }] }]'],
    ['nobody to send to', 'route: { receiver: nobody }\nreceivers: []'],
    ['a duration that is none', 'route: { receiver: a, group_wait: forever }\nreceivers: [{ name: a }]'],
  ])('with %s is refused', async (_what, yaml) => {
    const answer = await server.put('/api/v1/routing', { yaml });
    expectCivil(answer);
    expect(answer.status).toBe(422);
    expect((answer.json as { errors: object[] }).errors.length).toBeGreaterThan(0);
  });

  it('whose expressions would stall another engine is answered and routes', async () => {
    const routes = evil
      .slice(0, 6)
      .map((pattern) => `{ matchers: [${JSON.stringify(`team=~"${pattern.replaceAll('\\', '\\\\')}"`)}] }`);
    const yaml = `route: { receiver: a, routes: [${routes.join(', ')}] }\nreceivers: [{ name: a }]\n`;
    expect((await server.put('/api/v1/routing', { yaml })).status).toBe(200);
    const headers = { authorization: `Bearer ${server.keys.admin}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ labels: { team: `${'a'.repeat(50_000)}!` } });
    expect((await server.send({ method: 'POST', path: '/api/v1/routes/test', headers, body })).status).toBe(200);
    await expectAlive(server);
  });
});
