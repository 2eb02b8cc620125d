import { describe, expect, it } from 'vitest';
import {
  findInconsistencies,
  judgeLearned,
  learn,
  NO_BASELINE,
  parseSuite,
  type Baseline,
} from '../../checks/index.ts';
import { demoDatasets } from './datasets.ts';
import { demoSuites } from './rules.ts';
import { demoDays, demoStory } from './story.ts';

const now = new Date('2026-11-25T18:30:00Z');

describe('the story of the demo', () => {
  const story = demoStory(1, now);
  const profiles = story.flatMap((day) => day.profiles);

  it('has 24 datasets and a profile of each on every one of 90 days', () => {
    expect(demoDatasets).toHaveLength(24);
    expect(story).toHaveLength(demoDays);
    expect(new Set(profiles.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(24 * 90);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(demoStory(1, now)).toEqual(story);
    expect(demoStory(2, now)).not.toEqual(story);
  });

  it('does not contradict itself anywhere', () => {
    for (const profile of profiles) {
      expect(findInconsistencies(profile), `${profile.idempotencyKey}`).toEqual([]);
    }
  });

  it('ends on the last day that is over and measured, never in the future', () => {
    for (const at of ['2026-11-25T00:10:00Z', '2026-11-25T03:59:00Z', '2026-11-25T04:00:00Z', '2026-11-25T23:59:00Z']) {
      const last = demoStory(1, new Date(at)).at(-1)?.profiles ?? [];
      for (const { capturedAt = '' } of last) expect(Date.parse(capturedAt)).toBeLessThanOrEqual(Date.parse(at));
    }
  });

  it('turns euros into cents and the integer into a decimal on its last day only', () => {
    const means = story.map((day) => day.profiles.find(({ dataset }) => dataset.name === 'raw.payments'));
    const amounts = means.map((profile) => profile?.columnMetrics?.['amount']);
    for (const amount of amounts.slice(0, -1)) expect(amount?.mean).toBeLessThan(90);
    expect(amounts.at(-1)?.mean).toBeGreaterThan(2500);
    expect([amounts.at(-2)?.type, amounts.at(-1)?.type]).toEqual(['integer', 'decimal(12,2)']);
  });

  it('is told by the learned monitors as it is: what went wrong and nothing else', () => {
    expect(foundIn(story)).toEqual([
      '33 raw.refunds: rows',
      '58 raw.clicks: rows',
      '71 mart.stock_levels: rows',
      '80 raw.shipments: rows',
      '89 raw.payments: distribution of amount',
      '89 raw.support_tickets: missing of channel',
      '89 staging.payments: distribution of amount',
      '89 mart.revenue_daily: distribution of revenue',
      '89 ml.churn_features: missing of spend_90d',
    ]);
  });

  it('has suites that can be read', () => {
    for (const [name, yaml] of Object.entries(demoSuites)) {
      expect(parseSuite(yaml), name).toMatchObject({ suite: { name } });
    }
  });
});

/** What the learned monitors find from the first day to the last: `33 raw.refunds: rows`. */
function foundIn(story: ReturnType<typeof demoStory>): string[] {
  const baselines = new Map<string, Baseline>();
  return story.flatMap(({ profiles }, day) =>
    profiles.flatMap((profile) => {
      const { name } = profile.dataset;
      const at = new Date(profile.dataInterval?.start ?? NaN);
      const input = { profile, at, baseline: baselines.get(name) ?? NO_BASELINE };
      const verdict = judgeLearned(input);
      baselines.set(name, learn(input, verdict));
      return verdict.findings.map(
        ({ cause, column }) => `${day} ${name}: ${cause}${column === null ? '' : ` of ${column}`}`,
      );
    }),
  );
}
