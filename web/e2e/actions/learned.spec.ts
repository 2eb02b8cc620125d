import { call, postProfiles } from '../support/api.ts';
import { basketsOn, DAYS, ordinaryDays } from '../support/learned-story.ts';
import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

test.describe.configure({ mode: 'serial' });

interface Answer {
  incidents: { id: string }[];
}
const BROKEN = 'learned_baskets';
const MOVED = 'learned_level';
let incident = '';

/** Posts one profile and answers the incident that it opened or joined. */
async function post(profile: object): Promise<string> {
  const state = readState();
  const answer = await call(state, state.ingestKey, { method: 'POST', path: '/api/v1/profiles', body: profile });
  return (answer as Answer).incidents[0]?.id ?? '';
}

test('a finding that nobody declared is one finding, with what else shows it, its usual range and why', async ({
  page,
  url,
}) => {
  const state = readState();
  await postProfiles(state, state.ingestKey, ordinaryDays(BROKEN));
  incident = await post(basketsOn(BROKEN, DAYS, { mean: 90, nulls: 0.4 }));
  await open(page, `${url}/incidents/${incident}?ev=amount.anomaly`);
  const finding = page.getByRole('region', { name: /What is unusual\?/ });
  await expect(finding.getByText(/^amount: mean 90 is/)).toBeVisible();
  await expect(page.getByText('The same trouble shows in:')).toBeVisible();
  const chart = page.locator('figure').filter({ hasText: 'Is the mean of amount as usual?' });
  await expect(chart).toContainText(
    /No\. 90 against \d+(\.\d+)? to \d+(\.\d+)? usual; nothing is learned from 1 value\./,
  );
  await expect(chart).toContainText(/usual (then|at that time): \d/);
  await expect(page.locator('summary').filter({ hasText: 'Why?' })).toBeVisible();
  await page.keyboard.press('w');
  await expect(page.getByText(/^Learned from \d+ runs/)).toBeVisible();
  await expect(page.getByText(/ would have been as usual$/)).toBeVisible();
  await expect(page).toHaveURL(/why=1/);
  await page.reload();
  await expect(page.getByText(/^Learned from \d+ runs/)).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'voucher.anomaly' });
  await expect(row).toContainText('learned');
  await row.getByRole('link', { name: 'voucher.anomaly' }).click();
  await expect(finding.getByText(/^voucher: 40 % of values are null/)).toBeVisible();
  const nulls = page.locator('figure').filter({ hasText: 'Is the null share of voucher as usual?' });
  await expect(nulls).toContainText(/No\. 40% against \S+ to \S+% usual; nothing is learned from 1 value\./);
});

test('what an alarm was is said by keyboard of one finding, stays, and is taken back', async ({ page, url }) => {
  await open(page, `${url}/incidents/${incident}`);
  await page.getByRole('checkbox', { name: 'amount.anomaly' }).uncheck();
  await page.getByRole('textbox', { name: 'Note' }).fill('The campaign <b>has no vouchers</b>.');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('e');
  await expect(page.getByRole('button', { name: 'Just this value' })).toBeFocused();
  await page.keyboard.press('Enter');
  const said = page.getByRole('list', { name: 'Said so far' });
  await expect(said).toContainText(/ana@example\.org: Just this value of voucher\.anomaly, just now/);
  await expect(said).toContainText('The campaign <b>has no vouchers</b>.');
  await page.reload();
  await expect(page.getByText(/1 expectation failing, 1 healed/)).toBeVisible();
  await said.getByRole('button', { name: /^Take back/ }).click();
  await expect(said).toContainText('Taken back by ana@example.org');
  await expect(said.getByRole('button')).toHaveCount(0);
});

test('what the server would not keep says so, and is sent again', async ({ page, url, complaints }) => {
  await open(page, `${url}/incidents/${incident}`);
  const path = `**/api/v1/incidents/${incident}/feedback`;
  await page.route(path, (route) =>
    route.fulfill({
      status: 503,
      json: { type: 'about:blank', title: 'Not now', status: 503, detail: 'Nothing was kept.' },
    }),
  );
  await page.getByRole('button', { name: 'Real', exact: true }).click();
  const said = page.getByRole('list', { name: 'Said so far' });
  await expect(said).toContainText('not kept');
  await expect(said.getByRole('alert')).toContainText('Not now. Nothing was kept.');
  await expect(page.getByRole('button', { name: 'Real', exact: true })).toHaveAttribute('aria-pressed', 'false');
  await page.unroute(path);
  await said.getByRole('button', { name: 'Try again' }).click();
  await expect(said).toContainText(/ana@example\.org: Real of /);
  await expect(page.getByRole('button', { name: 'Real', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(said.getByText('not kept')).toBeHidden();
  expect(complaints.splice(0).filter((one) => !one.includes('503'))).toEqual([]);
});

test('marks count in the ledger: by rule, by kind, by dataset, and filtered; on a phone as cards', async ({
  page,
  url,
}) => {
  await open(page, `${url}/checks/precision?dataset=${BROKEN}`);
  const row = page.getByRole('row').filter({ hasText: 'amount.anomaly' });
  await expect(row).toContainText('1 of 1 real: 100%, likely 21% to 100%');
  await page.getByRole('link', { name: 'By kind of trouble' }).click();
  await expect(page).toHaveURL(`${url}/checks/precision?dataset=${BROKEN}&by=family`);
  await expect(page.getByRole('columnheader', { name: 'Kind of trouble' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Kind of trouble' }).selectOption('rows');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('link', { name: /^Remove filter family/ }).click();
  await expect(page.getByRole('link', { name: BROKEN }).first()).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await open(page, `${url}/checks/precision`);
      expect(await axeViolations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    }
  }
});

test('a new level is a dated step on the chart once it is taken over', async ({ page, url }) => {
  const state = readState();
  await postProfiles(state, state.ingestKey, ordinaryDays(MOVED));
  let moved = '';
  for (let day = DAYS; day < DAYS + 4; day++)
    moved = (await post(basketsOn(MOVED, day, { mean: 80 + day / 50 }))) || moved;
  await open(page, `${url}/incidents/${moved}?ev=amount.anomaly`);
  await expect(page.getByText(/the new level is taken for usual/).first()).toBeVisible();
  await expect(page.getByText(/^new level \d+ \w+$/)).toBeVisible();
});

test('a dataset says how far learning is, what is unusual, and who says how it is watched', async ({ page, url }) => {
  const state = readState();
  await postProfiles(
    state,
    state.ingestKey,
    [0, 1].map((day) => basketsOn('learned_young', day)),
  );
  await open(page, `${url}/datasets/learned_young`);
  await expect(page.getByRole('link', { name: /learning: 2 of 21 runs until weekdays are known/ })).toBeVisible();
  await open(page, `${url}/datasets/${BROKEN}`);
  await page.getByRole('link', { name: /2 findings/ }).click();
  await expect(page).toHaveURL(`${url}/datasets/${BROKEN}?tab=learned`);
  await expect(page.getByText('no suite: this is how every dataset is watched')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'voucher.anomaly' })).toContainText('40%');
  await expect(page.getByText(/^In alarm, so not learned from: .*voucher\.nullShare/)).toBeVisible();
  await page.getByRole('button', { name: 'Learn anew…' }).click();
  const dialog = page.getByRole('dialog', { name: `Learn ${BROKEN} anew?` });
  await expect(dialog).toContainText('with all that people said of its alarms');
  const rebuilt = page.waitForResponse((response) => response.url().endsWith('/baseline/rebuild'));
  await dialog.getByRole('button', { name: 'Learn anew' }).click();
  expect((await rebuilt).status()).toBe(200);
  await expect(page.locator('main')).toContainText('31 runs since');
  const yaml = `suite: quiet-baskets\ndataset: learned/${BROKEN}\nlearn: { budget: low, columns: { except: [voucher] } }\n`;
  await call(state, state.adminKey, { method: 'PUT', path: '/api/v1/suites/quiet-baskets', body: { yaml } });
  await page.reload();
  await expect(page.getByText('low: few false alarms, and small troubles are missed')).toBeVisible();
  await expect(page.getByText('all but voucher')).toBeVisible();
  await expect(page.getByRole('link', { name: 'quiet-baskets' }).first()).toBeVisible();
  await call(state, state.adminKey, {
    ...{ method: 'PUT', path: '/api/v1/suites/quiet-baskets' },
    body: { yaml: yaml.replace(/learn: .*/, 'learn: none') },
  });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Nothing is learned of this dataset' })).toBeVisible();
});

test('lists tell what was learned from what was declared', async ({ page, url }) => {
  const state = readState();
  await open(page, `${url}/incidents?state=all`);
  await expect(
    page.getByRole('listitem').filter({ hasText: BROKEN }).getByText('learned', { exact: true }),
  ).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'shop.public.orders' })).not.toContainText('learned');
  // What other tests count is as before.
  const body = { reason: 'the test is over' };
  for (const name of [BROKEN, MOVED, 'learned_young']) {
    await call(state, state.adminKey, { method: 'POST', path: `/api/v1/datasets/${name}/retire`, body });
  }
});
