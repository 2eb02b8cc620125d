import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, open, test } from '../support/quiet-page.ts';

const INITIAL_JS_BYTES = 120_000;
const ROUTE_CHUNK_BYTES = 60_000;
const EDITOR_CHUNK_BYTES = 150_000;

interface Script {
  path: string;
  bytes: number;
  isEditor: boolean;
}

/** Every script that the page has asked for when its network has been quiet, as it is compressed. */
async function scriptsOf(page: Page, address: string): Promise<Script[]> {
  const scripts: Promise<Script>[] = [];
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    if (!path.endsWith('.js')) return;
    const scriptOf = (body: Buffer): Script => {
      return { path, bytes: gzipSync(body, { level: 9 }).length, isEditor: body.includes('cm-scroller') };
    };
    scripts.push(response.body().then(scriptOf));
  });
  await open(page, address);
  return Promise.all(scripts);
}

const total = (scripts: Script[]): number => scripts.reduce((sum, { bytes }) => sum + bytes, 0);

for (const route of [
  '/',
  '/incidents/INC-1',
  '/datasets',
  '/datasets/shop.public.orders',
  '/connect',
  '/lineage',
  '/lineage?focus=shop.public.orders',
  '/datasets/shop.public.orders?tab=lineage',
  '/checks',
  '/checks/precision',
]) {
  test(`a first visit to ${route} loads at most 120 kB of script, and 60 kB of its own`, async ({ page, url }) => {
    const scripts = await scriptsOf(page, url + route);
    expect(total(scripts)).toBeGreaterThan(0);
    expect(total(scripts)).toBeLessThanOrEqual(INITIAL_JS_BYTES);
    const own = scripts.filter(({ path }) => path.includes('/nodes/'));
    expect(own.length).toBeGreaterThan(0);
    for (const { path, bytes } of own) expect(bytes, path).toBeLessThanOrEqual(ROUTE_CHUNK_BYTES);
  });
}

test('the editor is a chunk of its own of at most 150 kB, loaded after the page it is on', async ({ page, url }) => {
  const arrived = page.waitForResponse(async (response) => {
    return response.url().endsWith('.js') && (await response.body()).includes('cm-scroller');
  });
  const scripts = await scriptsOf(page, `${url}/checks/suite/shop-orders`);
  expect(total(scripts.filter(({ isEditor }) => !isEditor))).toBeLessThanOrEqual(INITIAL_JS_BYTES);
  const editor = gzipSync(await (await arrived).body(), { level: 9 }).length;
  expect(editor).toBeLessThanOrEqual(EDITOR_CHUNK_BYTES);
  await expect(page.locator('.cm-content')).toBeVisible();
});

test('assets with a hash in their name may be kept for ever, the page itself is asked for anew', async ({
  page,
  url,
}) => {
  const policies = new Map<string, string | undefined>();
  page.on('response', (response) => {
    policies.set(new URL(response.url()).pathname, response.headers()['cache-control']);
  });
  await open(page, url);
  expect(policies.get('/')).toBe('no-cache');
  const assets = [...policies].filter(([path]) => path.startsWith('/_app/immutable/'));
  expect(assets.length).toBeGreaterThan(5);
  for (const [, policy] of assets) expect(policy).toContain('immutable');
});
