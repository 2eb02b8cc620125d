import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { call } from '../support/api.ts';
import { expect, open, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

/** Runs what the page shows, as somebody would who copied it. */
function typed(script: string): string {
  const cwd = mkdtempSync(join(tmpdir(), 'plumbline-typed-'));
  const { stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  rmSync(cwd, { recursive: true, force: true });
  return stdout + stderr;
}
const snippet = (page: Page, language: string) => page.getByRole('region', { name: `the ${language} snippet` });
const panel = (page: Page) => page.getByRole('region', { name: '3. What became of it?' });

test('from nothing to a first profile: a key, a command to copy, and what became of it', async ({ page, url }) => {
  await open(page, `${url}/connect`);
  await page.getByLabel('Namespace').fill('trial');
  await page.getByLabel('Namespace').press('Enter');
  await page.getByLabel('Dataset').fill("orders of Ana's");
  await page.getByLabel('Dataset').press('Tab');
  await expect(page).toHaveURL(/namespace=trial&dataset=orders\+of\+Ana/);
  await expect(snippet(page, 'curl')).toContainText('YOUR_KEY');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await expect(snippet(page, 'curl')).toContainText(/plk_\w{8}_\w{38}/);
  await expect(panel(page)).toContainText('Waiting for first event…');
  const said = typed((await snippet(page, 'curl').textContent()) ?? '');
  expect(said).toContain('"verdict":"none"');
  await expect(panel(page)).toContainText('Key accepted');
  await expect(panel(page)).toContainText('Profile valid');
  await panel(page).getByRole('link', { name: "orders of Ana's" }).click();
  await expect(page.getByRole('heading', { level: 1, name: "orders of Ana's" })).toBeVisible();
});

test('a refused post stands there in words as soon as it happens', async ({ page, url }) => {
  await open(page, `${url}/connect?namespace=trial`);
  await page.getByRole('button', { name: 'Make a key' }).click();
  await expect(snippet(page, 'curl')).toContainText(/plk_\w{8}/);
  const script = (await snippet(page, 'curl').textContent()) ?? '';
  typed(script.replace('"rowCount": 10234', '"rowCount": 10'));
  await expect(panel(page)).toContainText('422: The profile contradicts itself.');
  await expect(panel(page)).toContainText('/columnMetrics/amount/count');
  await expect(panel(page)).toContainText('count 10230 and nullCount 4 do not add up to rowCount 10');
  await expect(panel(page).getByRole('listitem').nth(1)).toContainText('Key accepted');
  typed(script.replace('"namespace": "trial"', '"namespace": "prod"'));
  await expect(panel(page)).toContainText(
    '403: Not allowed. This key is for the namespace trial; it may not post to "prod".',
  );
  typed(script.replace(/plk_(\w{8})_\w+/, 'plk_$1_cutoff'));
  await expect(panel(page)).toContainText('wrong secret part');
  await page.getByRole('button', { name: 'Wait for another one' }).click();
  await expect(panel(page)).toContainText('Waiting for first event…');
});

test('the page of a dataset says that its newest post was refused, and why', async ({ page, url }) => {
  const state = readState();
  const profile = { dataset: { namespace: 'trial', name: 'broken' }, rowCount: 10 };
  await call(state, state.ingestKey, { method: 'POST', path: '/api/v1/profiles', body: profile });
  await open(page, `${url}/datasets/broken`);
  await expect(page.getByText('The newest post of this dataset was refused')).toHaveCount(0);
  const bad = { ...profile, columnMetrics: { amount: { count: 12 } } };
  await expect(call(state, state.ingestKey, { method: 'POST', path: '/api/v1/profiles', body: bad })).rejects.toThrow(
    '422',
  );
  await expect(page.getByText('The newest post of this dataset was refused')).toBeVisible();
  await expect(page.getByText('12 is more than rowCount 10')).toBeVisible();
  await call(state, state.ingestKey, { method: 'POST', path: '/api/v1/profiles', body: profile });
  await expect(page.getByText('The newest post of this dataset was refused')).toHaveCount(0);
});

test('a sample is sent, seen and removed again', async ({ page, url }) => {
  await open(page, `${url}/connect?namespace=sample`);
  await page.getByRole('button', { name: 'Send a sample' }).click();
  await expect(panel(page)).toContainText('Dataset there');
  await page.getByRole('link', { name: 'sample-orders' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'sample-orders' })).toBeVisible();
  await expect(page.locator('main header')).toContainText('sample true');
  await page.goBack();
  await page.getByRole('button', { name: 'Remove the sample sample-orders' }).click();
  await expect(page.getByRole('button', { name: 'Remove the sample sample-orders' })).toHaveCount(0);
  await page.goto(`${url}/datasets?q=sample-orders`);
  await expect(page.getByRole('heading', { name: /^0 of \d+ datasets match$/ })).toBeVisible();
});

test('the language is in the address and remembered, and Back goes back', async ({ page, url }) => {
  await open(page, `${url}/connect`);
  await page.getByRole('link', { name: 'Python' }).click();
  await expect(page).toHaveURL(/lang=python/);
  await expect(page.getByRole('region', { name: 'part 2 of the Python snippet' })).toContainText(
    'plumbline.run("demo/load")',
  );
  await page.getByRole('link', { name: 'OpenLineage' }).click();
  await expect(page).toHaveURL(/lang=openlineage/);
  await page.goBack();
  await expect(page).toHaveURL(/lang=python/);
  await expect(page.getByRole('link', { name: 'Python' })).toHaveAttribute('aria-current', 'page');
  await open(page, `${url}/connect`);
  await expect(page.getByRole('link', { name: 'Python' })).toHaveAttribute('aria-current', 'page');
});

test('after half a minute of nothing the page says what to look at', async ({ page, url }) => {
  await page.clock.install();
  await open(page, `${url}/connect`);
  await page.clock.runFor(20_000);
  await expect(page.getByText('plumbline doctor')).toHaveCount(0);
  await page.clock.runFor(15_000);
  await expect(page.getByText('plumbline doctor')).toBeVisible();
});

test('who may not make keys is told who can, and the steps can be put away', async ({ browser, url }) => {
  const state = readState();
  const body = {
    email: 'eva@example.org',
    name: 'Eva',
    role: 'editor',
    namespaces: ['team'],
    password: 'only here to look',
  };
  await call(state, state.adminKey, { method: 'POST', path: '/api/v1/users', body });
  const page = await browser.newPage({ storageState: { cookies: [], origins: [] } });
  await open(page, `${url}/sign-in`);
  await page.getByLabel('E-mail').fill(body.email);
  await page.getByLabel('Password').fill(body.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Connect a pipeline' }).click();
  await expect(page.getByText('A key is made by somebody with the role admin')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Make a key' })).toHaveCount(0);
  await expect(page.getByLabel('Namespace')).toHaveValue('team');
  await expect(page.getByText('First steps: 1 of 4')).toBeVisible();
  await page.getByRole('button', { name: 'Put away' }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Show them' })).toBeVisible();
  await page.close();
});
