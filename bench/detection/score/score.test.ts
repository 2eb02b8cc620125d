import { describe, expect, it } from 'vitest';
import type { Dataset } from '../data/dataset.ts';
import type { ProfiledPartition } from '../data/profiled.ts';
import type { Manifest } from '../data/manifest.ts';
import type { Trial } from '../inject/trials.ts';
import type { Partition, Rule } from '../rule.ts';
import { aucOf } from './auc.ts';
import { scoreInjected } from './injected.ts';
import { scoreLabelled } from './labelled.ts';
import { scorePaired } from './paired.ts';

const start = (day: number): Date => new Date(Date.UTC(2026, 0, 1 + day));

function partition(day: number, rowCount: number): ProfiledPartition {
  const profile = {
    dataset: { namespace: 'bench', name: 'x' },
    rowCount,
    columnMetrics: { a: { count: rowCount }, b: { count: rowCount } },
  };
  return { start: start(day), end: start(day + 1), profile };
}

/** Alarms where the number of rows is odd; suspicion is that number. Counts what it was shown. */
function oddRule(seen: Partition[] = []): Rule {
  return {
    name: 'odd',
    about: 'alarms on odd numbers of rows',
    start: () => ({
      judge: ({ profile }) => {
        const odd = (profile.rowCount ?? 0) % 2 === 1;
        const column = (profile.columnMetrics?.['a']?.count ?? 0) < 0 ? 'a' : null;
        const alarmed = odd || column !== null;
        return {
          alarms: alarmed ? [{ column, metric: 'rows', score: 1, text: 'odd' }] : [],
          score: profile.rowCount ?? 0,
        };
      },
      observe: (one) => void seen.push(one),
    }),
  };
}

function dataset(rows: number[], more: Partial<Manifest> = {}): Dataset {
  const partitions = rows.map((count, day) => partition(day, count));
  const manifest: Manifest = {
    name: 'x',
    folder: '',
    cadence: 'daily',
    warmup: 2,
    partitions: partitions.map(({ start: from, end }) => ({ start: from, end, file: '' })),
    ...more,
  };
  return { manifest, partitions, trials: new Map() };
}

describe('the area under the ROC curve', () => {
  it('is 1 when every bad one scores higher, 0 when none does, one half for ties', () => {
    expect(aucOf([3, 4], [1, 2])).toBe(1);
    expect(aucOf([1, 2], [3, 4])).toBe(0);
    expect(aucOf([1, 1], [1, 1, 1])).toBe(0.5);
    expect(aucOf([3, 2], [1, 2])).toBe(0.875);
    expect(aucOf([], [1])).toBeNaN();
  });
});

describe('the injection protocol', () => {
  it('counts a table alarm once a day over the columns, and only after the warm-up', () => {
    const { figures, details } = scoreInjected(dataset([1, 1, 2, 3, 4, 6, 8, 10]), oddRule());
    expect(figures).toMatchObject({ cleanDays: 6, cleanDaysWithAlarmPct: 100 / 6 });
    expect(figures['falseAlarmsPer1000ColumnDays']).toBeCloseTo(1000 / 12, 10);
    expect(details['alarmedCleanDays']).toEqual([
      { day: start(3).toISOString(), alarms: ['(table) rows [1.00]: odd'] },
    ]);
  });

  it('asks about changed rows with the same knowledge, learns only clean ones, and counts what was found', () => {
    const seen: Partition[] = [];
    const data = dataset([2, 2, 2, 2, 2]);
    const whole = (rows: number): Trial => ({
      error: 'rows',
      magnitude: String(rows),
      avh: true,
      column: null,
      changed: { whole: partition(3, rows).profile },
    });
    data.trials.set(3, { trials: [whole(3), whole(4)], noOps: 0 });
    const { figures } = scoreInjected(data, oddRule(seen));
    expect(figures).toMatchObject({ recall: 0.5, trials: 2, falseAlarmsPer1000ColumnDays: 0 });
    expect(seen.map(({ profile }) => profile.rowCount)).toEqual([2, 2, 2, 2, 2]);
  });

  it('leaves out what alarmed at that place without the error already', () => {
    const data = dataset([2, 2, 2, 3, 2]);
    data.trials.set(3, {
      trials: [{ error: 'x', magnitude: '1', avh: true, column: null, changed: { whole: partition(3, 5).profile } }],
      noOps: 0,
    });
    const { figures } = scoreInjected(data, oddRule());
    expect(figures['trialsUndecided']).toBe(1);
    expect(figures['recall']).toBeNaN();
  });
});

describe('labelled errors', () => {
  const label = (day: number, cls: 'error' | 'evolution') => ({ start: start(day), class: cls, kind: 'x' });

  it('are found on their day; other days count, but the settling of a legitimate change', () => {
    //                      0  1  2  3  4  5  6  7  8  9
    const data = dataset([2, 2, 2, 3, 2, 5, 5, 2, 7, 4], {
      labels: [label(3, 'error'), label(4, 'error'), label(5, 'evolution')],
    });
    expect(scoreLabelled(data, oddRule()).figures).toEqual({
      errorsFound: 1,
      errorsToldAnew: 1,
      errorsTotal: 2,
      otherAlarmDays: 1,
      otherAlarmDaysPer1000: 1000 / 5,
      evolutionsTotal: 1,
      evolutionsOneIncident: 1,
    });
  });

  it('a legitimate change that alarms, is quiet and alarms again is no single incident', () => {
    const data = dataset([2, 2, 3, 2, 3, 2], { labels: [label(2, 'evolution')] });
    expect(scoreLabelled(data, oddRule()).figures).toMatchObject({ evolutionsOneIncident: 0, otherAlarmDays: 1 });
  });
});

describe('dirty and clean pairs', () => {
  it('are both judged by what the clean ones before them taught', () => {
    const seen: Partition[] = [];
    const data = dataset([9, 9, 9, 8, 7, 9]);
    data.partitions = data.partitions.map((one, day) => ({ ...one, clean: partition(day, day === 5 ? 3 : 2) }));
    const { figures } = scorePaired(data, oddRule(seen));
    expect(figures).toMatchObject({ auc: 1, recall: 0.75, precision: 0.75, f1: 0.75, partitions: 4 });
    expect(seen.map(({ profile }) => profile.rowCount)).toEqual([2, 2, 2, 2, 2, 3]);
  });

  it('a file that cannot be read is an alarm for every rule, and teaches nothing', () => {
    const seen: Partition[] = [];
    const data = dataset([2, 2, 2]);
    data.partitions = data.partitions.map((one, day) => ({
      ...one,
      unreadable: 'line 3 is broken',
      clean: partition(day, 2),
    }));
    expect(scorePaired(data, oddRule(seen)).figures).toMatchObject({ auc: 1, recall: 1, precision: 1 });
  });
});
