import { CONFLICTING_RUN, FAILED_RUN, NEWEST_RUN, NEWEST_TASK_RUN } from '../support/story-runs.ts';
import { NAMESPACE } from '../support/story.ts';
import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';

const ROUTES: Record<string, string> = {
  overview: '/',
  datasets: '/datasets',
  'datasets without a match': '/datasets?status=warn&q=nothing-like-this',
  'dataset profile': '/datasets/shop.public.orders?metric=amount.median',
  'dataset columns': '/datasets/shop.public.orders?tab=columns',
  'a column with a histogram': '/datasets/shop.public.orders?tab=columns&col=amount',
  'a column with top values': '/datasets/shop.public.orders?tab=columns&col=currency',
  'dataset schema': '/datasets/shop.public.orders?tab=schema',
  'dataset checks': '/datasets/shop.public.orders?tab=checks',
  'what is learned of a dataset': '/datasets/shop.public.orders?tab=learned',
  'what is learned of a dataset that nobody expects anything of': '/datasets/raw.clicks?tab=learned',
  'dataset incidents': '/datasets/shop.public.orders?tab=incidents',
  'dataset without expectations': '/datasets/raw.clicks?tab=checks',
  'lineage of a dataset': '/datasets/shop.public.orders?tab=lineage',
  'the map': '/lineage',
  'lineage of one that nobody told of': '/lineage?focus=shop.public.orders&view=graph',
  'ways between two': '/lineage?mode=path',
  'runs of a dataset': '/datasets/shop.public.orders?tab=runs',
  jobs: '/jobs?level=all',
  'jobs without a match': '/jobs?q=nothing-like-this',
  'a job with the parts of a run': `/jobs/job_1?open=run_1`,
  'datasets of a job': '/jobs/job_2?tab=datasets',
  'the definition of a job': '/jobs/job_2?tab=definition',
  'parts of a job': '/jobs/job_1?tab=parts',
  'a failed run': `/r/${FAILED_RUN}`,
  'a run with two ends': `/r/${CONFLICTING_RUN}`,
  'checks of a run': `/r/${NEWEST_TASK_RUN}?tab=checks`,
  'raw events of a run': `/r/${NEWEST_RUN}?tab=events`,
  incidents: '/incidents',
  'all incidents': '/incidents?state=all',
  'no incidents': '/incidents?state=acknowledged',
  'a critical incident': '/incidents/INC-1',
  'a learned finding': '/incidents/INC-1?ev=amount.anomaly',
  'a learned finding of nulls': '/incidents/INC-1?ev=discount.anomaly',
  'an incident by its short address': '/i/INC-2',
  'a resolved incident': '/incidents/INC-3',
  'an incident with hostile names': '/incidents/INC-4',
  checks: '/checks',
  'the ledger of precision': '/checks/precision',
  'a suite': '/checks/suite/shop-orders',
  'a new suite': `/checks/new?dataset=${encodeURIComponent(`${NAMESPACE}/shop.public.orders`)}`,
  connect: '/connect',
  'connect, in Python': '/connect?lang=python&namespace=shop&dataset=orders',
  'connect, OpenLineage': '/connect?lang=openlineage',
  alerting: '/alerting',
  'an incident that a message asks to acknowledge': '/i/INC-2?ask=acknowledge',
  'no silences': '/alerting/silences',
  settings: '/settings',
};

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 768, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: width === 390 ? 844 : 900 } });
      test('axe finds nothing on any route, and nothing scrolls sideways', async ({ page, url }) => {
        test.slow();
        for (const [name, route] of Object.entries(ROUTES)) {
          await test.step(name, async () => {
            await open(page, url + route);
            expect.soft(await overflow(page), name).toBe(0);
            expect.soft(await axeViolations(page), name).toEqual([]);
          });
        }
      });
    });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`sign-in and set-up, ${colorScheme}: axe finds nothing`, async ({ browser, url }) => {
    const page = await browser.newPage({ colorScheme, storageState: { cookies: [], origins: [] } });
    for (const route of ['/sign-in', '/setup?token=spent']) {
      await open(page, url + route);
      expect(await axeViolations(page)).toEqual([]);
    }
    await page.close();
  });
}

test('the choice of a dark theme holds from the first paint of the next visit', async ({ page, url }) => {
  await open(page, `${url}/settings`);
  await page.getByLabel('Dark').check();
  await page.goto(`${url}/incidents`, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(background).toBe('rgb(15, 20, 25)');
});

test('on paper a page is light and carries no controls', async ({ page, url }) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await open(page, `${url}/incidents/INC-1`);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toBeHidden();
  await expect(page.getByRole('heading', { name: 'What failed?' })).toBeVisible();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('light');
});
