import { describe, expect, it } from 'vitest';
import { knownSets } from './data/known-sets.ts';
import { ruleNamed } from './rules.ts';
import { scoreInjected } from './score/injected.ts';
import type { RuleScore } from './score/judged.ts';
import { scoreLabelled } from './score/labelled.ts';
import { scorePaired } from './score/paired.ts';
import { addScore } from './score/score-all.ts';
import type { Results } from './score/score-all.ts';
import { scoreSimulated, simulatorSeeds } from './simulator/simulator.ts';
import { vendored } from './vendored/read.ts';

/** What `--json` prints of one score. */
function printed(name: string, score: RuleScore): Results['figures'] {
  const results: Results = { figures: {}, empty: {}, details: {} };
  addScore(results, name, score);
  return { ...results.figures };
}

// Others read these names: they are part of what the bench promises.
describe('the figures have the names that were promised', () => {
  const rule = ruleNamed('z3');

  it('of the known sets', () => {
    expect(knownSets.flatMap(({ names }) => names)).toEqual(['flights', 'taxi2018', 'taxi2019', 'csse', 'yosemite']);
  });

  it('of days that errors are injected into', () => {
    expect(printed('flights.z3', scoreInjected(vendored('flights'), rule))).toMatchObject({
      'flights.z3.falseAlarmsPer1000ColumnDays': expect.any(Number),
      'flights.z3.cleanDaysWithAlarmPct': expect.any(Number),
      'flights.z3.recall': expect.any(Number),
      'flights.z3.precision': expect.any(Number),
      'flights.z3.auc': expect.any(Number),
    });
  });

  it('of labelled days', () => {
    expect(printed('csse.z3', scoreLabelled(vendored('csse'), rule))).toMatchObject({
      'csse.z3.errorsFound': 12,
      'csse.z3.errorsTotal': 12,
      'csse.z3.otherAlarmDaysPer1000': expect.any(Number),
    });
  });

  it('of dirty and clean pairs', () => {
    const { manifest, partitions } = vendored('flights');
    const pairs = partitions.map((one) => ({ ...one, clean: one }));
    expect(printed('mine.z3', scorePaired({ manifest, partitions: pairs, trials: new Map() }, rule))).toMatchObject({
      'mine.z3.auc': 0.5,
      'mine.z3.f1': expect.any(Number),
      'mine.z3.precision': expect.any(Number),
      'mine.z3.recall': expect.any(Number),
    });
  });

  it('of the simulator', () => {
    const score = scoreSimulated(ruleNamed('elementary'), simulatorSeeds(2, 'tune'));
    expect(printed('simulator.elementary', score)).toMatchObject({
      'simulator.elementary.falseAlarmsPer1000MetricDays': expect.any(Number),
    });
  }, 60_000);

  it('and what could not be counted is null, not left out', () => {
    const results: Results = { figures: {}, empty: {}, details: {} };
    addScore(results, 'mine.z3', { figures: { recall: Number.NaN, cleanDays: 3 }, details: {} });
    expect({ ...results.figures, ...results.empty }).toEqual({ 'mine.z3.cleanDays': 3, 'mine.z3.recall': null });
  });
});
