import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SuggestedSuiteShape } from './shapes/suggestions.ts';
import { createTestApp, orders, type TestApp } from './testing.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.drop());

const dataset = { namespace: 'shop', name: 'public.refunds' };
const suggest = (body: object) => test.send('editor', 'POST', '/api/v1/suites/suggest', body);

describe('a suite suggested from stored profiles', () => {
  it('is one that can be put in force as it is, and holds on the profiles it was made from', async () => {
    for (const day of [20, 21, 22]) {
      const span = { start: `2026-11-${day}T00:00:00Z`, end: `2026-11-${day + 1}T00:00:00Z` };
      await test.post(orders({ dataset, dataInterval: span, rowCount: 10_000 + day }));
    }
    const { status, body } = await suggest({ dataset });
    const suggested = body as SuggestedSuiteShape;
    expect(status).toBe(200);
    expect(suggested.profiles).toBe(3);
    expect(suggested.suggestions.map(({ kind }) => kind)).toContain('row_count');
    expect(suggested.injected.errors).toBeGreaterThan(10);
    expect(suggested.injected.caught).toBe(suggested.suggestions.reduce((sum, { recall }) => sum + recall.gained, 0));
    for (const one of [...suggested.suggestions, ...suggested.rest]) {
      expect(one).toMatchObject({ support: { runs: 3 }, backTest: { failed: 0 } });
      expect(one.leftOut === null).toBe(suggested.suggestions.includes(one));
    }
    await test.applySuite(suggested.yaml);
    const { verdict, results } = await test.post(orders({ dataset, rowCount: 10_023 }));
    expect(results.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(verdict).not.toBe('fail');
    expect(results).toHaveLength(suggested.suggestions.length);
  });

  it('404: of a dataset that nobody has heard of, or that is not yours to see', async () => {
    expect((await suggest({ dataset: { namespace: 'shop', name: 'nowhere' } })).status).toBe(404);
  });

  it('422: tells every field that is wrong', async () => {
    const { status, body } = await suggest({ dataset: { namespace: 'shop' }, profiles: 0, more: 1 });
    expect(status).toBe(422);
    expect((body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/dataset/name', '/profiles']),
    );
  });
});
