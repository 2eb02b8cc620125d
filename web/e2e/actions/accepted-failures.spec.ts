import { call, postProfiles } from '../support/api.ts';
import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';

const DAY_MS = 86_400_000;
const DAYS = 20;
const NAME = 'accepted_orders';
const until = new Date(Date.now() + 25 * DAY_MS).toISOString().slice(0, 10);
const yaml = `suite: accepted
dataset: { namespace: accepted, name: ${NAME} }
expect:
  - row_count: { at_least: 1 }
  - id: orphan-customers
    counter: { id: orphans, max_failed: 0 }
    accept: { level: 3000, until: ${until}, reason: legacy import }
  - row_count: { at_least: 10 }
    segment: { country: DE }
  - row_count: { at_least: 1000000 }
    mode: shadow
`;

const profile = (day: number): object => {
  const start = Math.floor(Date.now() / DAY_MS - DAYS + day) * DAY_MS;
  const failed = day === 7 ? 3150 : Math.round(2950 - day * 105 + (day % 3) * 40);
  return {
    dataset: { namespace: 'accepted', name: NAME },
    dataInterval: { start: new Date(start).toISOString(), end: new Date(start + DAY_MS).toISOString() },
    rowCount: 10_000,
    counters: [{ id: 'orphans', tested: 10_000, failed }],
  };
};

test('an accepted failure is shown as a burn-down, and what does not count says so', async ({ page, url }) => {
  const state = readState();
  await call(state, state.adminKey, { method: 'PUT', path: '/api/v1/suites/accepted', body: { yaml } });
  await postProfiles(
    state,
    state.ingestKey,
    Array.from({ length: DAYS }, (_, day) => profile(day)),
  );
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await open(page, `${url}/datasets/${NAME}?tab=checks`);
      await expect(page.getByText('Accepted for now, never told: legacy import.')).toBeVisible();
      await expect(page.getByText('Shadow: shown, never counted.')).toBeVisible();
      await expect(page.getByText(/no profile of segment country=DE has come/)).toBeVisible();
      const burnDown = page.getByRole('region', { name: 'Failures that are accepted for now' });
      await expect(
        burnDown.getByText(/^Yes\. 995 at the newest, 1,955 fewer than at first; up to 3,000/),
      ).toBeVisible();
      expect(await axeViolations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    }
  }
  const burnDown = page.getByRole('region', { name: 'Failures that are accepted for now' });
  await burnDown.getByText('View as table').click();
  await expect(burnDown.getByRole('row', { name: /3,150 3,000 worse/ })).toBeVisible();
  // What other tests count is as before.
  const body = { reason: 'the test is over' };
  await call(state, state.adminKey, { method: 'POST', path: `/api/v1/datasets/${NAME}/retire`, body });
});
