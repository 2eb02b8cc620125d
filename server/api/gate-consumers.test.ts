import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateAnswerShape } from './shapes/gate.ts';
import { createTestApp, orders, type TestApp } from './testing.ts';

let test: TestApp;
const suite = `suite: gated
dataset: { namespace: shop, name: '*' }
consumers:
  finance-pack: { fail_open: false }
  marketing: { gate: shadow }
  reports: { fail_open: true }
expect:
  - row_count: { at_least: 1000 }
  - consumer: finance-pack
    column: amount
    mean: { at_most: 50 }
  - consumer: finance-pack
    bytes: { at_least: 1 }
    severity: warn
  - consumer: marketing
    column: amount
    max: { at_most: 60 }
`;
beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(suite);
});
afterAll(() => test.drop());

const amount = (mean: number, max: number) => ({
  columnMetrics: { amount: { type: 'number' as const, nullCount: 0, min: 1, max, mean } },
});
const post = (name: string, more: object = {}) =>
  test.post(orders({ dataset: { namespace: 'shop', name }, bytes: 9, ...amount(20, 50), ...more }));
const ask = async (question: object) => {
  const { status, body } = await test.send('ingest', 'POST', '/api/v1/gate', question);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as GateAnswerShape;
};
const of = (name: string, more: object = {}) => ask({ dataset: { namespace: 'shop', name }, ...more });

describe('the gate of a consumer', () => {
  it('is blocked by his clauses and the producer’s, and by nobody else’s', async () => {
    await post('mine', amount(80, 80));
    expect(await of('mine')).toMatchObject({ gate: 'allow', reasons: [] });
    expect(await of('mine', { consumer: 'reports' })).toMatchObject({ gate: 'allow', reasons: [] });
    const his = await of('mine', { consumer: 'finance-pack' });
    expect(his).toMatchObject({ gate: 'block', verdict: 'fail', consumer: 'finance-pack', warnings: [] });
    expect(his.reasons).toMatchObject([{ expectation: 'amount.mean', consumer: 'finance-pack', suite: 'gated' }]);
    await post('producers', { rowCount: 5, columnMetrics: {} });
    expect(await of('producers', { consumer: 'finance-pack' })).toMatchObject({ gate: 'block' });
  });

  it('does not stop the producer who posts the profile', async () => {
    expect((await post('posted', amount(80, 80))).gate).toBe('allow');
    expect((await post('posted', { rowCount: 5 })).gate).toBe('block');
  });

  it('says so when no suite names whoever asks, for a mistyped name would count nobody’s clauses', async () => {
    await post('typo');
    expect((await of('typo', { consumer: 'finanse-pack' })).warnings).toEqual([
      'no suite names "finanse-pack" as a consumer of shop/typo; did you mean "finance-pack"?',
    ]);
  });

  it('fails closed or open as the suite says for him, whatever it says for the others', async () => {
    await post('unknown', { bytes: undefined });
    expect(await of('unknown')).toMatchObject({ gate: 'allow' });
    expect(await of('unknown', { consumer: 'finance-pack' })).toMatchObject({ gate: 'block', verdict: 'undecided' });
  });

  it('decides by that policy too when nothing comes in time and nobody asks again, and stays pending without one', async () => {
    const last = { waitSeconds: 0.2, final: true };
    expect(await of('late', { consumer: 'finance-pack', waitSeconds: 0.2 })).toMatchObject({ gate: 'pending' });
    const closed = { gate: 'block', would: 'pending', because: ['policy'] };
    expect(await of('late', { consumer: 'finance-pack', ...last })).toMatchObject(closed);
    expect(await of('late', { consumer: 'reports', ...last })).toMatchObject({ ...closed, gate: 'allow' });
    expect(await of('late', last)).toMatchObject({ gate: 'pending', because: [] });
  });

  it('in shadow allows, and says what it would have said: for a consumer who is tried out, or a question that asks for it', async () => {
    await post('shadowed', amount(80, 80));
    const shadow = { gate: 'allow', would: 'block', because: ['shadow'] };
    const marketing = await of('shadowed', { consumer: 'marketing' });
    expect(marketing).toMatchObject(shadow);
    expect(marketing.reasons.map(({ expectation }) => expectation)).toEqual(['amount.max']);
    expect(await of('shadowed', { consumer: 'finance-pack', mode: 'shadow' })).toMatchObject(shadow);
    expect(await of('nothing', { mode: 'shadow' })).toMatchObject({ gate: 'allow', would: 'pending' });
  });
});

describe('the gate of a run', () => {
  const run = (id: string) => ({ id, job: { namespace: 'shop', name: 'load' } });
  const state = (id: string, word: string, outputs: string[], job = run(id).job) =>
    test.send('ingest', 'POST', '/api/v1/runs', {
      state: word,
      eventTime: '2026-11-23T07:00:00Z',
      run: { id, job },
      outputs: outputs.map((name) => ({ namespace: 'shop', name })),
    });

  it('is the worst of all that it wrote, each listed, by the profiles of that very run', async () => {
    await post('a', { run: run('r1') });
    await post('b', { run: run('r1'), rowCount: 5 });
    await post('b', { run: run('r2') });
    const answer = await ask({ run: run('r1') });
    expect(answer).toMatchObject({ gate: 'block', verdict: 'fail', profileId: null });
    expect(answer.datasets.map(({ dataset, gate }) => [dataset.name, gate])).toEqual([
      ['a', 'allow'],
      ['b', 'block'],
    ]);
    expect(answer.reasons.map(({ dataset }) => dataset)).toEqual(['shop/b']);
    expect(answer.incidents).toEqual([]);
  });

  it('is pending while one of its outputs has no profile, and allowed once the last has come', async () => {
    await state('r3', 'START', ['c', 'd']);
    await post('c', { run: run('r3') });
    expect(await ask({ run: run('r3') })).toMatchObject({ gate: 'pending' });
    const asked = ask({ run: run('r3'), waitSeconds: 20 });
    await post('d', { run: run('r3') });
    expect(await asked).toMatchObject({ gate: 'allow', verdict: 'pass' });
  });

  it('is pending for a run that nobody has heard of, and blocks for one that failed, whatever it wrote', async () => {
    expect(await ask({ run: run('r9') })).toMatchObject({ gate: 'pending', datasets: [] });
    await post('e', { run: run('r4') });
    await state('r4', 'FAIL', []);
    expect(await ask({ run: run('r4') })).toMatchObject({
      gate: 'block',
      reasons: [{ expectation: 'run', reason: 'the run ended with FAIL' }],
    });
  });

  it('asks which one is meant when two jobs have a run of this id', async () => {
    await state('same', 'COMPLETE', [], { namespace: 'shop', name: 'one' });
    await state('same', 'COMPLETE', [], { namespace: 'other', name: 'two' });
    const { status, body } = await test.send('ingest', 'POST', '/api/v1/gate', { run: { id: 'same' } });
    expect({ status, errors: (body as { errors: object[] }).errors }).toMatchObject({
      status: 422,
      errors: [{ pointer: '/run/job' }],
    });
  });

  it('refuses who may not see all of the outputs, and shows a foreign run as none', async () => {
    await post('f', { run: run('r5') });
    await test.post(orders({ dataset: { namespace: 'finance', name: 'ledger' }, run: run('r5') }));
    const askAs = async (namespace: string, question: object) => {
      const headers = {
        authorization: `Bearer ${await test.key('ingest', [namespace])}`,
        'content-type': 'application/json',
      };
      return test.app.request('/api/v1/gate', { method: 'POST', headers, body: JSON.stringify(question) });
    };
    expect((await askAs('shop', { run: run('r5') })).status).toBe(403);
    expect(await (await askAs('finance', { run: { id: 'r5' } })).json()).toMatchObject({
      gate: 'pending',
      datasets: [],
    });
    expect((await askAs('finance', { run: run('r5') })).status).toBe(403);
  });
});
