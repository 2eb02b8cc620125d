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
});
