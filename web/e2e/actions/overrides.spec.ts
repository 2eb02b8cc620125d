import { call, postProfiles } from '../support/api.ts';
import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

const NAME = 'overridden_orders';
const dataset = { namespace: 'overridden', name: NAME };
const yaml = `suite: overridden
dataset: overridden/${NAME}
consumers:
  ads: { owner: ads-team }
expect:
  - row_count: { at_least: 1 }
    consumer: ads
  - row_count_matches: { dataset: overridden/raw_${NAME}, within: 1% }
`;
const measured = (name: string) => ({
  dataset: { namespace: 'overridden', name },
  dataInterval: { start: '2026-11-01T00:00:00Z', end: '2026-11-02T00:00:00Z' },
  rowCount: 1000,
});

test('whose clause it is, why it was judged again and what may pass stand with the checks; a request is approved and taken back', async ({
  page,
  url,
}) => {
  const state = readState();
  await call(state, state.adminKey, { method: 'PUT', path: '/api/v1/suites/overridden', body: { yaml } });
  await postProfiles(state, state.ingestKey, [measured(NAME)]);
  await open(page, `${url}/datasets/${NAME}?tab=checks`);
  await expect(page.getByText('Clause of ads: it stops and tells ads alone.')).toBeVisible();
  await expect(page.getByText('judged again')).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Overrides of the gate' })).toBeHidden();

  await postProfiles(state, state.ingestKey, [measured(`raw_${NAME}`)]);
  const until = new Date(Date.now() + 4 * 3_600_000).toISOString();
  const body = { dataset, consumer: 'ads', reason: 'back-filled tonight', until };
  await call(state, state.ingestKey, { method: 'POST', path: '/api/v1/gate/overrides', body });
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/judged again on .* because a profile that it is compared with came/)).toBeVisible();
  }).toPass();
  const overrides = page.getByRole('region', { name: 'Overrides of the gate' });
  await expect(overrides.getByText('ads would go on past whatever does not pass.')).toBeVisible();
  for (const [width, colorScheme] of [
    [1440, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    expect(await axeViolations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  }
  await overrides.getByRole('button', { name: /^Approve/ }).click();
  await expect(overrides.getByText('ads may go on past whatever does not pass.')).toBeVisible();
  await expect(overrides.getByText('In force')).toBeVisible();
  await overrides.getByRole('button', { name: /^Take back/ }).click();
  await expect(overrides).toBeHidden();
  // What other tests count is as before.
  for (const name of [NAME, `raw_${NAME}`]) {
    const reason = { reason: 'the test is over' };
    await call(state, state.adminKey, { method: 'POST', path: `/api/v1/datasets/${name}/retire`, body: reason });
  }
});
