import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../checks/index.ts';
import { createTestApp, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const day = (n: number) => new Date(Date.UTC(2026, 8, n)).toISOString();
const apply = (namespace: string, from: string) =>
  test.applySuite(
    `suite: ${namespace}\ndataset: { namespace: ${namespace}, name: '*' }\nexpect:\n  - row_count: { change: { from: ${from}, within: 10% } }\n`,
  );
const post = (namespace: string, n: number, rowCount: number, more: Partial<Profile> = {}) =>
  test.post({
    dataset: { namespace, name: `${namespace}-a` },
    dataInterval: { start: day(n), end: day(n + 1) },
    rowCount,
    ...more,
  });

describe('a pinned profile', () => {
  it('is the measure however old it is, and whatever came between', async () => {
    const pinned = await post('pinned', 1, 1000);
    for (let n = 2; n < 6; n++) await post('pinned', n, 2000);
    await apply('pinned', `{ pinned: ${pinned.profileId} }`);
    expect((await post('pinned', 6, 1040)).results).toMatchObject([
      { outcome: 'pass', basis: { kind: 'pinned', profileId: pinned.profileId, value: 1000 } },
    ]);
    expect((await post('pinned', 7, 2000)).results).toMatchObject([{ outcome: 'fail' }]);
  });

  it('of another dataset, or that is not there, decides nothing', async () => {
    const foreign = await post('elsewhere', 1, 1000);
    for (const id of [foreign.profileId, 'prf_999999', 'prf_x']) {
      await apply('own', `{ pinned: ${id} }`);
      expect((await post('own', 1, 1000, { idempotencyKey: id })).results).toMatchObject([{ outcome: 'undecided' }]);
    }
  });
});

describe('a rolling baseline', () => {
  it('is of the days before, by the time that profiles describe', async () => {
    await apply('rolling', '{ rolling: 5d }');
    await post('rolling', 1, 9000);
    for (const n of [6, 7, 8, 9]) await post('rolling', n, 1000);
    expect((await post('rolling', 10, 1050)).results).toMatchObject([
      { outcome: 'pass', basis: { kind: 'rolling', days: 5, value: 1000 } },
    ]);
  });
});

describe('what a comparison costs', () => {
  const statementsOf = async (work: () => Promise<unknown>) => {
    const said: string[] = [];
    const options = test.receive.pool.options as { debug: unknown };
    const before = options.debug;
    options.debug = (_: number, text: string) => said.push(text.trim().split(/\s+/)[0] ?? '');
    await work();
    options.debug = before;
    return said;
  };

  it('is one statement more for each sort of thing that a rule compares with, and none for the others', async () => {
    const pinned = await post('cost', 1, 1000);
    await apply('cost', 'previous');
    await post('cost', 2, 1000);
    expect(await statementsOf(() => post('cost', 3, 1000))).toEqual([
      'begin',
      'select',
      'select',
      'select',
      'with',
      'commit',
    ]);
    await test.applySuite(
      `suite: cost\ndataset: { namespace: cost, name: '*' }\nexpect:\n  - row_count: { at_least: 1 }\n    confirm: { n: 2, of: 3 }\n  - row_count: { change: { from: { pinned: ${pinned.profileId} }, within: 10% } }\n`,
    );
    await post('cost', 4, 1000);
    // Pinned profiles, their layout once, and the outcomes before.
    await post('cost', 5, 1000);
    expect(await statementsOf(() => post('cost', 6, 1000))).toEqual([
      ...['begin', 'select', 'select', 'select', 'select', 'with', 'commit'],
    ]);
  });
});
