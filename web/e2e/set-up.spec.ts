import { expect, test } from '@playwright/test';
import { ADMINISTRATOR, readState, SIGNED_IN } from './support/state.ts';

test('the printed link makes the first administrator, who is signed in at once', async ({ page, context }) => {
  const { url, setupLink } = readState();
  await page.goto(setupLink);
  await page.getByLabel('Name').fill(ADMINISTRATOR.name);
  await page.getByLabel('E-mail').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Create and sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await context.storageState({ path: SIGNED_IN });

  const other = await context.browser()?.newPage();
  await other?.goto(`${url}/setup?token=again`);
  await expect(other!.getByRole('heading', { name: 'Plumbline is set up' })).toBeVisible();
  await other?.close();
});

test('somebody without a session is sent to sign in and comes back where they were', async ({ browser }) => {
  const { url } = readState();
  const page = await browser.newPage();
  await page.goto(`${url}/datasets?status=fail`);
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fdatasets%3Fstatus%3Dfail$/);
  await page.getByLabel('E-mail').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password').fill('not the password at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText(/password/i);
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${url}/datasets?status=fail`);
  await expect(page.getByRole('link', { name: 'Remove filter status Failing' })).toBeVisible();

  await page.goto(`${url}/settings`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(`${url}/sign-in`);
  await page.goto(`${url}/incidents`);
  await expect(page).toHaveURL(/\/sign-in/);
  await page.close();
});

test('after signing in nobody is led to another site', async ({ browser }) => {
  const { url } = readState();
  const page = await browser.newPage();
  await page.goto(`${url}/sign-in?next=${encodeURIComponent('//evil.example/')}`);
  await page.getByLabel('E-mail').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${url}/`);
  await page.close();
});
