import type { LineageMap } from '../../src/lib/api/types.ts';
import { expect, open, test } from '../support/quiet-page.ts';

test('without lineage the page says how to send it', async ({ page, url }) => {
  // The story has runs: the answer of the server without its nodes.
  await page.route('**/api/v1/lineage/map**', async (route) => {
    const response = await route.fetch();
    const map = (await response.json()) as LineageMap;
    const nodes = Object.fromEntries(Object.keys(map.nodes).map((name) => [name, []]));
    await route.fulfill({ response, json: { ...map, nodes, edges: [], blocks: [], hidden: 0 } });
  });
  await open(page, `${url}/lineage`);
  await expect(page.getByRole('heading', { name: 'No lineage yet' })).toBeVisible();
  await expect(page.getByText('OPENLINEAGE_URL').first()).toBeVisible();
  await page.getByRole('link', { name: 'Make a key and connect' }).click();
  await expect(page).toHaveURL(`${url}/connect?lang=openlineage`);
});

test('a dataset of which nobody told what it is made of says so', async ({ page, url }) => {
  await open(page, `${url}/datasets/raw.clicks?tab=lineage`);
  await expect(page.getByRole('heading', { name: 'Nobody told what it is made of' })).toBeVisible();
});

test('an incident leads to where it comes from and to what is downstream', async ({ page, url }) => {
  await open(page, `${url}/incidents/INC-1`);
  await page.getByRole('link', { name: 'What is downstream' }).click();
  await expect(page.getByText('1 dataset downstream')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'mart.refunds' })).toContainText('straight');
});

test('what is not there, and what the address does not say, is told', async ({ page, url, complaints }) => {
  await open(page, `${url}/lineage?focus=nothing-here`);
  await expect(page.getByRole('heading', { name: 'It is not here' })).toBeVisible();
  await open(page, `${url}/lineage?mode=impact`);
  await expect(page.getByRole('heading', { name: 'Of which dataset or job?' })).toBeVisible();
  expect(complaints.splice(0).filter((one) => !one.includes('404'))).toEqual([]);
});
