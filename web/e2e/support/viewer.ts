import { expect, type Browser, type Page } from '@playwright/test';
import { call } from './api.ts';
import { open } from './quiet-page.ts';
import { readState } from './state.ts';

const PASSWORD = 'only here to look at things';

/** A page of somebody new who may only look at these namespaces. */
export async function signedInAs(browser: Browser, email: string, namespaces: string[]): Promise<Page> {
  const state = readState();
  const body = { email, name: 'Vera', role: 'viewer', namespaces, password: PASSWORD };
  await call(state, state.adminKey, { method: 'POST', path: '/api/v1/users', body });
  const page = await browser.newPage({ storageState: { cookies: [], origins: [] } });
  await open(page, `${state.url}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  return page;
}
