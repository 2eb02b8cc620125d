import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentDetail } from '../api/shapes/incidents.ts';
import type { VerdictAnswer } from '../api/shapes/verdict.ts';
import { createTestApp, orders, type TestApp } from '../api/testing.ts';
import type { Profile } from '../../checks/index.ts';
import { doJobs, tick, type ClockContext } from './watch-clock.ts';

let test: TestApp;
let clock: ClockContext;
let serial = 0;
beforeAll(async () => {
  test = await createTestApp();
  clock = clockOf(test);
});
afterAll(() => test.drop());

const complaints: unknown[] = [];
function clockOf({ receive }: TestApp): ClockContext {
  const log = { warn: (fields: object) => complaints.push(fields), error: (fields: object) => complaints.push(fields) };
  return { receive, now: async () => receive.clock(), log, leaseSeconds: 30, lostAfterSeconds: 24 * 3600 };
}

/** Moves the clock and lets it tick and do what is due. */
async function at(instant: string): Promise<void> {
  test.at(instant);
  await tick(clock);
  await doJobs(clock);
}

interface Watched {
  name: string;
  post(more?: Partial<Profile>): Promise<VerdictAnswer>;
  /** A profile of the day that begins at this date, in UTC. */
  day(date: string): Promise<VerdictAnswer>;
  incidents(state?: string): Promise<IncidentDetail[]>;
  apply(rule: string): Promise<void>;
}

/** A dataset with a rule about its arrival, put in force at the clock's time. */
async function watched(rule: string, expectations = ''): Promise<Watched> {
  const name = `table-${++serial}`;
  const apply = (text: string) =>
    test.applySuite(`suite: ${name}\ndataset: { namespace: shop, name: ${name} }\nowner: team\n${text}\n${expectations}`);
  await apply(rule);
  const post = (more: Partial<Profile> = {}) => test.post(orders({ dataset: { namespace: 'shop', name }, ...more }));
  return {
    name,
    post,
    apply,
    day: (date) => {
      const end = new Date(Date.parse(date) + 86_400_000).toISOString();
      return post({ dataInterval: { start: `${date}T00:00:00Z`, end } });
    },
    incidents: async (state = 'open') => {
      const { body } = await test.send('viewer', 'GET', `/api/v1/incidents?state=${state}&dataset=${name}`);
      const ids = (body as { items: { id: string }[] }).items.map(({ id }) => id);
      const read = async (id: string) => (await test.send('viewer', 'GET', `/api/v1/incidents/${id}`)).body;
      return Promise.all(ids.map(read));
    },
  };
}

const by = 'by: 06:00 Europe/Berlin';

describe('a dataset that is due by a time of day', () => {
  it('is late when nothing came, says since when, and heals when the awaited profile comes', async () => {
    test.at('2026-11-23T08:00:00Z');
    const table = await watched(by);
    test.at('2026-11-24T04:41:00Z');
    expect((await table.day('2026-11-23')).results).toMatchObject([
      { expectation: 'arrival.by', kind: 'arrival', outcome: 'pass', reason: 'arrived 19 min before it was due' },
    ]);
    await at('2026-11-24T05:00:00Z');
    expect(await table.incidents()).toEqual([]);
    await at('2026-11-25T05:00:00Z');
    const [incident] = await table.incidents();
    expect(incident).toMatchObject({
      sentence: 'late: expected by 06:00 Europe/Berlin (25 Nov), nothing since 24 Nov 05:41',
      severity: 'error',
      owner: 'team',
    });
    await at('2026-11-25T05:15:00Z');
    expect(await table.incidents()).toHaveLength(1);
    test.at('2026-11-25T05:47:00Z');
    const late = await table.day('2026-11-24');
    expect(late).toMatchObject({
      verdict: 'warn',
      gate: 'warn',
      results: [{ expectation: 'arrival.by', outcome: 'warn', reason: 'arrived 47 min late' }],
      incidents: [{ id: incident?.id, relation: 'resolved' }],
    });
    const [resolved] = await table.incidents('resolved');
    expect(resolved?.timeline.map(({ text }) => text)).toContain(
      'was late: expected by 06:00 Europe/Berlin (25 Nov), nothing since 24 Nov 05:41: arrived 47 min late',
    );
    await at('2026-11-26T04:59:59Z');
    expect(await table.incidents()).toEqual([]);
  });
});
