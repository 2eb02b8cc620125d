import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../checks/index.ts';
import { createTestApp, type TestApp } from './testing.ts';
import type { DatasetDetail, DatasetResults } from './shapes/catalogue.ts';
import type { IncidentDetail } from './shapes/incidents.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const day = (n: number) => new Date(Date.UTC(2026, 8, n)).toISOString();
/** A namespace of its own with a suite for all of its datasets; posts describe the nth of September. */
async function place(namespace: string, rules: string) {
  await test.applySuite(`suite: ${namespace}\ndataset: { namespace: ${namespace}, name: '*' }\nexpect:\n${rules}`);
  const post = (n: number, rowCount: number, more: Partial<Profile> = {}) =>
    test.post({
      dataset: { namespace, name: `${namespace}-orders` },
      dataInterval: { start: day(n), end: day(n + 1) },
      rowCount,
      ...more,
    });
  const get = async <T>(part: string) =>
    (await test.send('viewer', 'GET', `/api/v1/datasets/${namespace}-orders${part}`)).body as T;
  const incident = async (id: string) =>
    (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail;
  return { post, get, incident };
}
const of = (country: string): Partial<Profile> => ({ segment: [{ key: 'country', value: country }] });

describe('a segment', () => {
  it('is judged by the expectations that name it and by no others, and the whole dataset by none of them', async () => {
    const { post } = await place(
      'asked',
      '  - row_count: { at_least: 1000 }\n  - row_count: { at_least: 10 }\n    segment: { country: DE }\n',
    );
    expect((await post(1, 2000)).results.map(({ expectation }) => expectation)).toEqual(['row_count']);
    expect((await post(1, 50, of('DE'))).results).toMatchObject([
      { expectation: 'row_count[country=DE]', outcome: 'pass', segment: [{ key: 'country', value: 'DE' }] },
    ]);
    const france = await post(1, 50, of('FR'));
    expect(france).toMatchObject({ verdict: 'none', results: [], incidents: [] });
    expect(france.warnings).toMatchObject([{ pointer: '/segment' }]);
  });

  it('fails into the incident of its dataset, says which it is, and neither heals nor is healed by the others', async () => {
    const { post, get, incident } = await place(
      'apart',
      "  - row_count: { at_least: 1000 }\n  - row_count: { at_least: 10 }\n    segment: { country: '*' }\n",
    );
    await post(1, 5, of('FR'));
    const bad = await post(1, 3, of('DE'));
    expect(bad).toMatchObject({ verdict: 'fail', gate: 'block', incidents: [{ relation: 'joined' }] });
    const id = bad.incidents[0]?.id ?? '';
    expect(await post(2, 5000)).toMatchObject({ verdict: 'pass', incidents: [{ id, relation: 'continued' }] });
    await post(2, 90, of('FR'));
    const open = await incident(id);
    expect(open.state).toBe('open');
    expect(open.sentence).toBe('country=DE: row_count is 3, expected at least 10');
    expect(open.failures.map(({ segment, healedAt }) => [segment, healedAt === null])).toEqual([
      ['country=FR', false],
      ['country=DE', true],
    ]);
    expect(await get<DatasetDetail>('')).toMatchObject({
      status: 'fail',
      rowCount: 5000,
      checks: { pass: 1, fail: 0 },
    });
    expect((await post(2, 40, of('DE'))).incidents).toMatchObject([{ id, relation: 'resolved' }]);
  });

  it('is late by its own profiles, not by those of the whole dataset', async () => {
    const { post } = await place('late', '  - row_count: { at_least: 10 }\n    segment: { country: DE }\n');
    await post(9, 5000);
    expect(await post(2, 5, of('DE'))).toMatchObject({ incidents: [{ relation: 'opened' }], warnings: [] });
    const older = await post(1, 50, of('DE'));
    expect(older).toMatchObject({ verdict: 'pass', incidents: [] });
    expect(older.warnings[0]?.message).toContain('older than the newest profile');
  });

  it('is compared with its own history', async () => {
    const { post } = await place(
      'history',
      "  - row_count: { change: { from: previous, within: 10% } }\n    segment: { country: '*' }\n",
    );
    await post(1, 100, of('DE'));
    await post(1, 9000);
    await post(1, 5000, of('FR'));
    expect((await post(2, 105, of('DE'))).results).toMatchObject([{ outcome: 'pass', basis: { value: 100 } }]);
  });

  it('that never came is listed as undecided, and so is a rule that is in force since the newest profile', async () => {
    const { post, get } = await place(
      'awaited',
      "  - row_count: { at_least: 1 }\n  - row_count: { at_least: 10 }\n    segment: { country: DE }\n  - row_count: { at_most: 9 }\n    where: status = 'open'\n  - id: amount-known\n    column: amount\n    not_null: {}\n    segment: { country: '*' }\n",
    );
    await post(1, 100);
    await post(1, 100, of('FR'));
    const { items } = await get<DatasetResults>('/results');
    expect(items.map(({ result, profileId }) => [result.expectation, result.outcome, profileId === null])).toEqual([
      ['row_count', 'pass', false],
      ['amount-known [country=FR]', 'undecided', false],
      ['row_count[country=DE]', 'undecided', true],
      ["row_count[where status = 'open']", 'undecided', true],
    ]);
    expect(items[2]?.result).toMatchObject({
      reason: 'not judged yet: no profile of segment country=DE has come since it is in force',
      needs: 'a profile of segment country=DE',
    });
    await post(2, 5, of('DE'));
    const later = await get<DatasetResults>('/results');
    expect(later.items.find(({ result }) => result.expectation === 'row_count[country=DE]')).toMatchObject({
      result: { outcome: 'fail' },
      recent: [{ outcome: 'fail' }],
    });
  });

  it('whose value must not be kept is not kept as the name of its series either', async () => {
    const { post } = await place('secret', "  - row_count: { at_least: 10 }\n    segment: { person: '*' }\n");
    const rules = [{ datasetPattern: 'secret/*', columnPattern: 'person', level: 'hashed' }];
    expect((await test.send('admin', 'PUT', '/api/v1/privacy', { rules })).status).toBe(200);
    await post(1, 3, { segment: [{ key: 'person', value: 'Ada Lovelace' }] });
    const rows = await test.receive.pool<{ found: boolean }[]>`
      select (p.segment || p.document || j.answer) like '%Lovelace%' as found
      from profile p join judgement j on j.profile_id = p.id where p.segment <> ''`;
    expect(rows.some(({ found }) => found)).toBe(false);
    await test.send('admin', 'PUT', '/api/v1/privacy', { rules: [] });
  });
});

describe('a filter', () => {
  it('that rules name makes a series of its own; one that none names leaves the profile the whole dataset', async () => {
    const { post, get } = await place(
      'filtered',
      "  - row_count: { at_least: 1000 }\n  - row_count: { change: { from: previous, within: 10% } }\n    where: status = 'open'\n",
    );
    const open = { scope: { filter: "status  =  'open'" } };
    await post(1, 20, open);
    const second = await post(2, 100, open);
    expect(second.results).toMatchObject([
      {
        expectation: "row_count[where status = 'open']",
        outcome: 'fail',
        where: "status = 'open'",
        basis: { value: 20 },
      },
    ]);
    expect((await post(2, 2000, { scope: { filter: 'day = 2' } })).results).toMatchObject([
      { expectation: 'row_count', outcome: 'pass' },
    ]);
    expect(await get<DatasetDetail>('')).toMatchObject({ status: 'fail', rowCount: 2000 });
  });
});
