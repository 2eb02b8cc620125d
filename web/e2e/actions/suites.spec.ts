import { call } from '../support/api.ts';
import { expect, open, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

const yaml = (least: number) =>
  `suite: editor-test\ndataset: shop/of-the-editor\nexpect:\n  - row_count: { at_least: ${least} }\n`;

test('a suite is written, corrected where it is wrong, tried on what is stored, and put in force', async ({
  page,
  url,
  complaints,
}) => {
  const state = readState();
  for (const [day, rowCount] of [10, 500, 20, 600].entries()) {
    const dataInterval = { start: `2026-11-0${day + 1}T00:00:00Z`, end: `2026-11-0${day + 2}T00:00:00Z` };
    const body = { dataset: { namespace: 'shop', name: 'of-the-editor' }, dataInterval, rowCount };
    await call(state, state.ingestKey, { method: 'POST', path: '/api/v1/profiles', body });
  }
  await open(page, `${url}/checks/new?dataset=shop/of-the-editor`);
  const text = page.getByLabel('The suite in YAML');
  await expect(text).toHaveValue(/row_count/);

  await text.fill(yaml(1).replace('row_count', 'row_cuont'));
  await expect(page.getByText('PL1011')).toBeVisible();
  await expect(page.getByText(/did you mean row_count/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Put in force' })).toBeDisabled();
  await page.getByRole('button', { name: 'Line 4, column 5' }).click();
  await expect(text).toBeFocused();

  await text.fill(yaml(100));
  await expect(page.getByText('Reads well')).toBeVisible();
  await text.press('Control+Enter');
  await expect(page.getByRole('row', { name: /^Alerts/ })).toContainText('2');
  await expect(page.getByText('10 rows observed')).toBeVisible();
  await page.getByRole('button', { name: 'Put in force' }).click();
  await expect(page).toHaveURL(`${url}/checks/suite/editor-test`);
  await expect(page.getByRole('heading', { level: 1, name: 'editor-test' })).toBeVisible();

  await text.fill(yaml(15));
  await text.press('Control+Enter');
  await expect(page.getByRole('row', { name: /^Alerts 2 1$/ })).toBeVisible();
  await page.reload();
  await expect(text).toHaveValue(/at_least: 15/);
  await page.getByRole('button', { name: 'Give up the changes' }).click();
  await expect(text).toHaveValue(/at_least: 100/);
  await expect(page.getByText('Version 1, in force')).toBeVisible();
  // The browser tells that the mistake was refused.
  expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
});

test('the list of suites leads to each of them', async ({ page, url }) => {
  await open(page, `${url}/checks`);
  await page.getByRole('link', { name: 'shop-orders' }).click();
  await expect(page).toHaveURL(`${url}/checks/suite/shop-orders`);
  await expect(page.getByLabel('The suite in YAML')).toHaveValue(/suite: shop-orders/);
});
