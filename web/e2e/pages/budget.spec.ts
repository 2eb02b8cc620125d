import { gzipSync } from 'node:zlib';
import { expect, open, test } from '../support/quiet-page.ts';

const INITIAL_JS_BYTES = 120_000;

for (const route of ['/', '/incidents/INC-1', '/datasets', '/datasets/shop.public.orders', '/connect']) {
  test(`a first visit to ${route} loads at most 120 kB of script`, async ({ page, url }) => {
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) {
        sizes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
      }
    });
    await open(page, url + route);
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(INITIAL_JS_BYTES);
  });
}

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
