import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepSilence } from '../flow/keep-silence.ts';
import { listNotifications } from '../store/incident-reads.ts';
import type { IncidentDetail } from './shapes/incidents.ts';
import type { SilencePreview, SilenceShape } from './shapes/silences.ts';
import { createTestApp, orders, ordersSuite, testStart, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  for (const namespace of ['shop', 'finance']) {
    const suite = ordersSuite.replace('suite: orders', `suite: ${namespace}`).replace('public.orders', "'*'");
    await test.applySuite(suite.replace('namespace: shop', `namespace: ${namespace}`));
  }
  const yaml = 'route: { receiver: team }\nreceivers: [{ name: team, email: [{ to: team@example.org }] }]\n';
  await test.send('admin', 'PUT', '/api/v1/routing', { yaml });
});
afterAll(() => test.drop());

const clock = (minutes: number) => new Date(Date.parse(testStart) + minutes * 60_000);
const at = (minutes: number) => test.at(clock(minutes).toISOString());
let serial = 0;
/** A dataset of its own, and its failing or passing profile. */
function subject(namespace = 'shop') {
  const name = `silenced-${++serial}`;
  const post = (rowCount: number) => test.post(orders({ dataset: { namespace, name }, rowCount }));
  return { name, fails: () => post(1), passes: () => post(10_000) };
}
const silence = async (matchers: string[], more: object = {}) => {
  const body = { matchers, endsAt: clock(60).toISOString(), comment: 'known', ...more };
  const answer = await test.send('on-call', 'POST', '/api/v1/silences', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as SilenceShape;
};
const expire = async (id: string) =>
  (await test.send('on-call', 'POST', `/api/v1/silences/${id}/expire`, {})).body as SilenceShape;
const incident = async (id: string) =>
  (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;
const messages = async (id: string) =>
  (await listNotifications(test.receive.pool, { incident: Number(id.slice(4)), limit: 20 })).map(
    ({ kind, state, dueAt }) => `${kind} ${state} ${(dueAt.getTime() - Date.parse(testStart)) / 60_000}`,
  );
const decisions = async (id: string) =>
  (
    await test.receive.pool<{ action: string; reason: string }[]>`
      select action, reason from decision where incident_id = ${Number(id.slice(4))} order by id`
  ).map(({ action, reason }) => `${action}: ${reason}`);
const deliver = (id: string) => test.receive.pool`
  update notification set state = 'delivered', delivered_at = now(), attempts = 1 where incident_id = ${Number(id.slice(4))}`;
const openedId = async (posted: ReturnType<ReturnType<typeof subject>['fails']>) =>
  (await posted).incidents[0]?.id ?? '';

describe('a silence', () => {
  it('holds the opening of what it covers until it ends, and the incident says by whom and until when', async () => {
    at(0);
    const { name, fails } = subject();
    const made = await silence([`dataset="${name}"`]);
    expect(made).toMatchObject({
      id: expect.stringMatching(/^S-\d+$/) as string,
      state: 'active',
      createdBy: 'on-call',
    });
    const id = await openedId(fails());
    expect(await messages(id)).toEqual(['opened pending 60']);
    const until = clock(60).toISOString();
    expect(await decisions(id)).toEqual([`muted: muted by ${made.id} until ${until}: routing leads here`]);
    const shown = await incident(id);
    expect(shown.silences).toEqual([{ id: made.id, endsAt: until, createdBy: 'on-call', comment: 'known' }]);
    expect(shown.timeline.at(-1)).toMatchObject({
      kind: 'muted',
      text: `opened for team: muted by ${made.id} until ${until}: routing leads here`,
    });
    at(61);
    await keepSilence(test.receive.pool, clock(61));
    expect(await messages(id)).toEqual(['opened pending 60']);
    expect((await incident(id)).silences).toEqual([]);
  });

  it('ended by hand lets go of what it held, unless another one covers it', async () => {
    at(0);
    const { name, fails } = subject();
    const [first, second] = [
      await silence([`dataset="${name}"`]),
      await silence([`dataset=~"${name}|x"`], { endsAt: clock(90) }),
    ];
    const id = await openedId(fails());
    expect(await messages(id)).toEqual(['opened pending 90']);
    at(10);
    expect(await expire(second.id)).toMatchObject({ state: 'expired', expiredBy: 'on-call' });
    expect(await messages(id)).toEqual(['opened pending 60']);
    await expire(first.id);
    expect(await messages(id)).toEqual(['opened pending 10']);
    expect((await decisions(id)).map((one) => one.split(':')[0])).toEqual(['muted', 'muted', 'unmuted']);
    const again = await expire(first.id);
    expect(again.expiredAt).toBe(clock(10).toISOString());
    expect(await messages(id)).toEqual(['opened pending 10']);
  });

  it('put over an open incident holds what waits, and says so in its timeline', async () => {
    at(0);
    const { name, fails } = subject();
    const id = await openedId(fails());
    expect(await messages(id)).toEqual(['opened pending 0.5']);
    await silence([`dataset="${name}"`]);
    expect(await messages(id)).toEqual(['opened pending 60']);
    const muted = (await incident(id)).timeline.filter(({ kind }) => kind === 'muted');
    expect(muted).toMatchObject([
      { actor: 'on-call', text: expect.stringContaining('known') as string },
      { actor: null },
    ]);
  });

  it('does not keep the resolve from who was told of the opening, and tells nobody of what came and went', async () => {
    at(0);
    const told = subject();
    const id = await openedId(told.fails());
    await deliver(id);
    await silence([`dataset="${told.name}"`]);
    at(5);
    await told.passes();
    expect((await messages(id)).at(-1)).toBe('resolved pending 5');

    const silent = subject();
    await silence([`dataset="${silent.name}"`]);
    const unknown = await openedId(silent.fails());
    await silent.passes();
    expect((await messages(unknown))[0]).toMatch(/^opened\+resolved cancelled|^opened cancelled/);
    expect((await decisions(unknown)).at(-1)).toMatch(/^cancel: opened and resolved while muted by S-/);
  });

  it('that begins later holds what falls due under it, whoever looks first', async () => {
    at(0);
    const { name, fails } = subject();
    await silence([`dataset="${name}"`], { startsAt: clock(2), endsAt: clock(30) });
    const id = await openedId(fails());
    expect(await messages(id)).toEqual(['opened pending 0.5']);
    // As if its receiver had been away: it is due when the silence has begun.
    await test.receive.pool`update notification set due_at = ${clock(3)} where incident_id = ${Number(id.slice(4))}`;
    await keepSilence(test.receive.pool, clock(3));
    expect(await messages(id)).toEqual(['opened pending 30']);
  });

  it('ended while a judgement still counted on it holds nothing for longer than the next look', async () => {
    at(0);
    const { name, fails } = subject();
    const made = await silence([`dataset="${name}"`], { endsAt: clock(77) });
    const id = await openedId(fails());
    await test.receive.pool`update silence set expired_at = ${clock(1)} where id = ${Number(made.id.slice(2))}`;
    await keepSilence(test.receive.pool, clock(2));
    expect(await messages(id)).toEqual(['opened pending 2']);
  });

  it('covers only the namespaces of its author, and is seen and ended by who may touch them', async () => {
    at(0);
    const ask = async (namespaces: string[], method: string, path: string, body?: object) => {
      const headers = {
        authorization: `Bearer ${await test.key('on-call', namespaces)}`,
        'content-type': 'application/json',
      };
      const answer = await test.app.request(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      return { status: answer.status, body: (await answer.json()) as never };
    };
    const body = { matchers: ['tier="gold"'], endsAt: clock(5).toISOString(), comment: 'ours' };
    const made = (await ask(['shop'], 'POST', '/api/v1/silences', body)).body as SilenceShape;
    expect(made.namespaces).toEqual(['shop']);
    const foreign = subject('finance');
    expect(await messages(await openedId(foreign.fails()))).toEqual(['opened pending 0.5']);
    const idsOf = async (namespaces: string[]) =>
      ((await ask(namespaces, 'GET', '/api/v1/silences?limit=200')).body as { items: SilenceShape[] }).items.map(
        ({ id }) => id,
      );
    expect(await idsOf(['finance'])).not.toContain(made.id);
    expect(await idsOf(['sh*'])).toContain(made.id);
    expect((await ask(['finance'], 'POST', `/api/v1/silences/${made.id}/expire`, {})).status).toBe(404);
    const wide = await silence(['tier="nothing"']);
    expect((await ask(['shop'], 'POST', `/api/v1/silences/${wide.id}/expire`, {})).status).toBe(403);
    expect((await ask(['shop'], 'POST', `/api/v1/silences/${made.id}/expire`, {})).status).toBe(200);
  });

  it('is refused when it would cover everything, is over already, or says nothing', async () => {
    at(0);
    const refused = async (body: object) => {
      const whole = { matchers: ['a="b"'], endsAt: clock(5).toISOString(), comment: 'x', ...body };
      const answer = await test.send('on-call', 'POST', '/api/v1/silences', whole);
      expect(answer.status).toBe(422);
      return (answer.body as { errors: { pointer: string }[] }).errors[0]?.pointer;
    };
    expect(await refused({ matchers: ['team!="x"'] })).toBe('/matchers');
    expect(await refused({ matchers: ['a="b"', 'c~d'] })).toBe('/matchers/1');
    expect(await refused({ endsAt: clock(-1).toISOString() })).toBe('/endsAt');
    expect(await refused({ endsAt: clock(600_000).toISOString() })).toBe('/endsAt');
    expect(await refused({ comment: '' })).toBe('/comment');
  });

  it('says beforehand what it would cover, and leaves its trace in the audit', async () => {
    at(0);
    const { name, fails } = subject();
    const id = await openedId(fails());
    const { body } = await test.send('viewer', 'POST', '/api/v1/silences/preview', { matchers: [`dataset="${name}"`] });
    expect(body as SilencePreview).toMatchObject({ total: 1, incidents: [{ id, severity: 'error' }] });
    const made = await silence([`dataset="${name}"`]);
    await expire(made.id);
    const audit = await test.send('auditor', 'GET', '/api/v1/audit');
    const entries = (audit.body as { items: { action: string; object: string; actor: string }[] }).items;
    const own = entries.filter(({ object }) => object === made.id);
    expect(own.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
      'silence.expired key:on-call',
      'silence.created key:on-call',
    ]);
  });
});
