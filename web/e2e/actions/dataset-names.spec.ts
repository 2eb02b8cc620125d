import { call, postProfiles } from '../support/api.ts';
import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

const NAMESPACE = 'names';
const yaml = `suite: names\ndataset: { namespace: ${NAMESPACE}, name: table_a }\nby: { time: 06:00 Europe/Berlin, grace: 15m }\n`;

test('a dataset shows when it is due, takes another name, and is retired and restored', async ({ page, url }) => {
  const state = readState();
  await call(state, state.adminKey, { method: 'PUT', path: '/api/v1/suites/names', body: { yaml } });
  await postProfiles(state, state.ingestKey, [{ dataset: { namespace: NAMESPACE, name: 'table_a' }, rowCount: 5 }]);
  await open(page, `${url}/datasets/table_a`);
  await expect(page.getByText(/^due \d+ \w+ 06:00 Europe\/Berlin, in \d+/)).toBeVisible();

  await page.getByText('Actions', { exact: true }).click();
  await page.getByRole('button', { name: 'Rename…' }).click();
  const renaming = page.getByRole('dialog', { name: 'Rename table_a' });
  await renaming.getByLabel('Name', { exact: true }).fill('table_b');
  await renaming.getByRole('button', { name: 'Rename' }).click();
  await expect(page).toHaveURL(`${url}/datasets/table_b`);
  await expect(page.getByText(/Renamed from names\/table_a by ana@example\.org/)).toBeVisible();
  await expect(page.getByText('suite names still names names/table_a')).toBeVisible();

  await open(page, `${url}/datasets/table_a?tab=checks`);
  await expect(page).toHaveURL(`${url}/datasets/table_b?tab=checks`);

  await page.getByText('Actions', { exact: true }).click();
  await page.getByRole('button', { name: 'Retire…' }).click();
  const retiring = page.getByRole('dialog', { name: 'Retire table_b?' });
  await retiring.getByLabel('Reason').fill('replaced by table_c');
  await retiring.getByRole('button', { name: 'Retire' }).click();
  await expect(page.getByText(/Retired by ana@example\.org/)).toContainText('replaced by table_c');
  await expect(page.getByText(/^due /)).toBeHidden();
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await axeViolations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  }
  await page.getByText('Actions', { exact: true }).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText(/Retired by/)).toBeHidden();
  await expect(page.getByText(/^due /)).toBeVisible();

  // What other tests count is as before.
  await call(state, state.adminKey, {
    method: 'POST',
    path: '/api/v1/datasets/table_b/retire',
    body: { reason: 'the test is over' },
  });
  await open(page, `${url}/datasets?q=table_b`);
  await expect(page.locator('tbody tr')).toHaveCount(0);
});
