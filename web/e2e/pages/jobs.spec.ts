import { expect, open, test } from '../support/quiet-page.ts';
import { CONFLICTING_RUN, ERROR, FAILED_RUN, NEWEST_TASK_RUN } from '../support/story-runs.ts';

const rows = 'tbody a[data-row]';

test('jobs are listed without their parts; parts, states and text are in the address', async ({ page, url }) => {
  await open(page, `${url}/jobs?sort=name`);
  await expect(page.locator(rows)).toHaveText(['clicks_stream', 'shop.export', 'shop_daily']);
  await expect(page.getByRole('row').filter({ hasText: 'clicks_stream' })).toContainText('Streaming');
  await expect(page.getByRole('img', { name: 'Newest 14: 1 failed · 13 completed · 1 late' })).toBeVisible();
  await page.getByRole('link', { name: 'Parts too' }).click();
  await expect(page).toHaveURL(`${url}/jobs?sort=name&level=all`);
  await expect(page.locator(rows)).toHaveCount(5);
  await page.getByRole('searchbox', { name: 'Search jobs' }).fill('refunds');
  await page.getByRole('searchbox', { name: 'Search jobs' }).press('Enter');
  await expect(page.locator(rows)).toHaveText(['shop_daily.refunds']);
  await page.goBack();
  await page.goBack();
  await expect(page.locator(rows)).toHaveCount(3);
});

test('filters that exclude every job are listed, each with a way out', async ({ page, url }) => {
  await open(page, `${url}/jobs?state=ABORT&level=all`);
  await expect(page.getByRole('heading', { name: '0 of 5 jobs match' })).toBeVisible();
  await page.getByRole('link', { name: 'Remove filter newest run aborted' }).click();
  await expect(page.locator(rows)).toHaveCount(5);
});

test('by keys alone: to the jobs, down to one, into its newest run, and to the run before', async ({ page, url }) => {
  await open(page, url);
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  await page.goto(`${url}/jobs?q=shop_daily&sort=name`);
  await expect(page.locator(rows)).toHaveCount(3);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'shop_daily' })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runs\/run_\d+$/);
  const newest = page.url();
  await page.keyboard.press('[');
  await expect(page).not.toHaveURL(newest);
  await page.keyboard.press(']');
  await expect(page).toHaveURL(newest);
});

test('the runs of a job stand against when they should have started, and the table says the same', async ({
  page,
  url,
}) => {
  await open(page, `${url}/jobs?q=shop_daily`);
  await page.getByRole('link', { name: 'shop_daily', exact: true }).click();
  const chart = page.locator('figure').filter({ hasText: 'Did its runs start on time?' });
  await expect(chart).toContainText('13 of 14 runs on time, 1 late, 1 failed; usually 16 min');
  await expect(page.getByText(/every day, about 16 min after its data interval ends; 13 of 14 runs/)).toBeVisible();
  await expect(chart.locator('li').filter({ hasText: /46 min late/ })).toHaveCount(1);
  await chart.getByText('View as table').click();
  await expect(chart.getByRole('row')).toHaveCount(15);
  await expect(chart.getByRole('row').filter({ hasText: '46 min late' })).toHaveCount(1);
  await chart
    .getByRole('link', { name: /^Show the parts of/ })
    .first()
    .click();
  await expect(page).toHaveURL(/open=run_\d+$/);
  await expect(chart.getByRole('link', { name: 'shop_daily.load_orders' })).toBeVisible();
});

test('a failed run says why, and what ran within it', async ({ page, url }) => {
  await open(page, `${url}/r/${FAILED_RUN}`);
  await expect(page).toHaveURL(/\/runs\/run_\d+$/);
  await expect(page.locator('header pre')).toContainText(ERROR);
  await expect(page.getByText('Of its 1 part: 1 failed.')).toBeVisible();
  const chart = page.locator('figure').filter({ hasText: 'What ran when?' });
  await expect(chart.getByRole('listitem')).toHaveCount(2);
});

test('a task leads to its whole, to its datasets and to the events that were received', async ({ page, url }) => {
  await open(page, `${url}/r/${NEWEST_TASK_RUN}`);
  await expect(page.getByRole('heading', { name: 'What did it write?' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'mart.refunds' })).toBeVisible();
  await page.keyboard.press('e');
  await expect(page).toHaveURL(/\?tab=events$/);
  await page.getByText('COMPLETE', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'the event' })).toContainText('"shop_daily.refunds"');
  await page.getByText('part of').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'shop_daily' })).toBeVisible();
});

test('a run that was told to have ended in two ways shows both', async ({ page, url }) => {
  await open(page, `${url}/r/${CONFLICTING_RUN}`);
  await expect(page.getByText('It was also told that it failed; the later word, completed, counts.')).toBeVisible();
  await expect(page.getByText('· this counts')).toHaveCount(1);
});

test('a dataset names the runs that read or wrote it', async ({ page, url }) => {
  await open(page, `${url}/datasets/shop.public.orders?tab=runs`);
  await expect(page.locator(rows).first()).toHaveText(/shop_daily\.(load_orders|refunds)/);
});

test('a run that is not there says so', async ({ page, url, complaints }) => {
  await open(page, `${url}/r/nothing`);
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  expect(complaints.splice(0).filter((one) => !one.includes('404'))).toEqual([]);
});

test('on paper a run is evidence: its course, without controls', async ({ page, url }) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await open(page, `${url}/r/${FAILED_RUN}`);
  await expect(page.getByRole('heading', { name: 'What was told of it?' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Views of this run' })).toBeHidden();
});
