import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { postProfiles } from '../support/api.ts';
import { startProxy, type CountingProxy } from '../support/counting-proxy.ts';
import { expect, open, test } from '../support/quiet-page.ts';
import { startServer, type RunningServer } from '../support/running-server.ts';
import { ADMINISTRATOR } from '../support/state.ts';

let dataDir: string;
let server: RunningServer;
let stopServer: () => Promise<void>;
let proxy: CountingProxy;
let key: string;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  dataDir = mkdtempSync(join(tmpdir(), 'plumbline-e2e-stream-'));
  chmodSync(dataDir, 0o755);
  server = await startServer(dataDir);
  stopServer = server.stop;
  proxy = await startProxy(server.url);
  key = server.createKey('ingest');
  const headers = { 'content-type': 'application/json', 'x-plumbline-request': '1' };
  const token = new URL(server.setupLink).searchParams.get('token');
  const body = JSON.stringify({ ...ADMINISTRATOR, token });
  expect((await fetch(`${server.url}/api/v1/setup`, { method: 'POST', headers, body })).status).toBe(200);
});
test.afterAll(async () => {
  await proxy?.stop();
  await stopServer?.();
  rmSync(dataDir, { recursive: true, force: true });
});

const post = (name: string) => postProfiles(server, key, [{ dataset: { namespace: 'live', name }, rowCount: 5 }]);
const chip = (page: Page) => page.locator('.chip.no-print');
const rows = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

async function signedIn(context: BrowserContext): Promise<void> {
  const headers = { 'x-plumbline-request': '1' };
  const { email, password } = ADMINISTRATOR;
  const answer = await context.request.post(`${proxy.url}/api/v1/session`, { headers, data: { email, password } });
  expect(answer.status()).toBe(200);
}

test('two tabs share one stream, the next tab takes it over, and nothing is lost while the server is gone', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  await signedIn(context);
  await post('first');
  const [one, two] = [await context.newPage(), await context.newPage()];
  for (const page of [one, two]) await open(page, `${proxy.url}/datasets`);
  await expect.poll(() => proxy.open).toBe(1);
  for (const page of [one, two]) await expect(chip(page)).toContainText('Live');

  await test.step('both tabs hear through one stream', async () => {
    await post('second');
    for (const page of [one, two]) {
      await page.bringToFront();
      await page.getByRole('button', { name: '1 new: show' }).click();
      await expect(rows(page, 'second')).toBeVisible();
    }
    expect([proxy.open, proxy.total]).toEqual([1, 1]);
  });

  await test.step('the tab that has the stream closes, and the other one takes over', async () => {
    await one.close();
    await expect.poll(() => [proxy.open, proxy.total]).toEqual([1, 2]);
    await post('third');
    await two.getByRole('button', { name: '1 new: show' }).click();
    await expect(rows(two, 'third')).toBeVisible();
    await expect(chip(two)).toContainText('Live');
  });

  await test.step('the server crashes, is gone for five seconds, and comes back', async () => {
    await server.crash();
    await expect(chip(two)).toContainText('Reconnecting');
    await two.waitForTimeout(5000);
    await expect(rows(two, 'third')).toBeVisible();
    stopServer = await server.startAgain();
    await post('fourth');
    await two.getByRole('button', { name: '1 new: show' }).click({ timeout: 30_000 });
    await expect(rows(two, 'fourth')).toBeVisible();
    await expect(chip(two)).toContainText('Live', { timeout: 30_000 });
    await expect.poll(() => proxy.open).toBe(1);
  });

  await test.step('paused, nothing changes until one goes on', async () => {
    await two.keyboard.press('.');
    await expect(chip(two)).toContainText('Paused');
    await post('fifth');
    await expect.poll(async () => (await context.request.get(`${proxy.url}/api/v1/datasets?q=fifth`)).json()).toMatchObject({ total: 1 }); // prettier-ignore
    await two.waitForTimeout(2500);
    await expect(two.getByRole('button', { name: '1 new: show' })).toHaveCount(0);
    await chip(two).click();
    await expect(two.getByRole('button', { name: '1 new: show' })).toBeVisible();
    await expect(chip(two)).toContainText('Live');
  });
  await context.close();
});

test('signing out ends the stream on the server', async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  await signedIn(context);
  const page = await context.newPage();
  await open(page, `${proxy.url}/settings`);
  await expect.poll(() => proxy.open).toBe(1);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await expect.poll(() => proxy.open).toBe(0);
  await context.close();
});
