import { postProfiles } from '../support/api.ts';
import { expect, open, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';
import { NAMESPACE } from '../support/story.ts';

const failing = (name: string): object => ({
  schemaVersion: 1,
  dataset: { namespace: NAMESPACE, name },
  rowCount: 3,
});

test('a new incident waits behind a button, so that no row moves under the pointer', async ({ page, url }) => {
  await open(page, `${url}/incidents?state=all`);
  const before = await page.locator('main li a[data-row]').allTextContents();
  const state = readState();
  await postProfiles(state, state.ingestKey, [failing('mart.refunds')]);
  const button = page.getByRole('button', { name: '1 new: show' });
  await expect(button).toBeVisible();
  await expect(page.locator('main li a[data-row]')).toHaveText(before);
  await button.click();
  await expect(page.locator('main li a[data-row]')).toHaveCount(before.length + 1);
});

test('without the stream of events the page asks every 15 seconds, keeps its data and says how old it is', async ({
  page,
  url,
  complaints,
}) => {
  await page.clock.install();
  await page.route('**/api/v1/events**', (route) => route.abort());
  await open(page, `${url}/datasets`);
  const state = readState();
  await postProfiles(state, state.ingestKey, [{ dataset: { namespace: NAMESPACE, name: 'polled' }, rowCount: 1 }]);
  await page.clock.runFor(16_000);
  await page.getByRole('button', { name: '1 new: show' }).click();
  const before = await page.locator('tbody tr').count();
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.clock.runFor(16_000);
  await expect(page.locator('.chip.no-print')).toContainText(/Reconnecting.*as of \d/);
  await expect(page.locator('tbody tr')).toHaveCount(before);
  await page.unroute('**/api/v1/**');
  await page.unroute('**/api/v1/events**');
  await page.clock.runFor(16_000);
  await expect(page.locator('.chip.no-print')).toContainText('Live');
  complaints.splice(0);
});

test('a page that cannot be read says so and can be tried again in place', async ({ page, url, complaints }) => {
  // An event would have it read again before anybody could press the button.
  await page.route('**/api/v1/events**', (route) => route.abort());
  await open(page, `${url}/incidents`);
  await page.route('**/api/v1/datasets**', (route) => route.abort());
  await page.getByRole('link', { name: 'Datasets' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'This page could not be loaded' })).toBeVisible();
  await expect(page).toHaveURL(`${url}/datasets`);
  await page.unroute('**/api/v1/datasets**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Datasets' })).toBeVisible();
  complaints.splice(0);
});

test('a session that ends meanwhile leads to sign-in and back', async ({ page, url, context, complaints }) => {
  await page.clock.install();
  await open(page, `${url}/incidents?state=all`);
  const cookies = await context.cookies();
  await context.clearCookies();
  // While events come, the page asks by itself once a minute only.
  await page.clock.runFor(76_000);
  await expect(page).toHaveURL(`${url}/sign-in?next=%2Fincidents%3Fstate%3Dall`);
  await context.addCookies(cookies);
  complaints.splice(0);
});

test('an action that could not be sent says so and can be tried again', async ({ page, url, complaints }) => {
  await open(page, `${url}/incidents?q=refunds`);
  await page.getByRole('link', { name: /row_count is 3/ }).click();
  await page.route('**/acknowledge', (route) => route.abort());
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached');
  await page.unroute('**/acknowledge');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText(/acknowledged by ana@example\.org/).first()).toBeVisible();
  complaints.splice(0);
});
