import { describe, expect, it } from 'vitest';
import { curvePicture } from './curve.ts';
import { detectionPage } from './page.ts';
import { injectedHeadings, resultTable } from './tables.ts';

const figures = {
  'flights.plumbline.falseAlarmsPer1000ColumnDays': 1.24,
  'flights.plumbline.recall': 0.9512,
  'flights.plumbline.trials': 100,
  'flights.z3.recall': 0.9,
};
const rule = (name: string) => ({
  name,
  about: `what ${name} does`,
  start: () => ({ judge: () => ({ alarms: [], score: 0 }), observe: () => undefined }),
});

describe('the page of results', () => {
  it('has a row for each rule with figures, a dash for what is not there, and none for a rule without any', () => {
    const table = resultTable(figures, {
      dataset: 'flights',
      rules: ['plumbline', 'z3', 'mad35'],
      headings: injectedHeadings,
    });
    const rows = table.split('\n').slice(2);
    expect(rows).toEqual(['| **plumbline** | 1.2 | – | 0.951 | – | – | – |', '| z3 | – | – | 0.900 | – | – | – |']);
    expect(resultTable(figures, { dataset: 'csse', rules: ['z3'], headings: injectedHeadings })).toBe('');
  });

  it('leaves out sections of what was not run', () => {
    const page = detectionPage({
      figures,
      conditions: { seed: 'x' },
      rules: [rule('plumbline'), rule('z3')],
      datasets: ['flights', 'csse'],
    });
    expect(page).toContain('### flights');
    expect(page).toContain('- seed: x');
    expect(page).not.toContain('## Real errors');
    expect(page).not.toMatch(/undefined|NaN/);
  });

  it('says where our rule alarms more than Great Expectations itself, by the figures, and nothing where it does not', () => {
    const page = (ours: number): string => {
      const of = 'flights.greatExpectationsPackage';
      const asked = { [`${of}.falseAlarmsPer1000ColumnDays`]: 366.7, [`${of}.agreementPct`]: 78.33 };
      const beside = { [`${of}.rewrittenFalseAlarmsPer1000ColumnDays`]: ours };
      return detectionPage({
        figures: { ...figures, ...asked, ...beside },
        conditions: {},
        rules: [rule('plumbline')],
        datasets: ['flights'],
      });
    };
    expect(page(516.7)).toContain('flights (517 false alarms per 1000 column-days beside 367)');
    expect(page(516.7)).toContain('agree on 78 to 78 %');
    expect(page(300)).not.toContain('alarms more than Great Expectations');
  });

  it('draws every rule of every panel, within the picture', () => {
    const picture = curvePicture([
      {
        dataset: 'flights',
        rules: [
          {
            name: 'plumbline',
            point: [0, 1],
            curve: [
              [0.1, 0.5],
              [100, 1],
            ],
          },
          { name: 'z3', point: [30, 0.9], curve: [[30, 0.9]] },
        ],
      },
      { dataset: 'taxi', rules: [{ name: 'z3', point: [40, 0.8], curve: [[40, 0.8]] }] },
    ]);
    expect(picture.match(/<polyline/g)).toHaveLength(3);
    expect(picture.match(/<text[^>]*>z3</g)).toHaveLength(1);
    const places = [...picture.matchAll(/c[xy]="([\d.-]+)"/g)].map((found) => Number(found[1]));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(picture).not.toMatch(/NaN|undefined/);
  });

  it.each([1, 2, 3])('of %i panels has a legend within the picture, no two words over each other', (count) => {
    const all = Array.from({ length: 15 }, (_, index) => ({
      name: `deequOnlineNormal${index}`,
      point: [index, 0.9] as [number, number],
      curve: [[index, 0.9]] as [number, number][],
    }));
    const picture = curvePicture(Array.from({ length: count }, (_, index) => ({ dataset: `set${index}`, rules: all })));
    const [, , width = 0, height = 0] = /viewBox="([^"]+)"/.exec(picture)![1]!.split(' ').map(Number);
    const words = [...picture.matchAll(/<text x="([\d.]+)" y="([\d.]+)">(deequ\w+)</g)].map(([, left, top]) => ({
      left: Number(left),
      top: Number(top),
    }));
    expect(words).toHaveLength(15);
    // The longest name is 110 wide and 11 high.
    for (const { left, top } of words) expect(left + 110 < width && top < height).toBe(true);
    for (const [index, one] of words.entries())
      for (const other of words.slice(index + 1))
        expect(Math.abs(one.left - other.left) >= 120 || Math.abs(one.top - other.top) >= 14).toBe(true);
  });
});
