import { expect, open, test } from '../support/quiet-page.ts';
import { signedInAs } from '../support/viewer.ts';

test('without lineage the page says how to send it', async ({ page, url }) => {
  // The map of this server with nothing on it.
  await page.route('**/api/v1/lineage/map*', async (route) => {
    const map: unknown = await (await route.fetch()).json();
    const emptied: unknown = JSON.parse(JSON.stringify(map), (_, value: unknown) =>
      Array.isArray(value) ? [] : value,
    );
    await route.fulfill({ json: emptied });
  });
  await open(page, `${url}/lineage`);
  await expect(page.getByRole('heading', { name: 'No lineage yet' })).toBeVisible();
  await expect(page.getByText('OPENLINEAGE_URL').first()).toBeVisible();
  await page.getByRole('link', { name: 'Make a key and connect' }).click();
  await expect(page).toHaveURL(`${url}/connect?lang=openlineage`);
});

test('somebody who may see none of it is told so', async ({ browser, url }) => {
  const page = await signedInAs(browser, 'xenia@example.org', ['elsewhere']);
  await open(page, `${url}/lineage`);
  await expect(page.getByRole('heading', { name: 'There is no lineage that you may see' })).toBeVisible();
  await page.close();
});

test('a dataset of which nobody told what it is made of says so', async ({ page, url }) => {
  await open(page, `${url}/datasets/raw.clicks?tab=lineage`);
  await expect(page.getByRole('heading', { name: 'Nobody told what it is made of' })).toBeVisible();
});

test('a dataset names what is around it, and leads to the graph', async ({ page, url }) => {
  await open(page, `${url}/datasets/shop.public.orders?tab=lineage`);
  await expect(page.getByRole('row').filter({ hasText: 'mart.refunds' }).first()).toBeVisible();
  await page.getByRole('link', { name: 'Open in lineage' }).click();
  await expect(page.locator('[data-card]').filter({ hasText: 'refunds' })).toBeVisible();
});

test('an incident leads to where it comes from and to what is downstream', async ({ page, url }) => {
  await open(page, `${url}/incidents/INC-1`);
  await page.getByRole('link', { name: 'What is downstream' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'mart.refunds' }).first()).toBeVisible();
});

test('what is not there, and what the address does not say, is told', async ({ page, url, complaints }) => {
  await open(page, `${url}/lineage?focus=nothing-here`);
  await expect(page.getByRole('heading', { name: 'It is not here' })).toBeVisible();
  await open(page, `${url}/lineage?mode=impact`);
  await expect(page.getByRole('heading', { name: 'Of which dataset or job?' })).toBeVisible();
  expect(complaints.splice(0).filter((one) => !one.includes('404'))).toEqual([]);
});
