import { call } from '../support/api.ts';
import { expect, open, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

test('an incident says which silence keeps it quiet, and that is ended on the page of silences', async ({
  page,
  url,
}) => {
  const state = readState();
  const endsAt = new Date(Date.now() + 7200_000).toISOString();
  const body = { matchers: ['incident=~"INC-[24]"'], endsAt, comment: 'the vendor sends again at nine' };
  const made = await call(state, state.adminKey, { method: 'POST', path: '/api/v1/silences', body });
  const { id } = made as { id: string };
  await open(page, `${url}/incidents/INC-2`);
  await expect(page.getByText(new RegExp(`Silenced by ${id} until .*the vendor sends again at nine`))).toBeVisible();
  await page.getByRole('link', { name: id }).click();
  await expect(page).toHaveURL(`${url}/alerting/silences`);
  const row = page.getByRole('listitem').filter({ hasText: 'incident=~"INC-[24]"' });
  await expect(row).toContainText('Active');
  await row.getByRole('button', { name: `End ${id}` }).click();
  await expect(row).toContainText(/ended .* by ana@example\.org/);
  await expect(page.getByText('Nothing is silenced')).toBeVisible();
  await open(page, `${url}/incidents/INC-2`);
  await expect(page.getByText(`Silenced by ${id}`)).toBeHidden();
});
