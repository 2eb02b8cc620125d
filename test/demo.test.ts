import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../server/config/package-root.ts';
import { temporaryDirectory } from '../server/database/testing.ts';
import { buildServer } from './faults/plumbline-process.ts';

interface Demo {
  /** Signs in and leads to the incident. */
  link: string;
  url: string;
  said(): string;
  stop(): Promise<number | null>;
}

const home = temporaryDirectory('plumbline-demo-');
const dataDir = join(home, 'plumbline-demo');
const running: Demo[] = [];

beforeAll(buildServer, 120_000);
afterAll(async () => {
  await Promise.all(running.map((demo) => demo.stop()));
  rmSync(home, { recursive: true, force: true });
}, 60_000);

/** The command as it was built, in a folder with settings that it must not heed. */
function command(args: string[]) {
  const entry = JSON.stringify(pathToFileURL(join(packageRoot(), 'dist', 'cli', 'main.js')).href);
  const script = `const { main } = await import(${entry}); process.exitCode = await main(${JSON.stringify(args)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, PLUMBLINE_PUBLIC_URL: 'https://prod.example.org' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const hear = (part: Buffer) => (said += part.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said: () => said, exited };
}

async function startDemo(): Promise<Demo> {
  const { child, said, exited } = command(['demo', '--data-dir', dataDir, '--port', '0', '--no-open']);
  const [link, url] = await new Promise<[string, string]>((resolve, reject) => {
    const look = () => {
      const found = /(http:\S+\/open\/\S+)\nor sign in at (\S+) as/.exec(said());
      if (found) resolve([found[1] ?? '', found[2] ?? '']);
    };
    child.stdout.on('data', look);
    void exited.then((code) => reject(new Error(`the demo ended with ${code}:\n${said()}`)));
  });
  const stop = () => (child.kill('SIGINT'), exited);
  const demo = { link, url, said, stop };
  running.push(demo);
  return demo;
}

const run = async (args: string[]) => {
  const { exited, said } = command(args);
  return { code: await exited, said: said() };
};

/** As a browser that follows the link: the session's cookie, and where it is led. */
async function enter({ link }: Demo): Promise<{ cookie: string; location: string }> {
  const answer = await fetch(link, { redirect: 'manual' });
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { cookie, location: answer.headers.get('location') ?? '' };
}

interface Named {
  subject: { name: string };
}
interface Counted {
  learnedCount: number;
  failureCount: number;
}
interface Marked {
  dataset: { name: string };
  precision: { share: number } | null;
}
interface Row {
  name: string;
  profileCount?: number;
}

describe('the demo', () => {
  let demo: Demo;
  let cookie: string;
  const read = async (path: string) => {
    const answer = await fetch(`${demo.url}${path}`, { headers: { cookie } });
    expect(answer.status, path).toBe(200);
    return (await answer.json()) as never;
  };

  beforeAll(async () => {
    writeFileSync(join(home, 'plumbline.yaml'), 'no_such_setting: 1\n');
    demo = await startDemo();
  }, 240_000);

  it('signs whoever opens its link in and leads to the incident, which is open and critical', async () => {
    const entered = await enter(demo);
    ({ cookie } = entered);
    expect(entered.location).toMatch(new RegExp(`^${demo.url}/incidents/INC-\\d+$`));
    const id = entered.location.split('/').at(-1);
    expect(await read(`/api/v1/incidents/${id}`)).toMatchObject({
      state: 'open',
      severity: 'critical',
      owner: 'team-payments',
      subject: { namespace: 'shop', name: 'raw.payments' },
    });
    expect(await read('/api/v1/session')).toMatchObject({ role: 'admin' });
  });

  it('lets nobody in without its link', async () => {
    const { origin } = new URL(demo.link);
    const other = await fetch(`${origin}/open/${'0'.repeat(32)}/incidents/INC-1`, { redirect: 'manual' });
    expect([other.status, other.headers.get('set-cookie')]).toEqual([404, null]);
  });

  it('has 24 datasets with 90 profiles each', async () => {
    const { items } = (await read('/api/v1/datasets?limit=200')) as { items: (Row & { id: string })[] };
    expect(items).toHaveLength(24);
    for (const { id, name } of items) {
      const { total } = (await read(`/api/v1/datasets/${id}/profiles?limit=1`)) as { total: number };
      expect(total, name).toBe(90);
    }
  });

  it('has told its own receivers, and shows in the terminal what', () => {
    expect(demo.said()).toMatch(/message to payments-on-call: INC-\d+ opened: \[Critical\] raw\.payments/);
  });

  it('has one incident that somebody has, four more that are open, and earlier ones that are over', async () => {
    const { items } = (await read('/api/v1/incidents?limit=200')) as { items: { state: string }[] };
    const of = (state: string) => items.filter((incident) => incident.state === state).length;
    expect([of('acknowledged'), of('open'), of('resolved')]).toEqual([1, 4, 5]);
  });

  it('has one that nobody declared anything about, and says how often alarms were right', async () => {
    const { items } = (await read('/api/v1/incidents?state=open')) as { items: (Named & Counted)[] };
    const learned = items.filter(({ learnedCount, failureCount }) => learnedCount === failureCount);
    expect(learned).toMatchObject([{ subject: { name: 'ml.churn_features' }, severity: 'warn' }]);
    const ledger = (await read('/api/v1/precision?by=dataset')) as { items: Marked[] };
    const marked = ledger.items.filter(({ precision }) => precision !== null);
    expect(marked.map(({ dataset, precision }) => [dataset.name, precision?.share]).toSorted()).toEqual([
      ['raw.clicks', 0],
      ['raw.refunds', 1],
      ['raw.shipments', 1],
    ]);
  });

  it('is not removed while it runs', async () => {
    const { code, said } = await run(['demo', '--data-dir', dataDir, '--remove']);
    expect([code, said]).toEqual([3, expect.stringContaining('is running on') as string]);
    expect(existsSync(dataDir)).toBe(true);
  });

  it('is there again after a stop, posts nothing twice, and leads to the same incident', async () => {
    const { location } = await enter(demo);
    expect(await demo.stop()).toBe(0);
    demo = await startDemo();
    const again = await enter(demo);
    expect(new URL(again.location).pathname).toBe(new URL(location).pathname);
    expect(demo.said()).not.toContain('Posting');
    ({ cookie } = again);
    expect(((await read('/api/v1/datasets?limit=200')) as { items: Row[] }).items).toHaveLength(24);
  }, 120_000);

  it('is removed with everything in it, and nothing else is', async () => {
    expect(await demo.stop()).toBe(0);
    expect(await run(['demo', '--data-dir', home, '--remove'])).toMatchObject({ code: 2 });
    expect(await run(['demo', '--data-dir', dataDir, '--remove'])).toMatchObject({ code: 0 });
    expect([existsSync(dataDir), existsSync(join(home, 'plumbline.yaml'))]).toEqual([false, true]);
    expect(await run(['demo', '--data-dir', dataDir, '--remove'])).toMatchObject({ code: 0 });
  }, 60_000);
});
