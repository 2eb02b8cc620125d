import { call } from '../support/api.ts';
import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

const dataset = { namespace: 'shop', name: 'of-the-proposals' };

/** One day of orders: an amount that is never negative, a currency of two, and a note that is null at times. */
function profileOf(day: number) {
  const rows = 4000 + 10 * day;
  const pad = (of: number): string => String(of).padStart(2, '0');
  const nulls = { count: rows - 40 - day, nullCount: 40 + day };
  return {
    dataset,
    dataInterval: { start: `2026-10-${pad(day)}T00:00:00Z`, end: `2026-10-${pad(day + 1)}T00:00:00Z` },
    rowCount: rows,
    schema: {
      fields: ['amount', 'currency', 'note'].map((name) => ({ name, type: name === 'amount' ? 'number' : 'text' })),
    },
    columnMetrics: {
      amount: { type: 'number', count: rows, nullCount: 0, min: 1, max: 90, zeroCount: 0, negativeCount: 0 },
      currency: {
        type: 'string',
        count: rows,
        nullCount: 0,
        distinct: { value: 2, exact: true },
        topValues: [
          { value: 'EUR', count: rows - 900 },
          { value: 'USD', count: 900 },
        ],
        valueCountsComplete: true,
      },
      note: { type: 'string', ...nulls },
    },
  };
}

test('proposals are chosen by what they cost and find, written into the text and put in force', async ({
  page,
  url,
  complaints,
}) => {
  const state = readState();
  for (let day = 1; day <= 12; day++)
    await call(state, state.ingestKey, { method: 'POST', path: '/api/v1/profiles', body: profileOf(day) });
  await open(page, `${url}/checks/new?dataset=shop/of-the-proposals`);
  const row = (key: string) =>
    page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: key, exact: true }) });
  await expect(row('note.not_null')).toContainText('null in all of 12 profiles');
  await expect(row('currency.in_set')).toContainText('none in 6 runs');
  const text = page.getByRole('textbox', { name: 'The suite in YAML' });
  await expect(page.locator('.cm-content')).toContainText('of-the-proposals');

  await page.getByRole('checkbox', { name: 'note.not_null', exact: true }).uncheck();
  await page.getByRole('button', { name: /^Show \d+ more$/ }).click();
  await expect(page.getByText(/^Not in the small set: /).first()).toBeVisible();
  await page.getByRole('button', { name: /^Write \d+ expectations into the text$/ }).click();
  await expect(text).toContainText('in_set: [ EUR, USD ]');
  await expect(text).not.toContainText('column: note');
  await expect(page.getByText('Reads well')).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Put in force' }).click();
  await expect(page).toHaveURL(`${url}/checks/suite/of-the-proposals`);

  await page.getByRole('button', { name: 'What do its profiles suggest?' }).click();
  await page.getByRole('checkbox', { name: 'note.not_null', exact: true }).check();
  await page.getByRole('button', { name: 'Add 1 expectation to the text' }).click();
  await expect(text).toContainText('column: note');
  await expect(text).toContainText('in_set: [ EUR, USD ]');
  await expect(page.getByText('Reads well')).toBeVisible();
  await page.getByRole('button', { name: 'Put in force' }).click();
  await expect(page.getByText(/version 2$/)).toBeVisible();
  expect(complaints).toEqual([]);
});

test('proposals can be read and chosen on a narrow screen', async ({ page, url, complaints }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `${url}/checks/new?dataset=shop/of-the-proposals`);
  await expect(page.getByRole('checkbox', { name: 'currency.in_set', exact: true })).toBeVisible();
  expect(await overflow(page)).toBe(0);
  expect(await axeViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
