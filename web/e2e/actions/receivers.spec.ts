import { createServer, type Server } from 'node:http';
import { call, postProfiles } from '../support/api.ts';
import { axeViolations, expect, open, overflow, test } from '../support/quiet-page.ts';
import { readState } from '../support/state.ts';
import { NAMESPACE } from '../support/story.ts';

test.describe.configure({ mode: 'serial' });

let receiver: Server;
let status = 404;
let hook = '';
const state = () => readState();
const routing = (yaml: string) =>
  call(state(), state().adminKey, { method: 'PUT', path: '/api/v1/routing', body: { yaml } });

test.beforeAll(async () => {
  receiver = createServer((request, response) => request.resume().on('end', () => response.writeHead(status).end()));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  hook = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/hook?token=geheim`;
  await routing(`route: { receiver: gone, group_wait: 0s }
receivers:
  - { name: gone, webhook: [{ url: "${hook}", allow_private_network: true }], fallback: slack-duty }
  - { name: slack-duty, slack: [{ channel: "#duty" }] }
  - { name: nobody }
`);
  const suite = `suite: told\ndataset: ${NAMESPACE}/told\nexpect:\n  - row_count: { at_least: 10 }\n`;
  await call(state(), state().adminKey, { method: 'PUT', path: '/api/v1/suites/told', body: { yaml: suite } });
  await postProfiles(state(), state().ingestKey, [{ dataset: { namespace: NAMESPACE, name: 'told' }, rowCount: 1 }]);
});
test.afterAll(() => void receiver.close());

test('a message that could not be delivered is there with why, and its receiver with its state', async ({
  page,
  url,
}) => {
  await expect(async () => {
    await open(page, `${url}/alerting`);
    await expect(page.getByRole('button', { name: /^Replay ntf_/ })).toBeVisible({ timeout: 1000 });
  }).toPass();
  const gone = page.getByRole('region', { name: 'gone' });
  await expect(gone.getByText('falls back to slack-duty')).toBeVisible();
  await expect(gone.getByText('1 dead letter')).toBeVisible();
  await expect(gone.getByText('answered 404')).toBeVisible();
  await expect(page.getByText('3 receivers · 1 in trouble · 1 dead letter')).toBeVisible();
  await expect(page.getByText('row_count is 1').first()).toBeVisible();
  await expect(page.getByText('geheim')).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'slack-duty' }).getByText('Not tried')).toBeVisible();
  await expect(page.getByRole('region', { name: 'nobody' }).getByText('told to nobody')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: colorScheme === 'dark' ? 390 : 1440, height: 844 } });
    test('with trouble on it axe finds nothing on the page, and nothing scrolls sideways', async ({ page, url }) => {
      await open(page, `${url}/alerting`);
      await page.getByRole('button', { name: 'Test gone' }).click();
      await expect(page.getByRole('status').filter({ hasText: 'The test just now' })).toBeVisible();
      expect(await axeViolations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.screenshot({ path: `../test-results/alerting-${colorScheme}.png`, fullPage: true });
    });
  });
}

test('a test says of each channel whether it arrived, and why not', async ({ page, url }) => {
  await open(page, `${url}/alerting`);
  await page.getByRole('button', { name: 'Test slack-duty' }).click();
  const duty = page.getByRole('region', { name: 'slack-duty' });
  await expect(duty.getByRole('status')).toContainText('no Slack token is set');
  status = 204;
  await page.getByRole('button', { name: 'Test gone' }).click();
  await expect(page.getByRole('region', { name: 'gone' }).getByRole('status')).toContainText('Delivered');
});

test('a dead letter that is replayed is gone from the list', async ({ page, url }) => {
  await open(page, `${url}/alerting`);
  await page.getByRole('button', { name: /^Replay ntf_/ }).click();
  await expect(page.getByText('Nothing: every message arrived or is still being tried.')).toBeVisible();
});

test('the link of a message to acknowledge asks first, and looking changes nothing', async ({ page, url }) => {
  const changes: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') changes.push(request.url());
  });
  await open(page, `${url}/incidents?state=open&q=row_count`);
  const href = await page
    .getByRole('link', { name: /row_count is 1\b/ })
    .first()
    .getAttribute('href');
  await page.goto(`${url}${href}?ask=acknowledge`);
  const dialog = page.getByRole('dialog', { name: /^Acknowledge INC-\d+\?$/ });
  await expect(dialog).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Only look' }).click();
  await expect(dialog).toBeHidden();
  expect(changes).toEqual([]);
  await page.goto(`${url}${href}?ask=acknowledge`);
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByText(/acknowledged by ana@example\.org/).first()).toBeVisible();
});

test('somebody without any routing is shown the YAML to begin with', async ({ page, url }) => {
  await routing('route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n');
  await page.route('**/api/v1/receivers', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as object;
    await route.fulfill({ json: { ...body, routingVersion: 0, items: [] } });
  });
  await open(page, `${url}/alerting`);
  await expect(page.getByRole('region', { name: 'routing.yaml' })).toContainText('slack:');
});
