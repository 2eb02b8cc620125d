import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../../server/api/shapes/profile.ts';
import { ruleNamed } from '../rules.ts';
import { scoreInjected } from '../score/injected.ts';
import type { RuleScore } from '../score/judged.ts';
import { scoreLabelled } from '../score/labelled.ts';
import { vendored } from './read.ts';
import { vendoredFolder } from './vendor.ts';

// Real days as the profiler saw them, with wide bars, to hear of a change for the worse in any clone; what we reach is published by the
// bench on all days (docs/explain/detection.md).

type ByError = Record<string, { recall: number; trials: number }>;

/** Recall over all trials of the errors whose name fits. */
function recallOf({ details }: RuleScore, name: RegExp): number {
  const errors = Object.entries(details['recallByError'] as ByError).filter(([error]) => name.test(error));
  const trials = errors.reduce((sum, [, one]) => sum + one.trials, 0);
  return errors.reduce((sum, [, one]) => sum + one.recall * one.trials, 0) / trials;
}

/** Errors by class, and what share of each must be found on flights and on taxi trips. */
const classes: [string, RegExp, number, number][] = [
  ['nulls of 5 % and more', /^null (5|10|50|100)%/, 0.85, 0.85],
  ['a word or number for null', / for null /, 0.7, 0.8],
  ['units', /^unit .* 100%|^Fahrenheit as Celsius 100%/, 0.8, 0.8],
  ['characters', /^characters /, 0.85, 0.8],
  ['case', /case /, 0.8, 0.8],
  ['swapped columns', /^swap 100%/, 0.75, 0.75],
  ['the format of values', /^(date format|thousands separators|decimals on integers)/, 0.8, 0.8],
  ['columns added, lost and renamed', /^column/, 0.99, 0.99],
  [
    'loads of half and less, doubled and empty',
    /^(truncated load (50|90)%|empty|duplicated load x|sampled down)/,
    0.85,
    0.75,
  ],
];

describe('90 days of flights, as vendored', () => {
  const dataset = vendored('flights');
  const ours = scoreInjected(dataset, ruleNamed('plumbline'));

  it('seldom alarm where nobody put an error, and less often than under the rules of others', () => {
    expect(ours.figures['cleanDays']).toBe(60);
    expect(ours.figures['falseAlarmsPer1000ColumnDays']).toBeLessThan(15);
    expect(ours.figures['cleanDaysWithAlarmPct']).toBeLessThan(7);
    for (const [name, least] of [
      ['elementary', 8],
      ['z3', 15],
      ['evidently', 40],
    ] as const)
      expect(scoreInjected(dataset, ruleNamed(name)).figures['cleanDaysWithAlarmPct']).toBeGreaterThan(least);
  });

  it('give away most errors', () => {
    expect(ours.figures['trials']).toBeGreaterThan(250);
    expect(ours.figures['recall']).toBeGreaterThan(0.9);
    expect(ours.figures['recallCatalogue']).toBeGreaterThan(0.7);
    expect(ours.figures['auc']).toBeGreaterThan(0.85);
  });

  it.each(classes)('give away %s', (_, name, least) => {
    expect(recallOf(ours, name)).toBeGreaterThanOrEqual(least);
  });
});

describe('90 days of taxi trips, as vendored', () => {
  const dataset = vendored('taxi2018');
  const ours = scoreInjected(dataset, ruleNamed('plumbline'));

  it('seldom alarm where nobody put an error, and less often than under the rules of others', () => {
    expect(ours.figures['cleanDays']).toBe(60);
    expect(ours.figures['falseAlarmsPer1000ColumnDays']).toBeLessThan(7);
    expect(ours.figures['cleanDaysWithAlarmPct']).toBeLessThan(9);
    for (const [name, least] of [
      ['elementary', 30],
      ['z3', 50],
      ['evidently', 80],
    ] as const)
      expect(scoreInjected(dataset, ruleNamed(name)).figures['cleanDaysWithAlarmPct']).toBeGreaterThan(least);
  });

  it('give away most errors', () => {
    expect(ours.figures['trials']).toBeGreaterThan(250);
    expect(ours.figures['recall']).toBeGreaterThan(0.82);
    expect(ours.figures['recallCatalogue']).toBeGreaterThan(0.62);
    expect(ours.figures['auc']).toBeGreaterThan(0.8);
  });

  it.each(classes)('give away %s', (_, name, __, least) => {
    expect(recallOf(ours, name)).toBeGreaterThanOrEqual(least);
  });

  it('give away the fare of $429,490.20 that is really in them', () => {
    const alarmed = ours.details['alarmedCleanDays'] as { day: string; alarms: string[] }[];
    const [told] = alarmed.filter(({ day }) => day.startsWith('2018-08-09'));
    expect(told?.alarms.join()).toMatch(/fare_amount\.max 4\.295e\+5/);
  });
});

describe('253 daily reports of COVID-19 cases with their real errors, as vendored', () => {
  const dataset = vendored('csse');
  const { figures } = scoreLabelled(dataset, ruleNamed('plumbline'));

  it('give away most errors, on few other days', () => {
    expect(figures['errorsTotal']).toBe(12);
    expect(figures['errorsFound']).toBeGreaterThanOrEqual(8);
    expect(figures['errorsToldAnew']).toBeGreaterThanOrEqual(6);
    expect(figures['otherAlarmDaysPer1000']).toBeLessThan(90);
  });

  it('tell legitimate changes once', () => {
    expect(figures['evolutionsTotal']).toBe(5);
    expect(figures['evolutionsOneIncident']).toBeGreaterThanOrEqual(4);
  });

  it('are told on far more days by the rules of others that find as much', () => {
    const others = scoreLabelled(dataset, ruleNamed('elementary')).figures;
    expect(others['errorsFound']).toBeLessThanOrEqual(10);
    expect(others['otherAlarmDaysPer1000']).toBeGreaterThan(150);
    const wild = scoreLabelled(dataset, ruleNamed('z3')).figures;
    expect(wild).toMatchObject({ errorsFound: 12 });
    expect(wild['otherAlarmDaysPer1000']).toBeGreaterThan(400);
  });
});

it.each(['flights', 'taxi2018', 'csse'])('the profiles of %s are such as the server takes', (name) => {
  const profiles = vendored(name).partitions.map(({ profile }) => profile);
  const refused = profiles.map((profile) => profileSchema.safeParse(profile)).filter(({ success }) => !success);
  expect(refused.map(({ error }) => error?.issues).slice(0, 3)).toEqual([]);
});

it('what is vendored stays small', () => {
  const files = readdirSync(vendoredFolder()).filter((name) => name.endsWith('.br'));
  expect(files.reduce((sum, name) => sum + statSync(join(vendoredFolder(), name)).size, 0)).toBeLessThan(1.8e6);
});
