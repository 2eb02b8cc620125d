import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPace, ReplayCancelled } from '../flow/replay/pace.ts';
import { replay } from '../flow/replay/replay.ts';
import type { ReplayAnswerShape } from './shapes/replay.ts';
import { createTestApp, orders, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await test.key('viewer');
});
afterAll(() => test.drop());

const suiteOf = (name: string, low: number, dataset = name) => `suite: ${name}
dataset: { namespace: shop, name: '${dataset}' }
expect:
  - row_count: { between: [${low}, 50000] }
  - column: amount
    mean: { between: [10, 90] }
`;
const day = (n: number, hour = '06') => `2026-10-${String(n).padStart(2, '0')}T${hour}:00:00Z`;
const interval = (n: number) => ({ start: day(n, '00'), end: day(n + 1, '00') });
/** Posts one profile a day from the first of October on, at six in the morning. */
async function history(name: string, rowCounts: number[]) {
  for (const [index, rowCount] of rowCounts.entries()) {
    test.at(day(index + 2));
    await test.post(orders({ dataset: { namespace: 'shop', name }, rowCount, dataInterval: interval(index + 1) }));
  }
}
const period = { since: day(1, '00'), until: day(30, '00') };
const ask = async (question: object) => {
  const { status, body } = await test.send('viewer', 'POST', '/api/v1/replay', { ...period, ...question });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as ReplayAnswerShape;
};

describe('POST /api/v1/replay', () => {
  it('tells what a draft would have said, against what is in force, and stores nothing', async () => {
    await test.applySuite(suiteOf('sales', 1000));
    await history('sales', [5000, 800, 900, 5000, 5000, 400]);
    const before = await counts();
    const answer = await ask({ suites: [suiteOf('sales', 500)], vs: 'current' });
    expect(await counts()).toEqual(before);
    expect(answer.coverage).toMatchObject({ datasets: 1, profiles: 6, days: { asked: 29, covered: 6 }, partial: null });
    expect(answer.limits[0]).toBe('History covers 6 of 29 days.');
    expect(answer.draft.tally).toMatchObject({ firings: 1, incidents: 1 });
    expect(answer.current?.tally).toMatchObject({ firings: 3, incidents: 2 });
    expect(answer.difference?.tally).toMatchObject({ firings: -2, incidents: -1 });
    expect(answer.difference?.onlyCurrent.items.map(({ observed }) => observed)).toEqual([800, 900]);
    expect(answer.difference?.onlyDraft).toEqual({ items: [], more: 0 });
    expect(answer.draft.firings.items).toMatchObject([
      { at: '2026-10-07T06:00:00.000Z', observed: 400, expected: { low: 500, high: 50000 }, outcome: 'fail' },
    ]);
  });

  it('judges again what waited for another dataset, and counts its profile once', async () => {
    const copies = `suite: copies\ndataset: shop/copy\nexpect:\n  - row_count_matches: shop/origin\n`;
    await test.applySuite(copies);
    const post = (name: string, n: number, rowCount: number) =>
      test.post(orders({ dataset: { namespace: 'shop', name }, rowCount, dataInterval: interval(n) }));
    for (const [n, rowCount] of [5000, 4000, 3000].entries()) {
      test.at(day(n + 2, '06'));
      await post('copy', n + 1, rowCount);
      test.at(day(n + 2, '07'));
      if (n < 2) await post('origin', n + 1, 5000);
    }
    const { draft, limits } = await ask({ names: ['copies'] });
    expect(draft.coverage).toMatchObject({ available: 3, evaluated: 2 });
    expect(draft.suites[0]?.expectations[0]).toMatchObject({
      coverage: { available: 3, evaluated: 2 },
      outcomes: { pass: 1, fail: 1, undecided: 1 },
    });
    expect(draft.tally).toMatchObject({ firings: 1, incidents: 1 });
    expect(draft.firings.items).toMatchObject([{ at: day(3, '07').replace('Z', '.000Z'), observed: 4000 }]);
    expect(limits.join(' ')).toContain('judged again the moment');
  });

  it('answers the same bytes for the same question', async () => {
    const question = { suites: [suiteOf('sales', 500)], vs: 'current' };
    const [one, other] = [JSON.stringify(await ask(question)), JSON.stringify(await ask(question))];
    expect(other).toBe(one);
  });

  it('says why nothing was evaluated, which is not the same as no alerts', async () => {
    const none = await ask({ suites: [suiteOf('nowhere', 1)] });
    expect(none.draft.nothing).toBe('nothing was evaluated, because no dataset here matches shop/nowhere');
    const early = await ask({ names: ['sales'], since: day(20), until: day(25) });
    expect(early.draft.suites[0]?.nothing).toContain('no profile that it speaks about was received in this period');
    const yaml = 'suite: sales\ndataset: shop/sales\nexpect:\n  - column: tax\n    mean: { at_least: 1 }\n';
    const unmeasured = await ask({ suites: [yaml] });
    expect(unmeasured.draft.coverage).toMatchObject({ available: 6, evaluated: 0 });
    expect(unmeasured.draft.suites[0]?.expectations[0]?.nothing).toContain('none of 6 profiles could be decided: ');
  });

  it('compares a draft with what it would itself have accepted, not with what was', async () => {
    await test.applySuite(suiteOf('walk', 1000));
    await history('walk', [5000, 800, 900]);
    const change = suiteOf('walk', 500) + '  - id: moved\n    row_count: { change: { from: previous, within: 20% } }\n';
    const answer = await ask({ suites: [change] });
    // 800 would have passed under the draft's bound but for the move; refused, so 900 is compared with 5,000 too.
    const moved = answer.draft.firings.items.filter(({ expectation }) => expectation === 'moved');
    expect(moved.map(({ observed, expected }) => [observed, expected])).toEqual([
      [800, { low: 4000, high: 6000 }],
      [900, { low: 4000, high: 6000 }],
    ]);
  });

  it('tells whom another routing would have told, at night by the clocks asked for, and what a silence held', async () => {
    await test.applySuite(suiteOf('routed', 1000));
    await history('routed', [10, 5000, 10, 5000]);
    const routing =
      'route: { receiver: team, group_wait: 30s }\nreceivers: [{ name: team, email: [{ to: team@example.org }] }]\n';
    const utc = await ask({ names: ['routed'], routing });
    expect(utc.draft.receivers).toEqual([{ receiver: 'team', messages: 4, nights: 4 }]);
    const day = await ask({ names: ['routed'], routing, zone: 'Asia/Tokyo' });
    expect(day.draft.receivers).toEqual([{ receiver: 'team', messages: 4, nights: 0 }]);
    const nobody = await ask({ names: ['routed'] });
    expect(nobody.draft.tally).toMatchObject({ firings: 2, incidents: 2, messages: 0 });
  });

  it('refuses what it cannot replay, with each place', async () => {
    const refused = async (question: object) => {
      const { status, body } = await test.send('viewer', 'POST', '/api/v1/replay', { ...period, ...question });
      return { status, ...(body as { type: string; errors?: { pointer: string }[] }) };
    };
    const pointers = async (question: object) => (await refused(question)).errors?.map(({ pointer }) => pointer);
    expect(await pointers({})).toEqual(['']);
    expect(await pointers({ names: ['no-such'], zone: 'Mars/Base', since: 'soon' })).toEqual([
      '/since',
      '/zone',
      '/names/0',
    ]);
    expect(await pointers({ names: ['sales'], since: '401d' })).toEqual(['/since']);
    expect(await pointers({ suites: [suiteOf('sales', 1), 'suite: x\ndataset: a/b\nexpect: 3\n'] })).toEqual([
      expect.stringMatching(/^\/suites\/1 line 3, column \d+$/),
    ]);
    expect(await refused({ routing: 'route: {}' })).toMatchObject({ status: 422, type: '/problems#invalid-routing' });
    const foreign = { suites: [suiteOf('theirs', 1).replace('namespace: shop', 'namespace: finance')] };
    const headers = {
      authorization: `Bearer ${await test.key('viewer', ['shop'])}`,
      'content-type': 'application/json',
    };
    const answer = await test.app.request('/api/v1/replay', { method: 'POST', headers, body: JSON.stringify(foreign) });
    expect(answer.status).toBe(403);
  });

  it('answers a part when the time runs out, and says which; a third at once is asked to come again', async () => {
    const principal = { kind: 'key', id: 'k', name: 'k', role: 'admin', namespaces: ['*'] } as const;
    const terms = { principal: { ...principal, namespaces: ['*'] }, limitMs: 0 };
    const part = await replay(
      test.receive,
      { names: ['sales'], ...period },
      { ...terms, signal: new AbortController().signal },
    );
    expect(part.coverage.partial).toMatchObject({ datasetsDone: 0, coveredUntil: '2026-10-02T06:00:00.000Z' });
    const answers = await Promise.all(
      [1, 2, 3].map(() => test.send('viewer', 'POST', '/api/v1/replay', { names: ['sales'], ...period })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 503]);
  });

  it('ends when nobody listens any more', async () => {
    const gone = AbortSignal.abort();
    const pace = createPace({
      limitMs: 1000,
      signal: gone,
      clock: (() => {
        let now = 0;
        return () => (now += 10);
      })(),
    });
    await expect(pace.goOn()).rejects.toThrow(ReplayCancelled);
  });
});

const counts = async () => {
  const [row] = await test.receive.pool`
    select (select count(*) from profile) as profiles, (select count(*) from judgement) as judgements,
      (select count(*) from incident) as incidents, (select count(*) from notification) as notifications,
      (select count(*) from decision) as decisions, (select count(*) from audit_entry) as audited,
      (select last_value from incident_id_seq) as number`;
  return row;
};
