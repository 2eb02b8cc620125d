import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../server/config/load.ts';
import { packageRoot } from '../../server/config/package-root.ts';
import { createTestDatabase, silentLog, temporaryDirectory } from '../../server/database/testing.ts';
import type { TestDatabase } from '../../server/database/testing.ts';
import { createKey } from '../../server/flow/manage-access.ts';
import type { Role } from '../../server/flow/principal.ts';
import { start } from '../../server/main.ts';
import type { Running } from '../../server/main.ts';
import { accountOf } from './account.ts';
import { play } from './play.ts';
import type { Play } from './play.ts';
import { readReports, readScript } from './read-script.ts';
import { startReceivers } from './receivers.ts';
import type { Receivers } from './receivers.ts';
import { freePort } from './server-process.ts';

const data = join(packageRoot(), 'test', 'data', 'csse');

describe('25 days of the CSSE reports', () => {
  let database: TestDatabase;
  let receivers: Receivers;
  let running: Running;
  let made: Play;
  const folder = temporaryDirectory();

  beforeAll(async () => {
    database = await createTestDatabase();
    receivers = await startReceivers();
    const env = {
      DATABASE_URL: database.url,
      PLUMBLINE_DATA_DIR: folder,
      PLUMBLINE_PORT: String(await freePort()),
      PLUMBLINE_SMTP__HOST: '127.0.0.1',
      PLUMBLINE_SMTP__PORT: String(receivers.smtpPort),
      PLUMBLINE_SMTP__START_TLS: 'off',
      PLUMBLINE_SMTP__FROM: 'Plumbline <plumbline@example.org>',
      PLUMBLINE_WEBHOOKS__ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
      // What suites say is told here. Of 25 days with weeks between them nothing can be learnt; the bench has all of them.
      PLUMBLINE_LEARNING__ENABLED: 'false',
    };
    const { config } = loadConfig({ env, cwd: folder });
    running = await start(config, silentLog);
    const key = async (role: Role) => {
      const request = { name: role, role, namespaces: ['*'], expiresAt: null };
      return (await createKey(database.sql, { name: 'test', via: 'cli' }, request)).key;
    };
    const keys = { pipeline: await key('ingest'), author: await key('admin'), onCall: await key('on-call') };
    const stage = { url: running.url, keys };
    made = await play({ stage, reports: readReports(data), script: readScript(), routing: receivers.routing });
  }, 240_000);

  afterAll(async () => {
    await running?.stop();
    await receivers?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const episode = (day: string) => made.episodes.find(({ opened }) => opened === day);

  it('open an incident on five days and on no other', () => {
    const days = ['2020-01-30', '2020-03-01', '2020-03-10', '2020-03-31', '2020-04-01'];
    expect(made.episodes.map(({ opened }) => opened)).toEqual(days);
  });

  it('pass wherever no incident is open', () => {
    const bad = new Set(made.episodes.flatMap(({ days }) => days.map(({ day }) => day)));
    const good = made.days.filter(({ day }) => !bad.has(day));
    // On 1 February nothing earlier was accepted, so that nothing can be said about a change.
    expect(good.filter(({ verdict }) => verdict !== 'pass').map(({ day }) => day)).toEqual(['2020-02-01']);
    expect(good).toHaveLength(19);
  });

  it('tell a byte order mark once, however long it stays, and resolve by themselves when it goes', () => {
    const mark = episode('2020-01-30');
    expect(mark).toMatchObject({ resolved: '2020-02-01', healed: true });
    expect(mark?.days.map(({ sentence }) => sentence)).toEqual([
      String.raw`schema: missing Province/State; not expected \ufeffProvince/State`,
      String.raw`schema: missing Province/State; not expected \ufeffProvince/State`,
    ]);
  });

  it('tell two new columns, and take them for the new normal when the person on call says so', () => {
    const columns = episode('2020-03-01');
    expect(columns?.days[0]?.sentence).toBe('schema: not expected Latitude, Longitude');
    expect(columns).toMatchObject({ resolved: '2020-03-01', healed: false });
  });

  it('tell the fall from 266 to 206 rows against the day before', () => {
    expect(episode('2020-03-10')?.days[0]?.sentence).toBe('row_count is 206, expected 213 to 319');
  });

  it('tell the truncated load of 1 April from the rows, the states and the distribution, and resolve it the next day', () => {
    const truncated = episode('2020-04-01');
    expect(truncated?.days[0]?.failing.map(({ expectation }) => expectation)).toEqual([
      'row_count',
      'new-provinces',
      'every-us-state',
      'shape-of-confirmed',
    ]);
    expect(truncated?.days[0]?.failing[2]?.reason).toBe(
      'Alabama, Alaska, Arizona, Arkansas, California and 46 more do not occur',
    );
    expect(truncated).toMatchObject({ resolved: '2020-04-02', healed: true });
  });

  it('tell every incident once by mail and once by webhook, and its resolve to the same two, signed', () => {
    expect(accountOf(made, [], receivers.told()).broken).toEqual([]);
    expect(receivers.told()).toHaveLength(4 * made.episodes.length);
    expect(receivers.forged).toEqual([]);
  });
});
