import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnProfile, Profile } from '../../checks/index.ts';
import { createTestApp, type TestApp } from './testing.ts';
import type { ColumnsShape, DatasetResults, MetricsShape, SchemaVersion } from './shapes/catalogue.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const day = (n: number) => new Date(Date.UTC(2026, 8, n));
const interval = (n: number) => ({ start: day(n).toISOString(), end: day(n + 1).toISOString() });
const amount = (mean: number, more: Partial<ColumnProfile> = {}) => ({
  amount: { type: 'number', count: 100, nullCount: 0, mean, ...more },
});
let serial = 0;
/** A dataset of its own whose nth profile describes the nth of September. */
function dataset(namespace = 'shop', name = `h${++serial}`) {
  const post = (n: number, more: Partial<Profile>) =>
    test.post({ dataset: { namespace, name }, dataInterval: interval(n), ...more });
  const get = async <T>(part: string) => {
    const { status, body } = await test.send('viewer', 'GET', `/api/v1/datasets/${name}${part && `/${part}`}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body as T;
  };
  return { name, post, get };
}

describe('metrics over time', () => {
  it('are read by name from profiles that carry others, with null where there was none', async () => {
    const { post, get } = dataset();
    await post(1, { rowCount: 100, columnMetrics: amount(1) });
    await post(2, { rowCount: 100, columnMetrics: { ...amount(2), price: { count: 5, min: 3 } }, metrics: { lag: 7 } });
    await post(3, { rowCount: 30, columnMetrics: { price: { count: 5, min: 4 } } });
    const { series } = await get<MetricsShape>('metrics?name=rowCount&name=amount.mean&name=price.min&name=nothing');
    const values = Object.fromEntries(series.map(({ name, points }) => [name, points.map(({ value }) => value)]));
    expect(values).toEqual({
      rowCount: [100, 100, 30],
      'amount.mean': [1, 2, null],
      'price.min': [null, 3, 4],
      nothing: [null, null, null],
    });
  });
  it('keep every number to the last bit', async () => {
    const { post, get } = dataset();
    const numbers = [0.1 + 0.2, -0, 5e-324, 1.7976931348623157e308, -123456.789, 2 ** 53 - 1];
    for (const [index, mean] of numbers.entries()) await post(index + 1, { columnMetrics: { amount: { mean } } });
    const { series } = await get<MetricsShape>('metrics?name=amount.mean');
    expect(series[0]?.points.map(({ value }) => value)).toEqual(
      numbers.map((value) => (Object.is(value, -0) ? 0 : value)),
    );
  });
  it('take a span, its end not included, and show corrections only in their last state', async () => {
    const { post, get } = dataset();
    for (const n of [1, 2, 3, 4]) await post(n, { rowCount: n });
    await post(2, { rowCount: 22 });
    const span = `from=${day(2).toISOString()}&to=${day(4).toISOString()}`;
    const { series } = await get<MetricsShape>(`metrics?${span}`);
    expect(series[0]?.points.map(({ value }) => value)).toEqual([22, 3]);
  });
  it('show the bound in force, and each breach with its reason', async () => {
    const set = dataset('bounded');
    const yaml =
      "suite: bounded\ndataset: { namespace: bounded, name: '*' }\nexpect:\n  - column: amount\n    mean: { between: [10, 90] }\n";
    await test.applySuite(yaml);
    await set.post(1, { columnMetrics: amount(50) });
    const bad = await set.post(2, { columnMetrics: amount(91) });
    await set.post(3, { columnMetrics: amount(60) });
    const { series } = await set.get<MetricsShape>('metrics?name=amount.mean');
    expect(series[0]).toMatchObject({
      bound: { low: 10, high: 90 },
      breaches: [{ at: day(2).toISOString(), profileId: bad.profileId, outcome: 'fail', expectation: 'amount.mean' }],
    });
    await test.applySuite(yaml.replace('90', '95'));
    await set.post(4, { columnMetrics: amount(60) });
    expect((await set.get<MetricsShape>('metrics?name=amount.mean')).series[0]?.bound).toEqual({ low: 10, high: 95 });
  });
  it('are at most twelve at once', async () => {
    const { post, name } = dataset();
    await post(1, { rowCount: 1 });
    const query = Array.from({ length: 13 }, (_, i) => `name=m${i}`).join('&');
    expect((await test.send('viewer', 'GET', `/api/v1/datasets/${name}/metrics?${query}`)).status).toBe(422);
  });
});

describe('segments', () => {
  it('are kept apart from the whole dataset: series, columns, schema, row count and incidents', async () => {
    const set = dataset('segmented');
    await test.applySuite(
      "suite: seg\ndataset: { namespace: segmented, name: '*' }\nexpect:\n  - row_count: { between: [50, 500] }\n",
    );
    const schema = (name: string) => ({ fields: [{ name, type: 'text' }] });
    await set.post(1, { rowCount: 1, schema: schema('part'), segment: [{ key: 'country', value: 'DE' }] });
    await set.post(1, { rowCount: 100, schema: schema('whole'), columnMetrics: amount(1) });
    await set.post(2, {
      rowCount: 107,
      schema: schema('other'),
      segment: [{ key: 'country', value: 'FR' }],
      columnMetrics: amount(9, { count: 107 }),
    });
    const bad = await set.post(3, { rowCount: 5, schema: schema('whole') });
    expect(bad.incidents).toMatchObject([{ relation: 'opened' }]);
    const segment = await set.post(4, {
      rowCount: 100,
      schema: schema('last'),
      segment: [{ key: 'country', value: 'DE' }],
    });
    expect(segment.incidents).toEqual([]);
    expect((await set.get<MetricsShape>('metrics')).series[0]?.points.map(({ value }) => value)).toEqual([100, 5]);
    const { items } = await set.get<{ items: SchemaVersion[] }>('schema-versions');
    expect(items.map(({ fields }) => fields[0]?.name)).toEqual(['whole']);
    expect(await set.get('')).toMatchObject({ status: 'fail', rowCount: 5, profileCount: 5 });
    const healed = await set.post(5, { rowCount: 100, schema: schema('new') });
    expect(healed.incidents).toMatchObject([{ relation: 'resolved' }]);
  });
});

describe('columns', () => {
  const histogram = { boundaries: [0, 1, 2], counts: [60, 40] };
  it('stand beside what they were before, in the order of the schema', async () => {
    const { post, get } = dataset();
    const schema = {
      fields: [
        { name: 'id', type: 'bigint' },
        { name: 'amount', type: 'numeric' },
      ],
    };
    const first = await post(1, { schema, columnMetrics: amount(1, { histogram, median: 1 }) });
    const second = await post(2, {
      schema,
      columnMetrics: amount(2, { count: 75, nullCount: 25, quantiles: { '0.5': 2 } }),
    });
    const now = await get<ColumnsShape>('columns');
    expect(now).toMatchObject({ profile: { id: second.profileId }, before: { id: first.profileId } });
    expect(now.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'bigint'],
      ['amount', 'numeric'],
    ]);
    expect(now.columns[1]).toMatchObject({
      mean: 2,
      median: 2,
      nullFraction: 0.25,
      before: { mean: 1, median: 1, nullFraction: 0, histogram },
    });
    const then = await get<ColumnsShape>(`columns?profile=${first.profileId}`);
    expect(then).toMatchObject({ profile: { id: first.profileId }, before: null });
    const turned = await get<ColumnsShape>(`columns?profile=${first.profileId}&before=${second.profileId}`);
    expect(turned.columns[1]).toMatchObject({ mean: 1, before: { mean: 2 } });
  });
  it('of a profile of another dataset are not shown', async () => {
    const [one, other] = [dataset(), dataset()];
    await one.post(1, { columnMetrics: amount(1) });
    const foreign = await other.post(1, { columnMetrics: amount(99) });
    const read = (query: string) => test.send('viewer', 'GET', `/api/v1/datasets/${one.name}/columns?${query}`);
    expect((await read(`profile=${foreign.profileId}`)).status).toBe(404);
    expect((await read(`before=${foreign.profileId}`)).body).toMatchObject({ before: null });
    expect((await read('profile=prf_x')).status).toBe(404);
  });
});

describe('schema versions', () => {
  it('say what changed from one to the next, newest first, and only when it changed', async () => {
    const { post, get } = dataset();
    const fields = (...list: [string, string][]) => ({
      schema: { fields: list.map(([name, type]) => ({ name, type })) },
    });
    await post(1, fields(['id', 'int'], ['name', 'text']));
    await post(2, fields(['id', 'int'], ['name', 'text']));
    await post(3, fields(['id', 'bigint'], ['mail', 'text']));
    await post(4, { rowCount: 1 });
    await post(5, fields(['id', 'int'], ['name', 'text']));
    const { items } = await get<{ items: SchemaVersion[] }>('schema-versions');
    expect(items.map(({ version, firstSeenAt }) => [version, firstSeenAt])).toEqual([
      [3, day(5).toISOString()],
      [2, day(3).toISOString()],
      [1, day(1).toISOString()],
    ]);
    expect(items[1]?.changes).toEqual([
      { change: 'removed', field: 'name', before: 'text', after: null },
      { change: 'added', field: 'mail', before: null, after: 'text' },
      { change: 'type', field: 'id', before: 'int', after: 'bigint' },
    ]);
    expect(items[2]?.changes).toEqual([]);
    expect((await get<MetricsShape>('metrics')).schemaChanges.map(({ version }) => version)).toEqual([2, 3]);
  });
});

describe('results', () => {
  it('are the newest of each expectation with what it said before, oldest first', async () => {
    const set = dataset('judged');
    await test.applySuite(
      "suite: judged\ndataset: { namespace: judged, name: '*' }\nexpect:\n  - row_count: { between: [10, 90] }\n",
    );
    for (const [index, rowCount] of [50, 5, undefined, 60].entries()) {
      await set.post(index + 1, rowCount === undefined ? { bytes: 1 } : { rowCount });
    }
    const { items } = await set.get<DatasetResults>('results');
    expect(items).toHaveLength(1);
    expect(items[0]?.result).toMatchObject({ outcome: 'pass', observed: 60 });
    expect(items[0]?.recent.map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'undecided', 'pass']);
  });
});

describe('a comparison with the past', () => {
  const changing = (name: string, from: string) =>
    `suite: ${name}\ndataset: { namespace: ${name}, name: '*' }\nexpect:\n  - row_count: { change: { from: ${from}, within: 10% } }\n`;

  it('with the profile before: a failed one is no measure, the last good one stays it', async () => {
    await test.applySuite(changing('prev', 'previous'));
    const { post } = dataset('prev');
    expect((await post(1, { rowCount: 1000 })).results[0]).toMatchObject({ outcome: 'undecided' });
    const second = await post(2, { rowCount: 1050 });
    expect(second.results[0]).toMatchObject({ outcome: 'pass' });
    expect((await post(3, { rowCount: 2000 })).results[0]).toMatchObject({
      outcome: 'fail',
      basis: { kind: 'previous', profileId: second.profileId, value: 1050 },
    });
    expect((await post(4, { rowCount: 2000 })).verdict).toBe('fail');
    expect((await post(5, { rowCount: 1100 })).verdict).toBe('pass');
  });
  it('with the profile before: a correction takes the place of what it corrects', async () => {
    await test.applySuite(changing('corr', 'previous'));
    const { post } = dataset('corr');
    await post(1, { rowCount: 1000 });
    await post(2, { rowCount: 1010 });
    const right = await post(2, { rowCount: 1080 });
    expect(right.results[0]).toMatchObject({ outcome: 'pass', basis: { value: 1000 } });
    expect((await post(3, { rowCount: 1180 })).results[0]).toMatchObject({
      outcome: 'pass',
      basis: { profileId: right.profileId, value: 1080 },
    });
  });
  it('with the same weekday: Sunday is measured by Sundays', async () => {
    await test.applySuite(changing('week', 'same_weekday'));
    const { post } = dataset('week');
    // 6 September 2026 is a Sunday, on which there is a tenth of the rows.
    for (let n = 1; n <= 26; n++) await post(n, { rowCount: n % 7 === 6 ? 100 : 1000 });
    expect((await post(27, { rowCount: 102 })).results[0]).toMatchObject({
      outcome: 'pass',
      basis: { kind: 'same_weekday' },
    });
    expect((await post(28, { rowCount: 102 })).results[0]).toMatchObject({ outcome: 'fail' });
  });
  it('with the last n: one odd day among them does not move the measure', async () => {
    await test.applySuite(changing('lastn', '{ last_n: 5 }'));
    const { post } = dataset('lastn');
    for (const [index, rowCount] of [1000, 1010, 990, 1005, 995].entries()) await post(index + 1, { rowCount });
    expect((await post(6, { rowCount: 5000 })).verdict).toBe('fail');
    expect((await post(7, { rowCount: 1001 })).results[0]).toMatchObject({
      outcome: 'pass',
      basis: { kind: 'last_n' },
    });
  });
  it('of the schema: a change is told once, and then it is the new normal', async () => {
    await test.applySuite("suite: shape\ndataset: { namespace: shape, name: '*' }\nexpect:\n  - schema_change: {}\n");
    const { post } = dataset('shape');
    const fields = (...names: string[]) => ({ schema: { fields: names.map((name) => ({ name, type: 'text' })) } });
    await post(1, fields('a', 'b'));
    expect((await post(2, fields('a', 'b'))).verdict).toBe('pass');
    const changed = await post(3, fields('a', 'c'));
    expect(changed).toMatchObject({ verdict: 'fail', incidents: [{ relation: 'opened' }] });
    expect(await post(4, fields('a', 'c'))).toMatchObject({ verdict: 'pass', incidents: [{ relation: 'resolved' }] });
  });
});
