import { expect, open, test } from '../support/quiet-page.ts';

const ORDERS = '/datasets/shop.public.orders';

test('the charts ask a question, answer it, and say the same as a table', async ({ page, url }) => {
  await open(page, url + ORDERS);
  const chart = page.locator('figure').filter({ hasText: 'Is the mean of amount as expected?' });
  await expect(chart).toContainText(/No\. 4,\d{3} against 10 to 90 declared; 2 of 30 profiles outside\./);
  await chart.getByText('View as table').click();
  await expect(chart.getByRole('row')).toHaveCount(31);
  await expect(chart.getByRole('row').nth(1)).toContainText('Fail');
});

test('the points of a chart can be read with the arrow keys, in every chart at once', async ({ page, url }) => {
  await open(page, url + ORDERS);
  const rowCount = page.getByRole('slider', { name: 'Points of row count over time' });
  await rowCount.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await expect(rowCount).toHaveAttribute('aria-valuenow', '28');
  await expect(page.getByRole('slider', { name: /mean of amount/ })).toHaveAttribute('aria-valuetext', /Fail: mean/);
  await page.keyboard.press('Home');
  await expect(rowCount).toHaveAttribute('aria-valuenow', '0');
});

test('a chart of any metric can be added and taken away again, in the address', async ({ page, url }) => {
  await open(page, url + ORDERS);
  await page.getByRole('combobox', { name: 'Another metric' }).selectOption('discount.mean');
  await page.getByRole('button', { name: 'Add chart' }).click();
  await expect(page).toHaveURL(`${url}${ORDERS}?metric=discount.mean`);
  await expect(page.getByRole('heading', { name: 'Is the mean of discount as usual?' })).toBeVisible();
  await page.getByRole('link', { name: 'Remove discount.mean' }).click();
  await expect(page).toHaveURL(url + ORDERS);
  await page.getByRole('link', { name: '7 days' }).click();
  await expect(page).toHaveURL(`${url}${ORDERS}?from=-7d`);
  await expect(page.getByRole('slider', { name: /row count/ })).toHaveAttribute('aria-valuemax', '7');
});

test('a column opens beside the table and compares now with before', async ({ page, url }) => {
  await open(page, `${url}${ORDERS}?tab=columns`);
  await page.getByRole('link', { name: 'amount' }).click();
  await expect(page).toHaveURL(`${url}${ORDERS}?tab=columns&col=amount`);
  const panel = page.getByRole('complementary', { name: 'Column amount' });
  await expect(panel.getByRole('heading', { name: 'Did the distribution of amount move?' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await page.goBack();
  await expect(panel).toBeVisible();
});

test('columns of any two profiles can be compared', async ({ page, url }) => {
  await open(page, `${url}${ORDERS}?tab=columns&col=amount`);
  await page.getByText('Compare other profiles').click();
  await page.getByRole('combobox', { name: 'against' }).selectOption({ index: 4 });
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page).toHaveURL(/profile=prf_\d+&before=prf_\d+/);
  await expect(page.getByText(/looks like a change of unit/)).toBeVisible();
});

test('the schema tab shows what changed and the checks tab what is expected', async ({ page, url }) => {
  await open(page, `${url}${ORDERS}?tab=schema`);
  await expect(page.getByText('integer → decimal(14,2)')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Checks' }).click();
  const unique = page.getByRole('row').filter({ hasText: 'id.unique' });
  await expect(unique).toContainText('Undecided');
  await expect(unique).toContainText(/Needs .*distinct/);
  const mean = page.getByRole('row').filter({ hasText: 'amount.mean' });
  await expect(mean).toContainText('10 to 90');
  await expect(mean.getByRole('img')).toHaveAccessibleName('Last 30: 2 fail · 28 pass');
});

test('a dataset that is not there says so', async ({ page, url, complaints }) => {
  await open(page, `${url}/datasets/not-here`);
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  expect(complaints.splice(0).filter((one) => !one.includes('404'))).toEqual([]);
});
