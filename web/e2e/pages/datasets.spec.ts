import { expect, open, test } from '../support/quiet-page.ts';
import { NAMESPACE, XSS } from '../support/story.ts';

const rows = 'tbody tr';

test('filters and sorting live in the address, and a fresh page shows the same', async ({ page, url, context }) => {
  await open(page, `${url}/datasets`);
  await expect(page.locator(rows)).toHaveCount(5);
  await page.getByRole('link', { name: 'Failing', exact: true }).click();
  await expect(page).toHaveURL(`${url}/datasets?status=fail`);
  await expect(page.locator(rows)).toHaveCount(3);
  await page.getByRole('link', { name: 'Rows' }).click();
  await expect(page).toHaveURL(`${url}/datasets?status=fail&sort=-rowCount`);
  await expect(page.getByRole('columnheader', { name: 'Rows' })).toHaveAttribute('aria-sort', 'descending');
  const names = await page.locator(`${rows} a[data-row]`).allTextContents();
  expect(names).toEqual(['raw.payments', 'shop.public.orders', XSS.dataset]);

  const fresh = await context.newPage();
  await open(fresh, page.url());
  await expect(fresh.locator(`${rows} a[data-row]`)).toHaveText(names);
  await fresh.close();

  await page.goBack();
  await expect(page).toHaveURL(`${url}/datasets?status=fail`);
  await page.goBack();
  await expect(page.locator(rows)).toHaveCount(5);
});

test('filters that exclude everything are listed, each with a way out', async ({ page, url }) => {
  await open(page, `${url}/datasets?status=fail&q=nowhere`);
  await expect(page.getByRole('heading', { name: '0 of 5 datasets match' })).toBeVisible();
  await page.getByRole('link', { name: 'Remove filter text “nowhere”' }).click();
  await expect(page).toHaveURL(`${url}/datasets?status=fail`);
  await expect(page.locator(rows)).toHaveCount(3);
});

test('search, owner and namespace narrow on the server', async ({ page, url }) => {
  await open(page, `${url}/datasets`);
  await page.getByRole('searchbox', { name: 'Search datasets' }).fill('refunds');
  await page.getByRole('searchbox', { name: 'Search datasets' }).press('Enter');
  await expect(page.locator(rows)).toHaveCount(1);
  await open(page, `${url}/datasets?owner=finance&namespace=${encodeURIComponent(NAMESPACE)}`);
  await expect(page.locator(`${rows} a[data-row]`)).toHaveText(['mart.refunds']);
});

test('values in the address that mean nothing are dropped', async ({ page, url }) => {
  await open(page, `${url}/datasets?status=exploded&sort=colour`);
  await expect(page.locator(rows)).toHaveCount(5);
});

test('a sparkline says in words what it draws', async ({ page, url }) => {
  await open(page, `${url}/datasets?q=payments`);
  await expect(
    page.getByRole('img', { name: /row counts of the newest 30 profiles: 50,120 to .* last 50,120/ }),
  ).toBeVisible();
});

test('names made of markup stay text', async ({ page, url }) => {
  for (const route of [
    '/datasets',
    '/incidents',
    '/incidents/INC-4',
    '/datasets/img-src-x-onerror-alert-1?tab=columns',
  ]) {
    await open(page, url + route);
    await expect(page.getByText(XSS.dataset).first()).toBeVisible();
  }
  await page.getByRole('link', { name: XSS.column }).click();
  await expect(page.getByRole('rowheader', { name: XSS.value })).toBeVisible();
  expect(await page.locator('main img, main script').count()).toBe(0);
});
