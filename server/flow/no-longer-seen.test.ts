import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../checks/index.ts';
import type { IncidentDetail } from '../api/shapes/incidents.ts';
import { createTestApp, type TestApp } from '../api/testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  await test.applySuite(`suite: parts
dataset: { namespace: parts, name: '*' }
expect:
  - row_count: { at_least: 5 }
  - id: each
    row_count: { at_least: 5 }
    segment: { country: '*' }
`);
});
afterAll(() => test.drop());

const hour = (n: number) => new Date(Date.UTC(2026, 8, 1, n)).toISOString();
async function place(name: string) {
  const post = (from: number, country: string | null, more: Partial<Profile> & { hours?: number } = {}) => {
    const { hours = 24, ...rest } = more;
    return test.post({
      ...{ dataset: { namespace: 'parts', name }, dataInterval: { start: hour(from), end: hour(from + hours) } },
      ...{ rowCount: 100, ...(country !== null && { segment: [{ key: 'country', value: country }] }), ...rest },
    });
  };
  const incidents = async () => {
    const { items } = (await test.send('viewer', 'GET', `/api/v1/incidents?namespace=parts`)).body as {
      items: { id: string; subject: { name: string } }[];
    };
    const ids = items.filter(({ subject }) => subject.name === name).map(({ id }) => id);
    return Promise.all(
      ids.map(async (id) => (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body as IncidentDetail),
    );
  };
  return { post, incidents };
}
const days = (n: number) => n * 24;

describe('a part of a dataset that fails and comes no more', () => {
  it('ends when the whole went on three times without it: told as no longer seen, not as healed', async () => {
    const { post, incidents } = await place('daily');
    await post(days(0), 'DE');
    await post(days(1), null);
    await post(days(1), 'DE', { rowCount: 1 });
    for (const day of [2, 3]) await post(days(day), null);
    expect(await incidents()).toMatchObject([{ state: 'open' }]);
    const { incidents: told } = await post(days(4), null);
    expect(told).toMatchObject([{ relation: 'resolved' }]);
    const [incident] = await incidents();
    expect(incident).toMatchObject({ state: 'resolved', resolvedBy: 'no longer seen' });
    expect(incident?.timeline.map(({ kind }) => kind)).toContain('ended');
    expect(incident?.timeline.map(({ kind }) => kind)).not.toContain('healed');
    expect(incident?.timeline.find(({ kind }) => kind === 'ended')?.text).toBe(
      'country=DE: row_count was 1, expected at least 5 (no longer seen): 3 later profiles of the dataset came without country=DE',
    );
  });

  it('opens anew when it comes again and fails', async () => {
    const { post, incidents } = await place('returns');
    await post(days(0), 'DE', { rowCount: 1 });
    for (const day of [1, 2, 3]) await post(days(day), null);
    expect(await incidents()).toMatchObject([{ state: 'resolved' }]);
    expect(await post(days(4), 'DE', { rowCount: 1 })).toMatchObject({ incidents: [{ relation: 'opened' }] });
  });

  it('ends by another part where the whole is not posted, and what fails there stays open', async () => {
    const { post, incidents } = await place('siblings');
    await post(days(0), 'DE', { rowCount: 1 });
    for (const day of [0, 1, 2]) await post(days(day), 'FR', { rowCount: 2 });
    await post(days(3), 'FR', { rowCount: 3 });
    const [incident] = await incidents();
    expect(incident).toMatchObject({ state: 'open' });
    expect(incident?.failures.map(({ expectation, healedAt }) => [expectation, healedAt === null])).toEqual([
      ['each [country=DE]', false],
      ['each [country=FR]', true],
    ]);
    expect(incident?.timeline.find(({ kind }) => kind === 'ended')?.text).toContain('of country=FR came without');
  });

  it('is not gone because the whole comes more often than it ever did', async () => {
    const { post, incidents } = await place('seldom');
    await post(days(0), 'DE');
    await post(days(1), 'DE', { rowCount: 1 });
    for (let at = days(1) + 1; at < days(4); at += 9) await post(at, null, { hours: 1 });
    expect(await incidents()).toMatchObject([{ state: 'open' }]);
    await post(days(4), null, { hours: 1 });
    expect(await incidents()).toMatchObject([{ state: 'resolved', resolvedBy: 'no longer seen' }]);
  });

  it('is not gone by late or corrected profiles of the whole, nor is the whole by its parts', async () => {
    const { post, incidents } = await place('late');
    await post(days(6), null, { rowCount: 1 });
    await post(days(5), 'DE', { rowCount: 1 });
    for (const day of [1, 2, 3, 4]) await post(days(day), null);
    for (const rowCount of [2, 3, 4]) await post(days(6), null, { rowCount });
    for (const day of [7, 8, 9]) await post(days(day), 'FR');
    const [incident] = await incidents();
    expect(incident).toMatchObject({ state: 'open' });
    expect(incident?.failures.filter(({ healedAt }) => healedAt === null)).toMatchObject([
      { expectation: 'row_count' },
    ]);
    expect(incident?.timeline.find(({ kind }) => kind === 'ended')?.text).toContain('3 later profiles of country=FR');
  });
});
