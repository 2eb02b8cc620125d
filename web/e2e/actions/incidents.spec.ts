import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';

test.describe.configure({ mode: 'serial' });

test('looking at an incident by its short address changes nothing', async ({ page, url }) => {
  const changes: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') changes.push(`${request.method()} ${request.url()}`);
  });
  await open(page, `${url}/i/INC-1`);
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/^mean of amount is 4,\d{3}, expected 10 to 90/);
  await expect(page.getByText('payments-oncall').first()).toBeVisible();
  expect(changes).toEqual([]);
});

test('an incident is acknowledged, commented and resolved by hand', async ({ page, url }) => {
  await open(page, `${url}/incidents/INC-1`);
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(page.getByText(/acknowledged by ana@example\.org/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toBeHidden();
  await page.getByRole('textbox', { name: 'Comment' }).fill('The vendor switched to cents. <b>Not bold.</b>');
  await page.getByRole('button', { name: 'Comment' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '<b>Not bold.</b>' })).toBeVisible();
  await page.getByRole('button', { name: 'Resolve…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Resolve INC-1?' });
  await dialog.getByRole('textbox').fill('Backfilled');
  await dialog.getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByText(/resolved after .*, by ana@example\.org/)).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Backfilled' })).toBeVisible();
  await open(page, `${url}/incidents?state=resolved`);
  await expect(page.getByRole('link', { name: /mean of amount/ })).toBeVisible();
});

test('the keyboard alone leads from the overview to an acknowledged incident', async ({ page, url }) => {
  await open(page, url);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page).toHaveURL(`${url}/incidents`);
  await expect(page.getByRole('heading', { level: 1, name: 'Incidents' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Acknowledge the focused incident');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  const [first, second] = [page.locator('[data-row]').nth(0), page.locator('[data-row]').nth(1)];
  // After a navigation the router moves the focus to the page once; a key pressed before that would be lost.
  await expect(async () => {
    await page.keyboard.press('j');
    await expect(first).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('j');
  await expect(second).toBeFocused();
  await page.keyboard.press('k');
  await expect(page.getByRole('link', { name: /row_count is 50,120/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${url}/incidents/INC-2`);
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByText(/acknowledged by ana@example\.org/).first()).toBeVisible();
  await page.keyboard.press('r');
  await expect(page.getByRole('dialog', { name: 'Resolve INC-2?' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page).toHaveURL(`${url}/datasets`);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('gi?');
  await expect(page.getByRole('searchbox')).toHaveValue('gi?');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('shortcuts that are switched off do nothing', async ({ page, url }) => {
  await open(page, `${url}/settings`);
  await page.getByLabel('Single-key shortcuts').uncheck();
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page).toHaveURL(`${url}/settings`);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('from the list to an acknowledged incident in two taps, with the bar under the thumb', async ({ page, url }) => {
    await open(page, `${url}/incidents`);
    await page.getByRole('link', { name: /^in_set on/ }).tap();
    const bar = page.getByRole('toolbar', { name: 'Actions on INC-4' });
    const box = await bar.boundingBox();
    expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(844);
    await bar.getByRole('button', { name: 'Acknowledge' }).tap();
    await expect(page.getByText(/acknowledged by ana@example\.org/).first()).toBeVisible();
  });

  test('what has no place in the bar is one tap further, in a sheet under the thumb', async ({ page, url }) => {
    await open(page, url);
    const bar = page.getByRole('navigation', { name: 'Main' });
    await expect(bar.getByRole('link', { name: 'Checks' })).toBeHidden();
    await bar.getByRole('button', { name: 'More' }).tap();
    const sheet = page.getByRole('dialog', { name: 'More' });
    await expect(sheet.getByRole('link')).toHaveText(['Jobs', 'Lineage', 'Checks', 'Connect', 'Settings']);
    const box = await sheet.boundingBox();
    expect([box?.width, Math.round((box?.y ?? 0) + (box?.height ?? 0))]).toEqual([390, 844]);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await bar.getByRole('button', { name: 'More' }).tap();
    await sheet.getByRole('link', { name: 'Checks' }).tap();
    await expect(page.getByRole('heading', { level: 1, name: 'Checks' })).toBeVisible();
    await expect(sheet).toBeHidden();
    await expect(bar.getByRole('button', { name: 'More' })).toHaveAttribute('aria-current', 'true');
    await bar.getByRole('button', { name: 'More' }).tap();
    await expect(sheet.getByRole('link', { name: 'Checks' })).toHaveAttribute('aria-current', 'page');
    expect(await overflow(page)).toBe(0);
  });

  test('every control is at least 44 px high or wide where it is tapped', async ({ page, url }) => {
    for (const route of [
      '/incidents',
      '/incidents/INC-1',
      '/incidents/INC-4',
      '/datasets',
      '/datasets/shop.public.orders?tab=learned',
      '/alerting',
      '/settings',
      '/checks',
      '/checks/new',
      '/checks/precision',
    ]) {
      await open(page, url + route);
      const small = await page.evaluate(() =>
        [
          ...document.querySelectorAll<HTMLElement>(
            'main button, main select, main input[type=search], nav[aria-label=Main] :is(a, button)',
          ),
        ]
          .filter((one) => one.offsetParent !== null && one.getBoundingClientRect().height < 44)
          .map((one) => one.outerHTML.slice(0, 100)),
      );
      expect(small).toEqual([]);
    }
  });
});
