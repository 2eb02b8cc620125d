import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test.describe(`the page of the interface, ${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 }, javaScriptEnabled: true });

      test('asks nobody but this server, and neither axe nor the content policy finds fault', async ({ page, url }) => {
        test.slow();
        const asked: string[] = [];
        page.on('request', (request) => asked.push(new URL(request.url()).origin));
        await open(page, `${url}/docs/api`);
        await page.locator('details summary').first().click();
        expect(await overflow(page)).toBe(0);
        expect(await axeViolations(page)).toEqual([]);
        expect([...new Set(asked)]).toEqual([new URL(url).origin]);
      });

      test('is drawn in the colours of the reader', async ({ page, url }) => {
        await open(page, `${url}/docs/api`);
        const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        expect(background).toBe(colorScheme === 'dark' ? 'rgb(20, 23, 27)' : 'rgb(255, 255, 255)');
      });
    });
  }
}

test('the page of the interface leads to every operation without a script', async ({ browser, url }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await open(page, `${url}/docs/api`);
  const links = page.getByRole('navigation').getByRole('link');
  expect(await links.count()).toBe(await page.locator('article').count());
  await links.filter({ hasText: '/api/v1/profiles' }).first().click();
  await expect(page.locator('article#postProfiles')).toBeInViewport();
  await page.locator('article#postProfiles > details').first().locator('summary').first().click();
  await expect(page.locator('article#postProfiles').getByText('rowCount', { exact: true }).first()).toBeVisible();
  await page.close();
});
