import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Profile } from '../../checks/index.ts';
import { createTestApp, orders, testStart, type TestApp } from './testing.ts';
import type { IncidentDetail, IncidentRow } from './shapes/incidents.ts';
import type { Page } from './shapes/common.ts';

const suite = `suite: all
dataset: { namespace: shop, name: '*' }
owner: team-payments
labels: { tier: gold }
runbook: https://wiki.example.org/orders
expect:
  - row_count: { between: [1000, 50000] }
  - column: amount
    mean: { between: [10, 90] }
  - column: amount
    not_null: {}
    severity: critical
`;
let test: TestApp;
let serial = 0;
const errors: object[] = [];
beforeAll(async () => {
  test = await createTestApp({ log: { warn: () => {}, error: (fields) => errors.push(fields) } });
  await test.applySuite(suite);
});
afterAll(() => test.drop());
beforeEach(() => test.at(testStart));

const amount = (more: object = {}) => ({ amount: { type: 'number', count: 2000, nullCount: 0, mean: 42, ...more } });
const good = { rowCount: 2000, columnMetrics: amount() };
const fewRows = { rowCount: 200, columnMetrics: amount({ count: 200 }) };
/** A dataset of its own; each post an hour after the one before. */
function dataset(name = `d${++serial}`, namespace = 'shop') {
  let hour = 0;
  const post = (more: Partial<Profile>) => {
    const at = new Date(Date.parse(testStart) + ++hour * 3600_000).toISOString();
    test.at(at);
    return test.post(orders({ dataset: { namespace, name }, capturedAt: at, ...more }));
  };
  return { name, post };
}
async function opened(name?: string) {
  const set = dataset(name);
  const { incidents } = await set.post(fewRows);
  return { ...set, id: incidents[0]?.id ?? '' };
}
const get = async (id: string) => (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;
const act = (id: string, use: string, body: object = {}) =>
  test.send('on-call', 'POST', `/api/v1/incidents/${id}/${use}`, body);
const kinds = ({ timeline }: IncidentDetail) => timeline.map(({ kind }) => kind).filter((kind) => kind !== 'routed');

describe('the life of an incident', () => {
  it('opens, takes further failures in, heals one by one and resolves when all pass again', async () => {
    const { post, id } = await opened();
    expect(await get(id)).toMatchObject({
      state: 'open',
      severity: 'error',
      sentence: 'row_count is 200, expected 1,000 to 50,000',
      owner: 'team-payments',
      labels: { tier: 'gold' },
      runbook: 'https://wiki.example.org/orders',
    });
    const worse = await post({ rowCount: 200, columnMetrics: amount({ count: 190, nullCount: 10, mean: 99 }) });
    expect(worse.incidents).toMatchObject([{ id, relation: 'joined', state: 'open' }]);
    expect(await get(id)).toMatchObject({ severity: 'critical', failureCount: 3, occurrenceCount: 2 });

    const half = await post({ rowCount: 2000, columnMetrics: amount({ count: 1999, nullCount: 1 }) });
    expect(half.incidents).toMatchObject([{ id, relation: 'continued' }]);
    const healing = await get(id);
    expect(
      healing.failures
        .filter(({ healedAt }) => healedAt !== null)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['mean', 'row_count']);

    const last = await post(good);
    expect(last.incidents).toMatchObject([{ id, relation: 'resolved', state: 'resolved' }]);
    const over = await get(id);
    expect(over).toMatchObject({
      state: 'resolved',
      resolvedBy: 'passing again',
      resolvedAt: '2026-11-23T12:00:00.000Z',
    });
    expect(over.failures.every(({ healedAt }) => healedAt !== null)).toBe(true);
    expect(kinds(over)).toEqual(['opened', 'joined', 'joined', 'healed', 'healed', 'healed', 'resolved']);
    expect((await post(good)).incidents).toEqual([]);
  });
  it('names in its timeline what happened, in words', async () => {
    const { post, id } = await opened();
    await post(good);
    const { timeline } = await get(id);
    expect(timeline.filter(({ kind }) => kind !== 'routed').map(({ text }) => text)).toEqual([
      'row_count is 200, expected 1,000 to 50,000',
      'row_count was 200, expected 1,000 to 50,000: passes again',
      'none of its failures is left',
    ]);
    expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).toSorted());
  });
  it('names the metric and the profiles of each failure as evidence', async () => {
    const set = dataset();
    const first = await set.post(fewRows);
    const second = await set.post(fewRows);
    const { failures } = await get(first.incidents[0]?.id ?? '');
    expect(failures).toMatchObject([
      { metric: 'rowCount', firstProfileId: first.profileId, lastProfileId: second.profileId },
    ]);
    expect(failures[0]?.since).toBe('2026-11-23T09:00:00.000Z');
  });
  it('is not resolved by what nobody could decide', async () => {
    const set = dataset();
    const { incidents } = await set.post({ rowCount: 2000, columnMetrics: amount({ mean: 99 }) });
    const silent = await set.post({ rowCount: 2000, columnMetrics: {} });
    expect(silent.verdict).toBe('undecided');
    expect(await get(incidents[0]?.id ?? '')).toMatchObject({
      state: 'open',
      failures: [{ kind: 'mean', healedAt: null }],
    });
  });
  it('is another one when it fails again after it was over', async () => {
    const { post, id } = await opened();
    await post(good);
    const again = await post(fewRows);
    expect(again.incidents).toMatchObject([{ relation: 'opened' }]);
    expect(again.incidents[0]?.id).not.toBe(id);
  });
  it('is one, and only one, under sixteen failing profiles at once', async () => {
    const name = `race${++serial}`;
    const posts = Array.from({ length: 16 }, (_, i) =>
      test.post(orders({ dataset: { namespace: 'shop', name }, rowCount: i })),
    );
    const answers = await Promise.all(posts);
    expect(new Set(answers.map(({ incidents }) => incidents[0]?.id)).size).toBe(1);
    expect(answers.filter(({ incidents }) => incidents[0]?.relation === 'opened')).toHaveLength(1);
    const incident = await get(answers[0]?.incidents[0]?.id ?? '');
    expect(incident.occurrenceCount).toBe(16);
    expect(kinds(incident).filter((kind) => kind === 'opened')).toHaveLength(1);
  });
  it('resolves what a suite no longer expects', async () => {
    const { post, id } = await opened();
    await test.applySuite(suite.replace('  - row_count: { between: [1000, 50000] }\n', ''));
    await post({ ...fewRows });
    await test.applySuite(suite);
    expect(await get(id)).toMatchObject({ state: 'resolved' });
  });
});

describe('acknowledging', () => {
  it('says who has it, once, however often it is asked', async () => {
    const { id } = await opened();
    expect((await act(id, 'acknowledge')).status).toBe(200);
    const again = await act(id, 'acknowledge');
    expect(again.body).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'on-call', version: 2 });
    expect(kinds(await get(id))).toEqual(['opened', 'acknowledged']);
  });
  it('stays while more joins, and the incident still resolves by itself', async () => {
    const { id, post } = await opened();
    await act(id, 'acknowledge');
    await post({ rowCount: 200, columnMetrics: amount({ count: 200, mean: 99 }) });
    expect((await get(id)).state).toBe('acknowledged');
    await post(good);
    expect(await get(id)).toMatchObject({ state: 'resolved', acknowledgedBy: 'on-call' });
  });
  it('of a resolved one is a conflict', async () => {
    const { id, post } = await opened();
    await post(good);
    const { status, body } = await act(id, 'acknowledge');
    expect(status).toBe(409);
    expect((body as { type: string }).type).toBe('/problems#conflict');
  });
});

describe('resolving by hand', () => {
  it('closes it with a note, heals its failures, and twice is once', async () => {
    const { id } = await opened();
    const { body } = await act(id, 'resolve', { note: 'known import' });
    expect(body).toMatchObject({ state: 'resolved', resolvedBy: 'on-call' });
    await act(id, 'resolve', { note: 'again' });
    const { timeline, failures } = await get(id);
    const texts = timeline.filter(({ kind }) => kind === 'resolved').map(({ text }) => text);
    expect(texts).toEqual(['resolved by on-call: known import']);
    expect(failures.every(({ healedAt }) => healedAt !== null)).toBe(true);
  });
  it('opens a new one when the next profile fails as well', async () => {
    const { id, post } = await opened();
    await act(id, 'resolve');
    expect((await post(fewRows)).incidents).toMatchObject([{ relation: 'opened' }]);
  });
  it('reads its body whatever else, or says that it did not', async () => {
    const { id } = await opened();
    const headers = { authorization: `Bearer ${await test.key('on-call')}`, 'content-type': 'text/plain' };
    const body = JSON.stringify({ accept: true });
    const answer = await test.app.request(`/api/v1/incidents/${id}/resolve`, { method: 'POST', headers, body });
    expect(answer.status).toBe(415);
    expect((await get(id)).state).toBe('open');
    expect((await act(id, 'resolve', { acept: true })).status).toBe(422);
  });

  describe('with a row count that is compared with the one before', () => {
    const changing = `suite: changing
dataset: { namespace: changing, name: '*' }
expect:
  - row_count: { change: { from: previous, within: 10% } }
`;
    beforeAll(() => test.applySuite(changing));
    const broken = async () => {
      const set = dataset(`c${++serial}`, 'changing');
      await set.post({ rowCount: 1000 });
      const { incidents } = await set.post({ rowCount: 2000 });
      return { ...set, id: incidents[0]?.id ?? '' };
    };
    it('accept makes the newest profile the one that later ones are compared with', async () => {
      const { post, id } = await broken();
      await act(id, 'resolve', { accept: true });
      expect(await post({ rowCount: 2050 })).toMatchObject({ verdict: 'pass', incidents: [] });
    });
    it('without accept the last good one stays the measure', async () => {
      const { post, id } = await broken();
      await act(id, 'resolve', {});
      expect(await post({ rowCount: 2050 })).toMatchObject({ verdict: 'fail', incidents: [{ relation: 'opened' }] });
      expect(await post({ rowCount: 1050 })).toMatchObject({ verdict: 'pass', incidents: [{ relation: 'resolved' }] });
    });
    it('accept means the whole dataset, also when a segment came last', async () => {
      const { post, id } = await broken();
      await post({ rowCount: 7, segment: [{ key: 'country', value: 'DE' }] });
      await act(id, 'resolve', { accept: true });
      expect(await post({ rowCount: 2050 })).toMatchObject({ verdict: 'pass' });
    });
  });
});

describe('If-Match', () => {
  const acknowledge = async (id: string, version: string) => {
    const headers = {
      authorization: `Bearer ${await test.key('on-call')}`,
      'content-type': 'application/json',
      'if-match': version,
    };
    return (await test.app.request(`/api/v1/incidents/${id}/acknowledge`, { method: 'POST', headers, body: '{}' }))
      .status;
  };
  it('of an older version is a conflict and changes nothing', async () => {
    const { id, post } = await opened();
    const { version } = await get(id);
    await post(fewRows);
    expect(await acknowledge(id, `"${version}"`)).toBe(409);
    expect((await get(id)).state).toBe('open');
    expect(await acknowledge(id, `"${(await get(id)).version}"`)).toBe(200);
  });
  it('that is no version is refused, and * means any', async () => {
    const { id } = await opened();
    expect(await acknowledge(id, 'W/"x"')).toBe(422);
    expect(await acknowledge(id, '*')).toBe(200);
  });
  it('lets one of eight who saw the same version win', async () => {
    const { id } = await opened();
    const { version } = await get(id);
    const answers = await Promise.all(Array.from({ length: 8 }, () => acknowledge(id, `${version}`)));
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    expect(answers.filter((status) => status === 409)).toHaveLength(7);
  });
});

describe('comments', () => {
  it('stand in the timeline in their order with their author, and change nothing else', async () => {
    const { id } = await opened();
    const before = await get(id);
    await act(id, 'comments', { text: 'looking' });
    await test.send('editor', 'POST', `/api/v1/incidents/${id}/comments`, { text: '<b>it is the import</b>' });
    const after = await get(id);
    const comments = after.timeline.filter(({ kind }) => kind === 'comment');
    expect(comments).toMatchObject([
      { actor: 'on-call', text: 'looking' },
      { actor: 'editor', text: '<b>it is the import</b>' },
    ]);
    expect({ ...after, timeline: [] }).toEqual({ ...before, timeline: [] });
  });
  it('must say something that can be kept', async () => {
    const { id } = await opened();
    for (const text of ['', 'x'.repeat(5001), 'a\u0000b', '\ud800']) {
      expect.soft((await act(id, 'comments', { text })).status).toBe(422);
    }
  });
});

describe('the list', () => {
  const list = async (query: string) =>
    (await test.send('viewer', 'GET', `/api/v1/incidents?${query}`)).body as Page<IncidentRow>;
  let ids: string[];
  beforeAll(async () => {
    ids = [];
    for (const name of ['list-a', 'list-b', 'list-c', 'list-d', 'list-e']) ids.push((await opened(name)).id);
    await act(ids[1] ?? '', 'acknowledge');
    await act(ids[2] ?? '', 'resolve');
    const more = {
      rowCount: 2000,
      columnMetrics: amount({ count: 1990, nullCount: 10 }),
      capturedAt: '2026-11-24T00:00:00Z',
    };
    test.at('2026-11-24T00:00:00Z');
    await test.post(orders({ dataset: { namespace: 'shop', name: 'list-d' }, ...more }));
  });
  const idsOf = ({ items }: Page<IncidentRow>) => items.map(({ id }) => id);

  it('filters by state, severity, dataset and text', async () => {
    const states = await list('q=list-&state=open,acknowledged&limit=200');
    expect(idsOf(states).sort()).toEqual([ids[0], ids[1], ids[3], ids[4]].sort());
    expect(idsOf(await list('q=list-&state=resolved'))).toEqual([ids[2]]);
    expect(idsOf(await list('q=list-&severity=critical'))).toEqual([ids[3]]);
    expect(idsOf(await list('dataset=list-a'))).toEqual([ids[0]]);
    expect(idsOf(await list(`q=${ids[4]}`))).toContain(ids[4]);
    expect(await list('dataset=nothing-like-it')).toMatchObject({ items: [], total: 0 });
    expect((await list('q=%25')).total).toBe(0);
  });
  it('sorts both ways by what it is asked, newest first when it is not', async () => {
    const all = (await list('q=list-&limit=200')).items;
    expect(all.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(idsOf(await list('q=list-&sort=id'))).toEqual(ids);
    expect(idsOf(await list('q=list-&sort=-severity'))[0]).toBe(ids[3]);
    expect(idsOf(await list('q=list-&sort=severity')).at(-1)).toBe(ids[3]);
    expect(idsOf(await list('q=list-&sort=-lastFailureAt'))[0]).toBe(ids[3]);
    expect((await list('q=list-&sort=nonsense;drop')).total).toBe(5);
  });
  it('comes in pages that hold each incident once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null; pages++) {
      const page: Page<IncidentRow> = await list(`q=list-&limit=2&cursor=${cursor}`);
      expect(page.total).toBe(5);
      expect(pages).toBeLessThan(3);
      seen.push(...idsOf(page));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids.toReversed());
  });
});

describe('the audit log', () => {
  const entries = async () => {
    const rows = await test.receive.pool<{ id: number; action: string; object: string; actor: string; tx: string }[]>`
      select id, action, object, actor, xmin::text as tx from audit_entry order by id`;
    return [...rows];
  };
  const since = async (work: () => Promise<unknown>) => {
    const before = (await entries()).length;
    await work();
    return (await entries()).slice(before);
  };
  const send = (role: 'admin' | 'editor', method: string, path: string, body?: unknown) =>
    test.send(role, method, path, body);
  const txOf = async (table: string, where: string) => {
    const [row] = await test.receive.pool.unsafe(
      `select xmin::text as tx from ${table} where ${where} order by xmin::text::bigint desc limit 1`,
    );
    return row?.['tx'] as string;
  };

  it('has each change by its own name, in the transaction of the change', async () => {
    await test.key('admin');
    await test.key('editor');
    const suiteNow = suite.replace('suite: all', 'suite: audited');
    const routing = 'route: { receiver: a }\nreceivers: [{ name: a, email: [{ to: a@example.org }] }]\n';
    const rule = { datasetPattern: 'hr/*', columnPattern: '*', level: 'counts-only' };
    const user = {
      email: 'cy@example.org',
      name: 'Cy',
      role: 'viewer',
      namespaces: ['*'],
      password: 'twelve characters',
    };
    const changes: [string, string, () => Promise<unknown>, string, string][] = [
      ['suite.created', 'suite/audited', () => test.applySuite(suiteNow), 'suite_version', 'version = 1'],
      ['suite.updated', 'suite/audited', () => test.applySuite(`${suiteNow}# more\n`), 'suite_version', 'version = 2'],
      [
        'routing.created',
        'routing',
        () => send('admin', 'PUT', '/api/v1/routing', { yaml: routing }),
        'routing_version',
        'true',
      ],
      [
        'privacy.updated',
        'privacy',
        () => send('admin', 'PUT', '/api/v1/privacy', { rules: [rule] }),
        'privacy_rule',
        'true',
      ],
      ['user.created', 'user/cy@example.org', () => send('admin', 'POST', '/api/v1/users', user), 'app_user', 'true'],
    ];
    for (const [action, object, work, table, where] of changes) {
      const written = await since(work);
      expect.soft(written, action).toMatchObject([{ action, object }]);
      expect.soft(written[0]?.tx, action).toBe(await txOf(table, where));
    }
    await send('admin', 'PUT', '/api/v1/privacy', { rules: [] });
  });
  it('has the making and the end of a key, and never its text', async () => {
    let made = { id: '', key: '' };
    const written = await since(async () => {
      made = (await send('admin', 'POST', '/api/v1/keys', { name: 'k', role: 'viewer', namespaces: ['shop'] })).body;
      await send('admin', 'DELETE', `/api/v1/keys/${made.id}`);
    });
    expect(written.map(({ action }) => action)).toEqual(['key.created', 'key.revoked']);
    expect(written.map(({ actor }) => actor)).toEqual(['key:admin', 'key:admin']);
    const all = JSON.stringify(await test.receive.pool`select * from audit_entry`);
    expect(all).not.toContain(made.key.slice(13));
  });
  it('has what became of an incident, by whom', async () => {
    let id = '';
    const written = await since(async () => {
      const set = await opened();
      id = set.id;
      await act(id, 'acknowledge');
      await act(id, 'acknowledge');
      await act(id, 'comments', { text: 'seen' });
      await act(id, 'resolve');
      await set.post(fewRows);
      await set.post(good);
    });
    expect(written.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
      'incident.opened system:judge',
      'incident.acknowledged key:on-call',
      'incident.commented key:on-call',
      'incident.resolved key:on-call',
      'incident.opened system:judge',
      'incident.resolved system:judge',
    ]);
    expect(written.slice(0, 4).every(({ object }) => object === id)).toBe(true);
  });
  it('has nothing of a change that was refused', async () => {
    const written = await since(async () => {
      await send('editor', 'PUT', '/api/v1/suites/all', { yaml: 'suite: all\nexpect: broken' });
      await send('admin', 'PUT', '/api/v1/routing', { yaml: 'route: {}' });
      await send('editor', 'POST', '/api/v1/keys', { name: 'k', role: 'admin', namespaces: ['*'] });
      await send('admin', 'DELETE', '/api/v1/keys/key_00000000');
      await act('INC-99999', 'resolve');
      await test.applySuite(suite);
    });
    expect(written).toEqual([]);
  });
  it('loses the change when it cannot be written: both or neither', async () => {
    const { id } = await opened();
    const { pool } = test.receive;
    await pool`alter table audit_entry add constraint full_now check (action <> 'incident.acknowledged') not valid`;
    const { status } = await act(id, 'acknowledge');
    await pool`alter table audit_entry drop constraint full_now`;
    expect(status).toBe(500);
    expect(errors).toHaveLength(1);
    expect(await get(id)).toMatchObject({ state: 'open', version: 1 });
  });
  it('cannot be changed, deleted or emptied', async () => {
    const { pool } = test.receive;
    const before = await entries();
    await expect(pool`update audit_entry set actor = 'nobody'`).rejects.toThrow(/never changed or deleted/);
    await expect(pool`delete from audit_entry`).rejects.toThrow(/never changed or deleted/);
    await expect(pool`truncate audit_entry`).rejects.toThrow(/never changed or deleted/);
    expect(await entries()).toEqual(before);
  });
  it('is read in pages, newest first, by those who may', async () => {
    const first = (await test.send('auditor', 'GET', '/api/v1/audit')).body as {
      items: { id: number }[];
      nextBefore: number | null;
    };
    const ids = first.items.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    const older = (await test.send('auditor', 'GET', `/api/v1/audit?before=${ids[3]}`)).body as typeof first;
    expect(older.items[0]?.id).toBe(ids[4]);
    expect(older.nextBefore === null || older.items.length === 100).toBe(true);
    expect((await test.send('auditor', 'GET', '/api/v1/audit?before=x')).status).toBe(422);
  });
});
