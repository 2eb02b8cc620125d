import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectAlive,
  expectCivil,
  expectKept,
  keepEverything,
  startHostileServer,
  type HostileServer,
} from './testing/hostile-server.ts';

const path = '/api/v1/profiles';
let server: HostileServer;

beforeAll(async () => {
  server = await startHostileServer();
  await keepEverything(server);
});
afterAll(() => server.stop());

let serial = 0;
const dataset = () => `"dataset":{"namespace":"hostile","name":"values-${serial++}"}`;
const withFields = (fields: string) => `{${dataset()},${fields}}`;

/** Refused with a pointer, and nothing of it stored. */
async function expectRefused(text: string, pointer?: string): Promise<void> {
  const before = await server.database.sql`select count(*)::int as n from profile`;
  const answer = await server.post(path, text);
  expectCivil(answer);
  expect([400, 422], answer.text.slice(0, 300)).toContain(answer.status);
  const { errors = [] } = answer.json as { errors?: { pointer: string }[] };
  if (answer.status === 422) expect(errors.length).toBeGreaterThan(0);
  if (pointer !== undefined) expect(errors.map((error) => error.pointer)).toContain(pointer);
  expect(await server.database.sql`select count(*)::int as n from profile`).toEqual(before);
}

describe('a number', () => {
  it.each([
    ['rowCount', '0', 'zero'],
    ['rowCount', '9007199254740991', '2^53 - 1'],
    ['rowCount', '1e3', 'a thousand with an exponent'],
    ['rowCount', '10.0', 'a whole number with a point'],
  ])('as %s that is %s (%s) is stored', async (field, value) => {
    await expectKept(server, withFields(`"${field}":${value}`));
  });

  it.each([
    ['9007199254740992', '2^53'],
    ['9007199254740993', '2^53 + 1'],
    ['9223372036854775807', '2^63 - 1'],
    ['9223372036854775808', '2^63'],
    ['18446744073709551616', '2^64'],
    ['-1', 'below zero'],
    ['1.5', 'a fraction'],
    ['1e400', 'over what a double holds'],
    ['-1e400', 'under what a double holds'],
    ['1e300', 'far over 2^53'],
    ['1e-400', 'nearer to zero than a double holds'],
    ['1E+16', '10^16 with an exponent'],
    ['9007199254740993.0', '2^53 + 1 with a point'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
    ['0x10', 'hexadecimal'],
    ['010', 'octal'],
    ['+1', 'with a plus'],
    ['.5', 'without a digit before the point'],
    ['1_000', 'with an underscore'],
    ['"7"', 'a text'],
    ['true', 'true'],
    ['null', 'null'],
    ['[7]', 'an array'],
    ['{"valueOf":7}', 'an object'],
  ])('as a count that is %s (%s) is refused or kept exactly', async (value) => {
    for (const field of ['rowCount', 'bytes']) await expectRefusedOrExact(withFields(`"${field}":${value}`));
    await expectRefusedOrExact(withFields(`"rowCount":1,"columnMetrics":{"a":{"nullCount":${value}}}`));
    await expectRefusedOrExact(withFields(`"counters":[{"id":"c","failed":${value}}]`));
  });

  it.each([
    ['1.7976931348623157e308', 'the largest double'],
    ['5e-324', 'the smallest double'],
    ['0.1', 'a tenth'],
    ['1e-400', 'nearer to zero than a double comes, so zero'],
    [`0.${'9'.repeat(100_000)}`, 'of a hundred thousand digits, so the nearest double'],
    ['-0.0', 'minus zero, which is zero'],
    ['123456.7890123456', 'with sixteen digits'],
    ['1e-320', 'below the normal doubles'],
    ['-9007199254740991', '-(2^53 - 1)'],
    ['9007199254740992', '2^53, which a double holds'],
    ['1000000000000000000000', '10^21, which a double holds'],
  ])('as a measure that is %.40s (%s) comes back as the double it is', async (value) => {
    await expectKept(server, withFields(`"metrics":{"m":${value}}`));
    await expectKept(server, withFields(`"rowCount":9,"columnMetrics":{"a":{"mean":${value}}}`));
  });

  it.each([
    ['1e400', 'over what a double holds'],
    ['-1e400', 'under what a double holds'],
    ['9007199254740993', '2^53 + 1, which a double rounds'],
    ['-9007199254740993', '-(2^53 + 1), which a double rounds'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['"NaN"', 'the text NaN'],
    ['null', 'null'],
    ['{}', 'an object'],
  ])('as a measure that is %s (%s) is refused', async (value) => {
    for (const fields of [
      `"metrics":{"m":${value}}`,
      `"columnMetrics":{"a":{"mean":${value}}}`,
      `"columnMetrics":{"a":{"quantiles":{"0.5":${value}}}}`,
      `"columnMetrics":{"a":{"histogram":{"boundaries":[0,${value}],"counts":[1]}}}`,
      `"crossColumn":[{"columns":["a","b"],"metric":"corr","value":${value}}]`,
      `"scope":{"sampled":{"fraction":${value}}},"rowCount":1`,
    ]) {
      await expectRefused(withFields(fields));
    }
  });

  it.each(['9007199254740993', '9223372036854775808', '-18446744073709551617', '0.30000000000000000001'])(
    'of more digits than a double holds (%s) is kept as a text',
    async (digits) => {
      await expectKept(server, withFields(`"rowCount":9,"columnMetrics":{"a":{"sum":"${digits}"}}`));
      await expectKept(server, withFields(`"rowCount":9,"columnMetrics":{"a":{"min":"${digits}","max":"${digits}"}}`));
    },
  );

  it('of a million digits is refused', async () => {
    await expectRefused(withFields(`"rowCount":${'9'.repeat(1_000_000)}`));
    await expectRefused(withFields(`"metrics":{"m":${'9'.repeat(1_000_000)}.5}`));
  });

  /** A value that JSON reads as a good number may be kept; then it is the number that was meant. */
  async function expectRefusedOrExact(text: string): Promise<void> {
    const answer = await server.post(path, text);
    expectCivil(answer, text.slice(0, 200));
    if (answer.status !== 201) return;
    const { profileId } = answer.json as { profileId: string };
    const read = await server.get(`/api/v1/profiles/${profileId}`);
    expect((read.json as { profile: unknown }).profile).toStrictEqual(JSON.parse(text));
    // What JSON.parse made of it must be what the digits say.
    expect(text, 'stored though the digits cannot be held').not.toMatch(
      /9007199254740993|1844674407370955161[67]|e400/,
    );
  }
});

const q = JSON.stringify;
const names: [string, string][] = [
  ['Arabic from right to left', '\u0627\u0644\u0637\u0644\u0628\u0627\u062a'],
  ['an override of the direction', 'orders\u202egnp.exe'],
  ['isolates of the direction', '\u2066a\u2069\u2068b\u2069'],
  ['a letter with a combining accent', 'cafe\u0301'],
  ['the same letter composed', 'caf\u00e9'],
  ['a tower of combining marks', `z${'\u0351\u0352'.repeat(90)}`],
  ['an emoji family', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'],
  ['a flag', '\u{1f1e9}\u{1f1ea}'],
  ['a Latin name in Cyrillic letters', '\u043e\u0440\u0501\u0435\u0433\u0455'],
  ['that name in Latin letters', 'orders'],
  ['a full-width name', '\uff4f\uff52\uff44\uff45\uff52\uff53'],
  ['an invisible space', 'orders\u200b'],
  ['a byte order mark', '\ufeffcolumns'],
  ['a line separator', 'a\u2028b\u2029c'],
  ['noncharacters', '\uffff\ufffe'],
  ['a replacement character', '\ufffd'],
  ['control characters', '\u0001\u0007\u001b[31m\u007f'],
  ['line breaks and tabs', 'a\r\nb\tc'],
  ['only a space', ' '],
  ['spaces around it', '  orders  '],
  ['capitals of Turkish', 'I\u0130\u0131i'],
  ['a sharp s', 'stra\u00dfe'],
  ['a script', '<script>alert(1)</script>'],
  ['an image', '"><img src=x onerror=alert(1)>'],
  ['a template', '{{constructor.constructor("alert(1)")()}}${7*7}#{7*7}'],
  ['SQL', "'; drop table profile; --"],
  ['SQL with a comment', '1/**/or/**/1=1--'],
  ['a pattern of like', '%_\\'],
  ['dollar quotes', '$$;$$ $1 $2'],
  ['an array of Postgres', '{a,b,NULL}'],
  ['NULL', 'NULL'],
  ['a path up', '../../../etc/passwd'],
  ['a Windows path', 'C:\\data\\orders'],
  ['an escaped slash and tilde', 'a/b~c~0~1'],
  ['a formula', '=1+1'],
  ['a format', '%s%n%x'],
  ['a log line', 'a\n{"log.level":"error"}'],
  ['a header', 'a\r\nX-Injected: 1'],
  ['a dot', '.'],
  ['constructor', 'constructor'],
  ['prototype', 'prototype'],
  ['hasOwnProperty', 'hasOwnProperty'],
  ['toString', 'toString'],
  ['a number', '0'],
  ['length', 'length'],
];

describe('a name', () => {
  it.each(names)('that is %s comes back bit-equal wherever it stands', async (_what, name) => {
    const text = `{"dataset":{"namespace":${q(name)},"name":${q(name)}},"rowCount":3,
      "idempotencyKey":${q(name)},"environment":${q(name)},
      "run":{"id":${q(name)},"job":{"namespace":${q(name)},"name":${q(name)}}},
      "segment":[{"key":${q(name)},"value":${q(name)}}],
      "schema":{"fields":[{"name":${q(name)},"type":${q(name)}}]},
      "columnMetrics":{${q(name)}:{"type":${q(name)},"count":3,"topValues":[{"value":${q(name)},"count":3}]}},
      "counters":[{"id":${q(name)},"failed":0}],"metrics":{${q(name)}:1},"producer":{"name":${q(name)}}}`;
    await expectKept(server, text);
    const whole = withFields(
      `"rowCount":3,"schema":{"fields":[{"name":${q(name)}}]},"columnMetrics":{${q(name)}:{"count":3}}`,
    );
    const posted = await server.post(
      path,
      whole.replace(/"name":"values-\d+"/, () => `"name":${q(name)}`),
    );
    const { dataset: made } = posted.json as { dataset: { id: string } };
    for (const part of ['', '/columns', '/schema-versions', '/metrics', '/results', '/profiles']) {
      const answer = await server.get(`/api/v1/datasets/${made.id}${part}`);
      expect(answer.status).toBe(200);
      if (part === '') expect((answer.json as { name: string }).name).toBe(name);
      if (part === '/columns') expect((answer.json as { columns: { name: string }[] }).columns[0]?.name).toBe(name);
    }
    const found = await server.get(
      `/api/v1/datasets?q=${encodeURIComponent(name)}&namespace=${encodeURIComponent(name)}`,
    );
    expect(found.status).toBe(200);
    expect((found.json as { items: { name: string }[] }).items.map((item) => item.name)).toContain(name);
  });

  it('that looks like another one is another one', async () => {
    const alike = ['orders', '\u043erders', 'orders\u200b', 'Orders', 'orders ', 'cafe\u0301', 'caf\u00e9'];
    const ids = new Set<string>();
    for (const name of alike) {
      const answer = await server.post(path, `{"dataset":{"namespace":"alike","name":${q(name)}},"rowCount":1}`);
      ids.add((answer.json as { dataset: { id: string } }).dataset.id);
    }
    expect(ids.size).toBe(alike.length);
    const slugs = await server.database
      .sql`select count(distinct slug)::int as n from dataset where name = any(${alike})`;
    expect(slugs[0]?.['n']).toBeGreaterThanOrEqual(alike.length);
  });

  it.each([
    ['a', 500, 501],
    ['\u{1f4a9}', 500, 501],
  ])('of %s is taken at its limit and refused over it', async (letter, most, over) => {
    await expectKept(server, `{"dataset":{"namespace":"hostile","name":${q(letter.repeat(most))}},"rowCount":1}`);
    await expectKept(server, withFields(`"rowCount":1,"columnMetrics":{${q(letter.repeat(most))}:{"count":1}}`));
    await expectRefused(
      `{"dataset":{"namespace":"hostile","name":${q(letter.repeat(over))}},"rowCount":1}`,
      '/dataset/name',
    );
    await expectRefused(withFields(`"rowCount":1,"columnMetrics":{${q(letter.repeat(over))}:{"count":1}}`));
  });

  it.each([
    ['U+0000 as an escape', '\\u0000'],
    ['U+0000 in the middle', 'a\\u0000b'],
    ['the first half of a pair', '\\ud800'],
    ['the second half of a pair', '\\udc00'],
    ['a pair the wrong way round', '\\udc00\\ud800'],
    ['half a pair in upper case', '\\uD83D'],
    ['half a pair before a text', '\\ud83dx'],
  ])('with %s is refused wherever it stands', async (_what, bad) => {
    for (const text of [
      `{"dataset":{"namespace":"h","name":"${bad}"},"rowCount":1}`,
      `{"dataset":{"namespace":"${bad}","name":"d"},"rowCount":1}`,
      withFields(`"rowCount":1,"idempotencyKey":"${bad}"`),
      withFields(`"rowCount":1,"run":{"id":"${bad}"}`),
      withFields(`"rowCount":1,"columnMetrics":{"${bad}":{"count":1}}`),
      withFields(`"rowCount":1,"columnMetrics":{"a":{"topValues":[{"value":"${bad}","count":1}]}}`),
      withFields(`"rowCount":1,"columnMetrics":{"a":{"min":"${bad}"}}`),
      withFields(`"rowCount":1,"schema":{"fields":[{"name":"a","description":"${bad}"}]}`),
      withFields(`"rowCount":1,"metrics":{"${bad}":1}`),
      withFields(`"rowCount":1,"segment":[{"key":"a","value":"${bad}"}]`),
      withFields(`"rowCount":1,"${bad}":1`),
    ]) {
      await expectRefused(text);
    }
    const run = `{"state":"FAIL","eventTime":"2026-11-22T00:00:00Z","run":{"id":"r","job":{"namespace":"h","name":"j"}},"error":"${bad}"}`;
    const answer = await server.post('/api/v1/runs', run);
    expectCivil(answer);
    expect(answer.status).toBe(422);
  });

  it.each([
    ['an escaped backslash before u0000', '\\\\u0000'],
    ['a whole pair as escapes', '\\ud83d\\ude00'],
    ['an escaped backslash before half a pair', '\\\\ud800'],
  ])('with %s is a good one and kept', async (_what, good) => {
    await expectKept(
      server,
      withFields(`"rowCount":1,"environment":"${good}","columnMetrics":{"${good}":{"count":1}}`),
    );
  });

  it.each(['__proto__', '\\u005f_proto__'])('of a field that is %s is refused at every level', async (name) => {
    for (const text of [
      withFields(`"rowCount":1,"${name}":{"polluted":true}`),
      `{"dataset":{"namespace":"h","name":"d","${name}":{"polluted":true}},"rowCount":1}`,
      withFields(`"rowCount":1,"columnMetrics":{"${name}":{"count":1}}`),
      withFields(`"rowCount":1,"columnMetrics":{"a":{"count":1,"${name}":{"polluted":1}}}`),
      withFields(`"metrics":{"${name}":1}`),
      withFields(`"metrics":{"${name}":{"polluted":1}}`),
      withFields(`"rowCount":1,"columnMetrics":{"a":{"quantiles":{"${name}":1}}}`),
      withFields(`"rowCount":1,"columnMetrics":{"a":{"typeCounts":{"${name}":1}}}`),
    ]) {
      await expectRefused(text);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a document', () => {
  const deep = (depth: number, open: string, close: string) => open.repeat(depth) + '1' + close.repeat(depth);

  it.each([65, 1000, 10_000, 1_000_000])('nested %i deep is refused', async (depth) => {
    const array = deep(depth, '[', ']');
    const object = deep(depth, '{"a":', '}');
    for (const text of [
      withFields(`"rowCount":1,"columnMetrics":${array}`),
      withFields(`"rowCount":1,"columnMetrics":{"a":${object}}`),
      withFields(`"rowCount":${array}`),
      withFields(`"rowCount":1,"unknown":${object}`),
      withFields(`"rowCount":1,"bad":"\\u0000","unknown":${object}`),
      object,
    ]) {
      await expectRefused(text);
    }
    const many = await server.post(path, array);
    expectCivil(many);
    await expectAlive(server);
  });

  it('with a million unknown fields is refused, and says only the first hundred', async () => {
    const fields = Array.from({ length: 1_000_000 }, (_, index) => `"f${index}":1`).join(',');
    const answer = await server.post(path, withFields(fields));
    expectCivil(answer);
    expect(answer.status).toBe(422);
    expect((answer.json as { errors: object[] }).errors.length).toBeLessThanOrEqual(100);
    await expectAlive(server);
  });

  it('with a hundred thousand metrics is stored whole', async () => {
    const metrics = Array.from({ length: 100_000 }, (_, index) => `"m${index}":${index}`).join(',');
    await expectKept(server, withFields(`"metrics":{${metrics}}`));
  });

  it('with arrays of a hundred thousand is refused where that is over the limit', async () => {
    const zeros = Array(100_000).fill(0).join(',');
    await expectRefused(
      withFields(`"rowCount":1,"columnMetrics":{"a":{"histogram":{"boundaries":[${zeros}],"counts":[1]}}}`),
    );
    await expectRefused(withFields(`"counters":[${Array(100_000).fill('{"id":"a","failed":0}').join(',')}]`));
    await expectRefused(withFields(`"rowCount":1,"segment":[${zeros}]`));
    const many = await server.post(path, `[${zeros}]`);
    expectCivil(many);
    expect(many.status).toBe(422);
  });

  it('with 10,000 columns is stored whole and shown', async () => {
    const columns = Array.from(
      { length: 10_000 },
      (_, index) => `"c${index}":{"count":5,"nullCount":0,"mean":${index}.5}`,
    );
    const text = withFields(`"rowCount":5,"columnMetrics":{${columns.join(',')}}`);
    await expectKept(server, text);
    const { name } = (JSON.parse(text) as { dataset: { name: string } }).dataset;
    const shown = await server.get(`/api/v1/datasets/${name}/columns`);
    expect((shown.json as { columns: object[] }).columns).toHaveLength(10_000);
    expect((await server.get(`/api/v1/datasets/${name}`)).status).toBe(200);
  });

  it('with a field given twice is judged by the last, and says no other when read', async () => {
    const answer = await server.post(path, withFields('"rowCount":1,"rowCount":2'));
    expect(answer.status).toBe(201);
    const { profileId } = answer.json as { profileId: string };
    const read = await server.get(`/api/v1/profiles/${profileId}`);
    expect((read.json as { profile: { rowCount: number } }).profile.rowCount).toBe(2);
    await expectRefused(withFields('"rowCount":1,"rowCount":"x"'), '/rowCount');
  });

  it.each([
    ['an unknown field', `"rowCount":1,"rowcount":2`, '/rowcount'],
    ['an unknown field of a column', `"columnMetrics":{"a/b":{"cuont":2}}`, '/columnMetrics/a~1b/cuont'],
    ['a field named with a slash and a tilde', `"rowCount":1,"a/b~c":2`, '/a~1b~0c'],
    ['a time that is none', `"rowCount":1,"capturedAt":"yesterday"`, '/capturedAt'],
    ['a time without a zone', `"rowCount":1,"capturedAt":"2026-11-22T00:00:00"`, '/capturedAt'],
    ['the thirtieth of February', `"rowCount":1,"capturedAt":"2026-02-30T00:00:00Z"`, '/capturedAt'],
    ['a time with a leap second', `"rowCount":1,"capturedAt":"2026-11-22T23:59:60Z"`, '/capturedAt'],
    ['a time in the year 9999', `"rowCount":1,"capturedAt":"9999-12-31T23:59:59Z"`, '/capturedAt'],
    [
      'an interval that ends before it starts',
      `"rowCount":1,"dataInterval":{"start":"2026-11-22T00:00:00Z","end":"2026-11-21T00:00:00Z"}`,
      '/dataInterval/end',
    ],
    ['another version', `"rowCount":1,"schemaVersion":2`, '/schemaVersion'],
    ['a sum that is no number', `"columnMetrics":{"a":{"sum":"1e5"}}`, '/columnMetrics/a/sum'],
    ['a quantile over one', `"columnMetrics":{"a":{"quantiles":{"1.5":1}}}`, undefined],
    ['nothing measured', `"capturedAt":"2026-11-22T00:00:00Z"`, ''],
    ['an empty column name', `"columnMetrics":{"":{"count":1}}`, undefined],
  ])('with %s is refused at its place', async (_what, fields, pointer) => {
    await expectRefused(withFields(fields), pointer);
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '1969-12-31T23:59:59.999Z',
    '2026-11-22T00:00:00.123456789Z',
    '2026-11-22T23:00:00-12:00',
  ])('captured at %s is kept as it was written', async (at) => {
    await expectKept(server, withFields(`"rowCount":1,"capturedAt":"${at}"`));
  });

  it('among good ones in an array is refused alone', async () => {
    const good = (name: string) => `{"dataset":{"namespace":"many","name":"${name}"},"rowCount":1}`;
    const body = `[${good('a')},{"rowCount":1},${good('b')},null,[],7,"x",${good('c')}]`;
    const answer = await server.post(path, body);
    expect(answer.status).toBe(207);
    const { items } = answer.json as { items: { status: number }[] };
    expect(items.map(({ status }) => status)).toEqual([201, 422, 201, 422, 422, 422, 422, 201]);
  });
});
