import type { Locator, Page } from '@playwright/test';
import { call } from '../support/api.ts';
import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

const yaml = (least: number) =>
  `suite: editor-test\ndataset: shop/of-the-editor\nexpect:\n  - row_count: { at_least: ${least} }\n`;

/** The editor once its chunk has come in place of the plain field. */
async function editorOf(page: Page): Promise<Locator> {
  await expect(page.locator('.cm-content')).toBeVisible();
  return page.getByRole('textbox', { name: 'The suite in YAML' });
}

/** Replaces the text as people do: by pasting over all of it. */
async function paste(text: Locator, yaml: string): Promise<void> {
  await text.page().evaluate((value) => navigator.clipboard.writeText(value), yaml);
  await text.press('Control+a');
  await text.press('Control+v');
}

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

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
  const text = await editorOf(page);
  await expect(text).toContainText('row_count');

  await paste(text, yaml(1).replace('row_count', 'row_cuont'));
  const faults = page.locator('#faults');
  await expect(faults).toContainText('PL1011');
  await expect(faults).toContainText('did you mean row_count');
  await expect(page.getByRole('button', { name: 'Put in force' })).toBeDisabled();
  await page.getByRole('button', { name: 'Line 4, column 5' }).click();
  await expect(text).toBeFocused();

  await paste(text, yaml(100));
  await expect(page.getByText('Reads well')).toBeVisible();
  await text.press('Control+Enter');
  await expect(page.getByRole('row', { name: /^Alerts/ })).toContainText('2');
  await expect(page.getByText('10 rows observed')).toBeVisible();
  await page.getByRole('button', { name: 'Put in force' }).click();
  await expect(page).toHaveURL(`${url}/checks/suite/editor-test`);
  await expect(page.getByRole('heading', { level: 1, name: 'editor-test' })).toBeVisible();

  await paste(await editorOf(page), yaml(15));
  await text.press('Control+Enter');
  await expect(page.getByRole('row', { name: /^Alerts 2 1$/ })).toBeVisible();
  await page.reload();
  await expect(await editorOf(page)).toContainText('at_least: 15');
  await page.getByRole('button', { name: 'Give up the changes' }).click();
  await expect(text).toContainText('at_least: 100');
  await expect(page.getByText('Version 1, in force')).toBeVisible();
  // The browser tells that the mistake was refused.
  expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
});

test('a mistake is marked at its line and mended by what was meant', async ({ page, url, complaints }) => {
  await open(page, `${url}/checks/new`);
  const text = await editorOf(page);
  await paste(text, 'suite: s\ndataset: a/b\nexpect:\n  - row_cuont: { at_least: 1 }\n');
  const marker = page.locator('.cm-lint-marker-error');
  await expect(marker).toHaveCount(1);
  await marker.hover();
  await expect(page.locator('.cm-tooltip-lint')).toContainText('unknown expectation "row_cuont"');
  await page.mouse.move(0, 0);
  await text.press('F8');
  const told = page.locator('.cm-tooltip').filter({ hasText: 'row_cuont' });
  await expect(told).toContainText('PL1011');
  expect(await axeViolations(page)).toEqual([]);
  await told.getByRole('button', { name: 'Write row_count' }).click();
  await expect(text).toContainText('- row_count: { at_least: 1 }');
  await expect(page.getByText('Reads well')).toBeVisible();
  await expect(marker).toHaveCount(0);
  expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
});

test('kinds, their keys and their values are completed from the schema of the server', async ({
  page,
  url,
  complaints,
}) => {
  await open(page, `${url}/checks/new`);
  const text = await editorOf(page);
  await paste(text, 'suite: s\ndataset: a/b\nexpect:\n  - ');
  await text.press('Control+End');
  await page.keyboard.type('row_c', { delay: 20 });
  const offered = page.getByRole('listbox');
  await expect(offered.getByRole('option', { name: 'row_count', exact: true })).toBeVisible();
  await expect(page.getByText('How many rows there are.')).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await expect(offered.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  // The list takes no key in its first moments, lest it take one that was meant for the text.
  await expect(async () => {
    await page.keyboard.press('Enter');
    await expect(text).toContainText('- row_count: ', { timeout: 200 });
  }).toPass();
  await page.keyboard.type('{ at_l', { delay: 20 });
  await expect(offered.getByRole('option', { name: 'at_least', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await paste(text, 'suite: s\ndataset: a/b\nmode: ');
  await text.press('Control+End');
  await text.press('Control+Space');
  await expect(offered.getByRole('option')).toHaveText(['active', 'shadow', 'disabled']);
  expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
});

test('how learned monitors watch is completed too, and a wrong word of it is marked', async ({
  page,
  url,
  complaints,
}) => {
  await open(page, `${url}/checks/new`);
  const text = await editorOf(page);
  const offered = page.getByRole('listbox');
  const completes = async (start: string, words: string[]): Promise<void> => {
    await paste(text, start);
    await text.press('Control+End');
    await text.press('Control+Space');
    await expect(offered.getByRole('option')).toHaveText(words);
    await page.keyboard.press('Escape');
  };
  await completes('suite: s\ndataset: a/b\nlea', ['learn']);
  await completes('suite: s\ndataset: a/b\nlearn: ', ['none']);
  await completes('suite: s\ndataset: a/b\nlearn:\n  ', ['budget', 'calendar', 'severity', 'columns']);
  await completes('suite: s\ndataset: a/b\nlearn: { budget: ', ['low', 'normal', 'high']);
  await completes('suite: s\ndataset: a/b\nlearn: { columns: { ', ['only', 'except']);
  await paste(text, 'suite: s\ndataset: a/b\nlearn: { budget: loud }\n');
  await expect(page.getByText('expected one of low, normal, high, found "loud"').first()).toBeVisible();
  expect(complaints.splice(0).filter((one) => !one.includes('422'))).toEqual([]);
});

test('Tab indents, and after Escape it leaves the editor; single keys are text there', async ({
  page,
  url,
  complaints,
}) => {
  await open(page, `${url}/checks/suite/shop-orders`);
  const text = await editorOf(page);
  await expect(text).toHaveAccessibleDescription(/Escape, then Tab, leaves the text/);
  await text.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(text).toBeFocused();
  await page.keyboard.type('# gd?/j');
  await expect(text).toContainText('  # gd?/j');
  await expect(page).toHaveURL(`${url}/checks/suite/shop-orders`);
  await expect(page.getByText('Reads well')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Tab leaves the text now.')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(text).not.toBeFocused();
  await expect(page.getByText('Tab indents; Escape')).toBeVisible();
  await page.keyboard.press('Shift+Tab');
  await expect(text).toBeFocused();
  await page.getByRole('button', { name: 'Give up the changes' }).click();
  expect(complaints).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the editor fits a phone and keeps to the policy of the page, ${colorScheme}`, async ({ page, url }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, `${url}/checks/suite/shop-orders`);
    const text = await editorOf(page);
    expect(await axeViolations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    expect(await page.locator('style').count()).toBe(0);
    const colour = await text.evaluate((element) => getComputedStyle(element).color);
    expect(colour).toBe(await page.evaluate(() => getComputedStyle(document.body).color));
  });
}

test('without the chunk of the editor a plain field does', async ({ page, url, complaints }) => {
  await page.route(/\/_app\/immutable\/chunks\//, async (route) => {
    const body = await (await route.fetch()).text();
    await (body.includes('cm-scroller') ? route.abort() : route.fulfill({ body, contentType: 'text/javascript' }));
  });
  await open(page, `${url}/checks/suite/shop-orders`);
  await expect(page.getByText('This is a plain field')).toBeVisible();
  const text = page.getByLabel('The suite in YAML');
  await expect(text).toHaveValue(/suite: shop-orders/);
  await text.fill('suite: shop-orders\n');
  await expect(page.locator('#faults')).toContainText('PL1008');
  await page.getByRole('button', { name: 'Give up the changes' }).click();
  await expect(text).toHaveValue(/row_count/);
  expect(complaints.splice(0).filter((one) => !/422|ERR_FAILED/.test(one))).toEqual([]);
});

test('the list of suites leads to each of them', async ({ page, url }) => {
  await open(page, `${url}/checks`);
  await page.getByRole('link', { name: 'shop-orders' }).click();
  await expect(page).toHaveURL(`${url}/checks/suite/shop-orders`);
  await expect(await editorOf(page)).toContainText('suite: shop-orders');
});
