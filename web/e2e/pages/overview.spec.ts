import { expect, open, test } from '../support/quiet-page.ts';

test('the overview says what is open, due, changed and watched, and that the watcher is awake', async ({
  page,
  url,
}) => {
  await open(page, url);
  await expect(page.getByRole('region', { name: 'Open incidents' })).toContainText('INC-1');
  await expect(page.getByRole('region', { name: 'Due next' })).toContainText('mart.refunds');
  await expect(page.getByRole('region', { name: 'The last 24 hours', exact: true })).toContainText('team-payments');
  await expect(page.getByRole('region', { name: 'What changed' })).toContainText('amount integer → decimal(14,2)');
  await expect(page.getByRole('region', { name: 'What is watched?' })).toContainText('4 of 5 datasets judged');
  await expect(page.getByText(/Watching: last post/)).toBeVisible();
});

test('a team is chosen once and stays in the address', async ({ page, url }) => {
  await open(page, url);
  await page.getByLabel('Team').selectOption('team-payments');
  await expect(page).toHaveURL(/owner=team-payments/);
  await expect(page.getByRole('region', { name: 'Open incidents' })).not.toContainText('raw.payments');
  await page.reload();
  await expect(page.getByLabel('Team')).toHaveValue('team-payments');
  await expect(page.getByRole('region', { name: 'What is watched?' })).toContainText('1 of 1 dataset judged');
});

test('number keys go from block to block', async ({ page, url }) => {
  await open(page, url);
  await page.keyboard.press('4');
  await expect(page.getByRole('heading', { name: /What changed/ })).toBeFocused();
});

test('a watcher that sleeps is told above everything else', async ({ page, url }) => {
  await page.route('**/api/v1/system/heartbeats', async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { components: { component: string; state: string }[] };
    for (const one of body.components) if (one.component === 'notifier') one.state = 'stale';
    await route.fulfill({ response, json: body });
  });
  await open(page, url);
  await expect(page.getByRole('alert')).toContainText('No message is sent since');
});

test('the datasets without an owner are one click away', async ({ page, url }) => {
  await open(page, url);
  await page.getByRole('link', { name: /without an owner/ }).click();
  await expect(page).toHaveURL(/unowned=true/);
  await expect(page.getByRole('link', { name: 'Remove filter no owner' })).toBeVisible();
  await expect(page.getByText('2 datasets match')).toBeVisible();
});
