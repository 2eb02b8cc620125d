import type { Page } from '@playwright/test';
import { call } from '../support/api.ts';
import { lineageEvents, REPORTS } from '../support/lineage-story.ts';
import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

const ORDERS = 'shop.stg.orders';

test.beforeAll(async () => {
  const state = readState();
  await call(state, state.ingestKey, { method: 'POST', path: '/api/v1/lineage', body: lineageEvents() });
  // Events are worked in behind the answer.
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${state.url}/api/v1/lineage/neighbourhood?focus=shop.mart.revenue&limit=100`, {
          headers: { authorization: `Bearer ${state.adminKey}` },
        });
        return answer.ok ? ((await answer.json()) as { nodes: unknown[] }).nodes.length : 0;
      },
      { timeout: 30_000 },
    )
    .toBe(REPORTS + 2);
});

const card = (page: Page, name: string) => page.locator('[data-card]').filter({ hasText: name });

test('the graph shows what is around a dataset, with former edges apart, and the table says the same', async ({
  page,
  url,
}) => {
  await open(page, `${url}/lineage?focus=${ORDERS}`);
  await expect(card(page, 'old_orders')).toBeVisible();
  await expect(page.locator('path.former').first()).toBeAttached();
  await expect(page.getByRole('list', { name: 'What the lines mean' })).toContainText('former');
  await page.keyboard.press('t');
  await expect(page).toHaveURL(/view=table/);
  const row = page.getByRole('row').filter({ hasText: 'shop.raw.old_orders' });
  await expect(row.first()).toContainText('1 up');
  const edge = page.getByRole('row').filter({ hasText: 'seen in runs, former' });
  await expect(edge).toContainText('clean_orders');
  await page.getByLabel('Former edges').uncheck();
  await expect(page).toHaveURL(/former=false/);
  await expect(page.getByText('old_orders')).toHaveCount(0);
});

test('as of an instant the graph is what it was', async ({ page, url }) => {
  await open(page, `${url}/lineage?focus=${ORDERS}&at=2026-11-01T12:00:00.000Z&view=table`);
  await expect(page.getByRole('row').filter({ hasText: 'shop.raw.old_orders' }).first()).toBeVisible();
  await expect(page.getByText('former')).toHaveCount(0);
  await expect(page.getByText('shop.mart.revenue')).toHaveCount(0);
});

test('many leaves are one card until they are wanted, and branches open and close in the address', async ({
  page,
  url,
}) => {
  await open(page, `${url}/lineage?focus=shop.mart.revenue`);
  await page.getByRole('link', { name: /7 more/ }).click();
  await expect(page).toHaveURL(/exp=dst_\d+\.down/);
  await expect(page.locator('[data-card]')).toHaveCount(REPORTS + 2);
  await page.goBack();
  await expect(page.locator('[data-card]')).toHaveCount(11);
  await page.getByRole('link', { name: /upstream of shop.stg.orders/ }).click();
  await expect(card(page, 'old_orders')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card(page, 'old_orders')).toHaveCount(0);
});

test('arrow keys walk along edges and Enter puts the next node in the middle', async ({ page, url }) => {
  await open(page, `${url}/lineage?focus=${ORDERS}`);
  await expect(card(page, 'revenue')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'revenue').locator('[data-node]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'shop.mart.revenue' })).toBeVisible();
  await page.keyboard.press('i');
  await expect(page.getByText(`${REPORTS} datasets downstream`)).toBeVisible();
});

test('a column is traced: what goes in, what only decides, what is masked', async ({ page, url }) => {
  await open(page, `${url}/lineage?focus=${ORDERS}&col=amount`);
  await expect(card(page, 'revenue')).toContainText('total');
  await expect(card(page, 'old_orders')).toHaveCount(0);
  await open(page, `${url}/lineage?focus=shop.mart.revenue&col=total&view=table`);
  await expect(page.getByRole('row').filter({ hasText: 'it only decides' })).toContainText('filter');
  await open(page, `${url}/lineage?focus=shop.raw.orders&col=email&view=table`);
  await expect(page.getByRole('row').filter({ hasText: 'shop.stg.orders.buyer' })).toContainText('masked');
});

test('impact is a table with who and when, and is taken along as CSV', async ({ page, url }) => {
  await open(page, `${url}/lineage?focus=shop.raw.orders&mode=impact`);
  const row = page.getByRole('row').filter({ hasText: 'shop.report.page_1 ' });
  await expect(page.getByText(`${REPORTS + 2} datasets downstream`)).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Next deadline' })).toBeVisible();
  await expect(row.or(page.getByRole('row').filter({ hasText: 'page_15' })).first()).toContainText('3');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV', exact: true }).click();
  expect((await download).suggestedFilename()).toMatch(/^impact-.*\.csv$/);
});

test('the way between two is a list with the jobs, and a graph', async ({ page, url }) => {
  await open(page, `${url}/lineage?mode=path`);
  await page.getByRole('textbox', { name: 'From' }).fill('shop.raw.orders');
  await page.getByRole('textbox', { name: 'To' }).fill('shop.report.page_3');
  await page.getByRole('button', { name: 'Find ways' }).click();
  await expect(page.getByText('1 shortest way of 3 hops.')).toBeVisible();
  await expect(card(page, 'revenue')).toBeVisible();
  await page.keyboard.press('t');
  await expect(page.getByRole('region', { name: 'Way 1' })).toContainText('by sum_revenue');
});

test('search finds nodes, columns and selections', async ({ page, url }) => {
  await open(page, `${url}/lineage`);
  const results = page.getByRole('region', { name: 'Search results' });
  await page.keyboard.press('/');
  await page.keyboard.type('1+shop.stg.orders+1');
  await page.keyboard.press('Enter');
  await expect(results.getByRole('listitem')).toHaveCount(4);
  await page.getByRole('searchbox').fill('buyer');
  await page.getByRole('searchbox').press('Enter');
  await results.getByRole('link', { name: 'shop.stg.orders.buyer' }).click();
  await expect(page).toHaveURL(/col=buyer/);
});

test('changes between two instants are told', async ({ page, url }) => {
  await open(page, `${url}/lineage?mode=changes&since=2026-11-01T12:00:00.000Z&until=2026-11-03T00:00:00.000Z`);
  await expect(page.getByRole('heading', { name: 'Edges that ended' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'old_orders' })).toBeVisible();
});

test('on the map a click puts a node in the middle; the view is in the address, and the table has every node', async ({
  page,
  url,
}) => {
  await open(page, `${url}/lineage`);
  const canvas = page.locator('canvas');
  await expect
    .poll(() => page.evaluate(() => performance.getEntriesByName('lineage-map-drawn').length))
    .toBeGreaterThan(0);
  await page.keyboard.press('+');
  await expect(page).toHaveURL(/map=/);
  await page.keyboard.press('0');
  const before = await canvas.screenshot();
  await page.getByRole('searchbox').fill('revenue');
  await page.getByRole('searchbox').press('Enter');
  await page.getByRole('button', { name: 'Next of 1' }).click();
  expect((await canvas.screenshot()).equals(before)).toBe(false);
  const box = await canvas.boundingBox();
  await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2 + 6);
  await expect(page.getByRole('heading', { level: 2, name: 'shop.mart.revenue' })).toBeVisible();
  await open(page, `${url}/lineage?view=table`);
  await expect(page.getByRole('row').filter({ hasText: 'shop.mart.revenue' })).toContainText('15');
});

test('a phone shows the table first', async ({ page, url }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `${url}/lineage?focus=${ORDERS}`);
  await expect(page.getByRole('row').filter({ hasText: 'shop.raw.orders' }).first()).toBeVisible();
  await expect(page.locator('[data-card]')).toHaveCount(0);
});

const VIEWS: Record<string, string> = {
  map: '/lineage',
  'map as a table': '/lineage?view=table',
  focus: `/lineage?focus=${ORDERS}&up=2&down=2&view=graph`,
  'focus as a table': `/lineage?focus=${ORDERS}&view=table`,
  'jobs between datasets': `/lineage?focus=${ORDERS}&level=job&view=graph`,
  'a trace': `/lineage?focus=${ORDERS}&col=amount&view=graph`,
  'a trace as a table': `/lineage?focus=${ORDERS}&col=amount&view=table`,
  impact: '/lineage?focus=shop.raw.orders&mode=impact',
  path: '/lineage?mode=path&from=shop.raw.orders&to=shop.mart.revenue&view=table',
  changes: '/lineage?mode=changes&since=2026-11-01T12:00:00.000Z',
  search: '/lineage?q=orders&view=table',
  'tab of a dataset': `/datasets/${ORDERS}?tab=lineage`,
};
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 844 } });
      test('axe finds nothing in any view of lineage, and nothing scrolls sideways', async ({ page, url }) => {
        test.slow();
        for (const [name, view] of Object.entries(VIEWS)) {
          await test.step(name, async () => {
            await open(page, url + view);
            if (view.includes('view=graph')) await expect(page.locator('[data-card]').first()).toBeVisible();
            expect.soft(await overflow(page), name).toBe(0);
            expect.soft(await axeViolations(page), name).toEqual([]);
          });
        }
      });
    });
  }
}
