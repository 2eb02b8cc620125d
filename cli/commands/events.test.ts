import { describe, expect, it } from 'vitest';
import { localServer } from '../testing/local-server.ts';
import { runCommand } from '../testing/run-command.ts';

const event = (n: number, more: object = {}) => ({
  id: `evt_${n}_${'a'.repeat(32)}`,
  ...{ eventAt: '2026-11-23T08:00:00.000Z', receivedAt: '2026-11-23T08:00:01.000Z', kind: 'run', type: 'COMPLETE' },
  ...{
    producer: 'https://example.org',
    job: { namespace: 'jobs', name: `job-${n}` },
    run: 'r',
    dataset: null,
    bytes: 9,
  },
  ...{
    warnings: 0,
    state: 'dead',
    stage: 'graph',
    attempts: 5,
    reason: 'it is odd',
    retryAt: null,
    deadAt: null,
    sender: null,
  },
  ...more,
});
const env = (url: string) => ({ PLUMBLINE_URL: url, PLUMBLINE_API_KEY: 'plk_x' });
const answer = (body: object) => ({ status: 200, body });

describe('plumbline events', () => {
  it('list goes on after a page that has no item, and tells why each is dead', async () => {
    const { url, requests } = await localServer(
      answer({ items: [], nextCursor: 'evt_9_x' }),
      answer({ items: [event(1), event(2)], nextCursor: null }),
    );
    const { exitCode, out } = await runCommand(['events', 'list', '--state', 'dead', '--job', 'a b'], env(url));
    expect(exitCode).toBe(0);
    expect(requests.map(({ path }) => path)).toEqual([
      '/api/v1/lineage/events?limit=50&state=dead&job=a+b',
      '/api/v1/lineage/events?limit=50&state=dead&job=a+b&cursor=evt_9_x',
    ]);
    expect(out).toMatch(/evt_1_a+ +2026-11-23 08:00Z +dead +COMPLETE +jobs\/job-1 +it is odd/);
  });

  it('list ends at its limit', async () => {
    const { url, requests } = await localServer(answer({ items: [event(1)], nextCursor: 'evt_1_x' }));
    const { out } = await runCommand(['events', 'list', '--limit', '1', '-o', 'ndjson'], env(url));
    expect(JSON.parse(out)).toMatchObject({ state: 'dead', run: 'r' });
    expect(requests).toHaveLength(1);
  });

  it('show tells the warnings and the event', async () => {
    const more = { warningList: [{ pointer: '/producer', message: 'is missing' }], event: { run: { runId: 'r' } } };
    const { url } = await localServer(answer(event(1, more)));
    const { out } = await runCommand(['events', 'show', 'evt_1_x'], env(url));
    expect(out).toMatch(/warning +\/producer is missing/);
    expect(out).toContain('"runId": "r"');
  });

  it('replay of a span goes on until all is put back', async () => {
    const { url, requests } = await localServer(
      answer({ replayed: 5000, waiting: 0, missing: [], next: 'evt_5_x' }),
      answer({ replayed: 3, waiting: 1, missing: [], next: null }),
    );
    const argv = ['events', 'replay', '--from', '2026-11-01T00:00:00Z', '--to', '2026-12-01T00:00:00Z'];
    const { exitCode, out } = await runCommand(argv, env(url));
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '5003 events are worked in again, 1 waited anyway\n' });
    expect(requests.map(({ body }) => (body as { after?: string }).after)).toEqual([undefined, 'evt_5_x']);
  });

  it('replay of an event that is not kept any more ends with 1', async () => {
    const { url } = await localServer(answer({ replayed: 0, waiting: 0, missing: ['evt_1_x'], next: null }));
    const { exitCode, err } = await runCommand(['events', 'replay', 'evt_1_x'], env(url));
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: 'evt_1_x is not kept any more\n' });
  });

  it.each([
    [[]],
    [['evt_1_x', '--dead']],
    [['--from', '2026-11-01T00:00:00Z']],
    [['--dead', '--to', '2026-11-01T00:00:00Z']],
  ])('replay of %j is asked what it means', async (argv) => {
    const { exitCode, err } = await runCommand(['events', 'replay', ...argv], env('http://127.0.0.1:9'));
    expect(exitCode).toBe(2);
    expect(err).toContain('say which: ids, --dead, or --from and --to');
  });
});
