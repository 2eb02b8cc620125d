import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../server/config/package-root.ts';
import { ruleNamed } from '../rules.ts';
import { vendored } from '../vendored/read.ts';
import { agreementOf, askedDatasets } from './agreement.ts';
import { packageRules } from './packages.ts';
import { alarmsOfRule, packageDays, scorePackage } from './score-package.ts';

const alarms = (days: Record<number, string[]>) =>
  new Map(Object.entries(days).map(([day, columns]) => [Number(day), new Set(columns)]));

describe('the real packages', () => {
  it('have a script, pinned versions, and a rule of ours written after each', () => {
    const here = join(packageRoot(), 'bench', 'detection', 'packages');
    for (const { script, requirements, like } of packageRules) {
      expect(existsSync(join(here, script))).toBe(true);
      expect(existsSync(join(here, `requirements-${requirements}.txt`))).toBe(true);
      expect(ruleNamed(like).name).toBe(like);
    }
  });

  it('judge all labelled days, then others evenly over what follows the warm-up', () => {
    const csse = vendored('csse').manifest;
    const days = packageDays(csse, 30);
    expect(days).toHaveLength(30);
    expect(days).toEqual([...days].sort((left, right) => left - right));
    const starts = new Set(days.map((day) => csse.partitions[day]!.start.getTime()));
    const after = csse.labels!.filter(({ start }) => start >= csse.partitions[csse.warmup]!.start);
    expect(after.every(({ start }) => starts.has(start.getTime()))).toBe(true);
    const flights = packageDays(vendored('flights').manifest, 4);
    expect(flights).toEqual([30, 45, 60, 75]);
  });

  it('are held column by column against the rule written after them, times left out', () => {
    const flights = vendored('flights');
    const [first, second] = [30, 31];
    const said = [
      { index: first, columns: { delay: 2, distance: 0.5, date: 100 }, cpuSeconds: 1 },
      { index: second, columns: { delay: 0.1, distance: 0.5, date: 100 }, cpuSeconds: 3 },
      { index: 32, error: 'it fell', cpuSeconds: 0 },
    ];
    const { figures } = scorePackage(flights, said, {
      rewritten: alarms({ [first]: ['delay', 'distance'], [second]: [] }),
      plumbline: alarms({}),
    });
    expect(figures).toMatchObject({ days: 2, daysWithoutAnswer: 1, cpuSecondsPerDay: 2 });
    // Of four verdicts on columns that are no times three are the same; of two alarms one is told by both.
    expect(figures).toMatchObject({ agreementPct: 75, agreementOnAlarmsPct: 50 });
    expect(figures).toMatchObject({
      cleanDaysWithAlarmPct: 100,
      rewrittenCleanDaysWithAlarmPct: 50,
      plumblineCleanDaysWithAlarmPct: 0,
    });
  });

  it('are set beside rules that have learned all days before', () => {
    const flights = vendored('flights');
    const found = alarmsOfRule(flights, ruleNamed('evidently'), [40, 41, 42, 43, 44, 45, 46]);
    expect([...found.keys()]).toEqual([40, 41, 42, 43, 44, 45, 46]);
    expect([...found.values()].some((columns) => columns.has('delay'))).toBe(true);
  });
});

describe('what the packages said', () => {
  it('is kept for the page until they are asked about the same dataset again', () => {
    const before = {
      'csse.whylogsPackage.agreementPct': 50,
      'csse.whylogsPackage.days': 3,
      'flights.whylogsPackage.days': 4,
    };
    const now = { 'csse.whylogsPackage.agreementPct': 98.76543, 'csse.plumbline.errorsFound': 9 };
    expect(agreementOf(before, now)).toEqual({
      'csse.whylogsPackage.agreementPct': 98.77,
      'flights.whylogsPackage.days': 4,
    });
    expect(askedDatasets({ ...before, ...now })).toEqual(['csse', 'flights']);
  });
});
