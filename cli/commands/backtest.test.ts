import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, orders, serveTestApp, type TestApp } from '../../server/api/testing.ts';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

let test: TestApp;
let close: () => Promise<void>;
let env: Record<string, string>;
const suiteOf = (low: number, dataset = 'sales') =>
  `suite: sales\ndataset: shop/${dataset}\nexpect:\n  - row_count: { at_least: ${low} }\n`;
const day = (n: number, hour: string) => `2026-10-${String(n).padStart(2, '0')}T${hour}:00:00Z`;

beforeAll(async () => {
  test = await createTestApp();
  const served = await serveTestApp(test);
  close = served.close;
  env = { PLUMBLINE_URL: served.url, PLUMBLINE_API_KEY: await test.key('viewer') };
  await test.applySuite(suiteOf(1000));
  for (const [index, rowCount] of [5000, 800, 900, 5000, 5000, 400, 5000].entries()) {
    test.at(day(index + 2, '06'));
    const dataInterval = { start: day(index + 1, '00'), end: day(index + 2, '00') };
    await test.post(orders({ dataset: { namespace: 'shop', name: 'sales' }, rowCount, dataInterval }));
  }
});
afterAll(async () => {
  await close();
  await test.drop();
});

const backtest = (draft: string, ...more: string[]) =>
  runCommand(['check', 'backtest', temporaryFiles()('s.yaml', draft), '--until', day(9, '00'), ...more], env);

describe('plumbline check backtest', () => {
  it('tells each check before and after, what is not known, and the alerts a week', async () => {
    const { exitCode, out, err } = await backtest(suiteOf(500), '--since', '8d', '--vs', 'current');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^sales row_count {2}7\/8 days evaluated {2}alerts 3 → 1 {2}incidents 2 → 1 {2}nights 0 → 0\n/);
    expect(out).toContain('  History covers 7 of 8 days.\n');
    expect(out).toMatch(/✓ 1 check, 7 profiles of 1 dataset, 1 alerts\/week\n$/);
  });

  it('ends with 1 over the budget, 0 within it', async () => {
    const over = await backtest(suiteOf(1000), '--max-alerts-per-week', '2');
    expect(over.exitCode).toBe(1);
    expect(over.out).toContain('✗ 1 check, 7 profiles of 1 dataset, 3 alerts/week (budget 2)');
    expect((await backtest(suiteOf(1000), '--max-alerts-per-week', '3')).exitCode).toBe(0);
  });

  it('ends with 3 and the reason when nothing was evaluated, however generous the budget', async () => {
    const { exitCode, err } = await backtest(suiteOf(1, 'nowhere'), '--max-alerts-per-week', '1000');
    expect(exitCode).toBe(3);
    expect(err).toContain('PL3012 sales: nothing was evaluated, because no dataset here matches shop/nowhere');
  });

  it('is what a CI system reads: a check that would have spoken warns within the budget and fails beyond it', async () => {
    const within = await backtest(suiteOf(500), '--vs', 'current', '-o', 'md', '--since', '8d');
    expect(within.out).toContain('Plumbline: back-test from 2026-10-01 to 2026-10-09');
    expect(within.out).toContain('3 → 1 alerts, 1 incidents, 0 at night; 7 of 7 profiles decided');
    const junit = async (budget: string) =>
      (await backtest(suiteOf(1000), '-o', 'junit', '--max-alerts-per-week', budget)).out;
    expect(await junit('9')).not.toContain('<failure');
    expect(await junit('1')).toContain('<failure');
  });

  it('is data for programs, and refuses a broken draft before it asks', async () => {
    const { out } = await backtest(suiteOf(500), '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      coverage: { profiles: 7 },
      draft: { tally: { firings: 1 } },
    });
    const broken = await backtest('suite: sales\ndataset: shop/sales\nexpect:\n  - row_cuont: 3\n');
    expect(broken).toMatchObject({ exitCode: 2, out: '' });
    expect(broken.err).toContain('PL2004');
    const inForce = await runCommand(['check', 'backtest', '--in-force', 'no-such'], env);
    expect(inForce).toMatchObject({ exitCode: 2 });
    expect(inForce.err).toContain('/names/0');
  });
});
