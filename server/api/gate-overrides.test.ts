import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../flow/principal.ts';
import type { GateAnswerShape, OverrideShape } from './shapes/gate.ts';
import { createTestApp, orders, testStart, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(`suite: gated
dataset: { namespace: shop, name: '*' }
consumers: { finance-pack: {}, marketing: {} }
expect:
  - row_count: { at_least: 1000 }
  - column: amount
    mean: { at_most: 50 }
  - column: amount
    max: { at_most: 1 }
    severity: warn
`);
});
afterAll(() => test.drop());

const tomorrow = '2026-11-24T08:00:00Z';
const bad = (name: string, more: object = {}) =>
  test.post(orders({ dataset: { namespace: 'shop', name }, rowCount: 5, ...more }));
const ask = async (name: string, more: object = {}) =>
  (await test.send('ingest', 'POST', '/api/v1/gate', { dataset: { namespace: 'shop', name }, ...more }))
    .body as GateAnswerShape;
const send = async (role: Role, path: string, body: object = {}, status = 200) => {
  const answer = await test.send(role, 'POST', `/api/v1/gate/overrides${path}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body as OverrideShape;
};
const override = (role: Role, name: string, more: object = {}) =>
  send(
    role,
    '',
    { dataset: { namespace: 'shop', name }, reason: 'known, mended by noon', until: tomorrow, ...more },
    201,
  );
const audit = async (id: string) => {
  const { body } = await test.send('auditor', 'GET', '/api/v1/audit?limit=200');
  const entries = (
    body as { items: { object: string; action: string; actor: string; before: object; after: object }[] }
  ).items;
  return entries.filter(({ object }) => object === id).toReversed();
};

describe('an override of the gate', () => {
  it('lets go on with its reason, who asked, who approved and until when, and hides nothing', async () => {
    await bad('known');
    const made = await override('on-call', 'known', { expectation: 'row_count' });
    expect(made).toMatchObject({ state: 'active', requestedBy: 'key:on-call', approvedBy: 'key:on-call' });
    const answer = await ask('known');
    expect(answer).toMatchObject({ gate: 'warn', would: 'block', because: ['override'], verdict: 'fail' });
    expect(answer.overrides).toEqual([
      {
        ...{ id: made.id, by: 'key:on-call', approvedBy: 'key:on-call' },
        ...{ reason: 'known, mended by noon', until: '2026-11-24T08:00:00.000Z' },
      },
    ]);
    expect(answer.reasons.map(({ expectation, override: by }) => [expectation, by])).toEqual([
      ['amount.max', null],
      ['row_count', made.id],
    ]);
  });

  it('covers what it names and no more: another failure blocks all the same', async () => {
    const amount = {
      columnMetrics: { amount: { type: 'number' as const, count: 5, nullCount: 0, mean: 80, max: 99 } },
    };
    await bad('two', amount);
    await override('editor', 'two', { expectation: 'row_count' });
    expect(await ask('two')).toMatchObject({ gate: 'block', because: [] });
    await override('editor', 'two');
    expect(await ask('two')).toMatchObject({ gate: 'allow', would: 'block', because: ['override'] });
  });

  it('covers the interval, profile or consumer that it names', async () => {
    const day = (n: number) => ({ start: `2026-11-0${n}T00:00:00Z`, end: `2026-11-0${n + 1}T00:00:00Z` });
    const first = await bad('scoped', { dataInterval: day(1) });
    await bad('scoped', { dataInterval: day(2) });
    await override('admin', 'scoped', { dataInterval: day(1) });
    expect(await ask('scoped', { dataInterval: day(1) })).toMatchObject({ because: ['override'] });
    expect(await ask('scoped', { dataInterval: day(2) })).toMatchObject({ gate: 'block' });
    const second = await bad('by-profile');
    await override('admin', 'by-profile', { profileId: second.profileId });
    expect(await ask('by-profile')).toMatchObject({ because: ['override'] });
    await bad('by-profile');
    expect(await ask('by-profile')).toMatchObject({ gate: 'block' });
    await bad('by-consumer');
    await override('admin', 'by-consumer', { consumer: 'marketing' });
    expect(await ask('by-consumer', { consumer: 'marketing' })).toMatchObject({ because: ['override'] });
    expect(await ask('by-consumer', { consumer: 'finance-pack' })).toMatchObject({ gate: 'block' });
    expect(await ask('by-consumer')).toMatchObject({ gate: 'block' });
    const foreign = { reason: 'x', until: tomorrow, dataset: { namespace: 'shop', name: 'scoped' } };
    await send('admin', '', { ...foreign, profileId: second.profileId }, 422);
    await send('admin', '', { ...foreign, profileId: first.profileId }, 201);
  });

  it('never decides what has not come', async () => {
    await bad('pending');
    await override('admin', 'pending');
    expect(await ask('pending', { run: { id: 'never-ran' } })).toMatchObject({ gate: 'pending' });
  });

  it('ends by the clock, and at once when it is revoked', async () => {
    await bad('ending');
    const { id } = await override('editor', 'ending', { until: '2026-11-23T09:00:00Z' });
    expect((await ask('ending')).because).toEqual(['override']);
    test.at('2026-11-23T09:00:00Z');
    expect(await ask('ending')).toMatchObject({ gate: 'block', overrides: [] });
    test.at(testStart);
    expect(await send('on-call', `/${id}/revoke`)).toMatchObject({ state: 'revoked', revokedBy: 'key:on-call' });
    expect(await ask('ending')).toMatchObject({ gate: 'block' });
    await send('on-call', `/${id}/revoke`, {}, 409);
  });

  it('can only be asked for by a pipeline: it holds once somebody who may has approved it', async () => {
    await bad('asked');
    const { id, state } = await override('ingest', 'asked');
    expect(state).toBe('requested');
    expect(await ask('asked')).toMatchObject({ gate: 'block' });
    await send('ingest', `/${id}/approve`, {}, 403);
    expect(await send('on-call', `/${id}/approve`)).toMatchObject({
      ...{ state: 'active', requestedBy: 'key:ingest', approvedBy: 'key:on-call' },
    });
    expect(await ask('asked')).toMatchObject({ because: ['override'] });
    await send('on-call', `/${id}/approve`, {}, 409);
  });

  it('is in the audit log from request to end, with each time that somebody went on by it', async () => {
    await bad('audited');
    const { id } = await override('ingest', 'audited');
    await send('editor', `/${id}/approve`);
    await ask('audited', { consumer: 'marketing' });
    await send('editor', `/${id}/revoke`);
    const told = await audit(id);
    expect(told.map(({ action, actor }) => [action, actor])).toEqual([
      ['override.requested', 'key:ingest'],
      ['override.approved', 'key:editor'],
      ['override.used', 'key:ingest'],
      ['override.revoked', 'key:editor'],
    ]);
    expect(told[1]).toMatchObject({ before: { approvedBy: null }, after: { approvedBy: 'key:editor' } });
    expect(told[2]?.after).toMatchObject({ gate: 'allow', would: 'block', consumer: 'marketing' });
  });

  it('is listed by state and dataset, the newest first', async () => {
    await bad('listed');
    const first = await override('ingest', 'listed');
    const second = await override('editor', 'listed');
    const list = async (query: string) => {
      const { body } = await test.send('viewer', 'GET', `/api/v1/gate/overrides?namespace=shop&name=listed${query}`);
      return (body as { items: OverrideShape[] }).items.map(({ id }) => id);
    };
    expect(await list('')).toEqual([second.id, first.id]);
    expect(await list('&state=requested')).toEqual([first.id]);
  });

  it.each([
    [{ until: '2026-12-24T08:00:00Z' }, '/until'],
    [{ until: '2026-11-23T07:00:00Z' }, '/until'],
    [{ reason: ' ' }, '/reason'],
    [{ reason: undefined }, '/reason'],
    [{ expectation: 'row_cuont' }, '/expectation'],
    [{ consumer: 'finanse-pack' }, '/consumer'],
    [{ profileId: '12' }, '/profileId'],
    [{ expires: tomorrow }, '/expires'],
  ])('is refused with %j, and says where', async (more, pointer) => {
    const body = { dataset: { namespace: 'shop', name: 'listed' }, reason: 'why', until: tomorrow, ...more };
    const answer = await test.send('admin', 'POST', '/api/v1/gate/overrides', body);
    expect(answer.status).toBe(422);
    expect((answer.body as { errors: { pointer: string }[] }).errors[0]?.pointer).toBe(pointer);
  });

  it('is refused for a dataset that nobody has heard of', async () => {
    await send(
      'admin',
      '',
      { dataset: { namespace: 'shop', name: 'unheard-of' }, reason: 'why', until: tomorrow },
      404,
    );
  });
});

describe('where two persons are asked for', () => {
  it('an override waits for somebody else, whoever asked for it', async () => {
    const { receive } = test;
    receive.twoPersonOverrides = true;
    try {
      await bad('two-persons');
      const { id, state } = await override('on-call', 'two-persons');
      expect(state).toBe('requested');
      await send('on-call', `/${id}/approve`, {}, 403);
      expect(await ask('two-persons')).toMatchObject({ gate: 'block' });
      expect(await send('editor', `/${id}/approve`)).toMatchObject({ state: 'active', approvedBy: 'key:editor' });
    } finally {
      receive.twoPersonOverrides = false;
    }
  });
});
