import { describe, expect, it } from 'vitest';
import { targetTable } from './targets.ts';

const rowsOf = (figures: Record<string, number>, datasets: string[]): string[][] =>
  targetTable(figures, datasets)
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').map((cell) => cell.trim()));
const verdicts = (figures: Record<string, number>, datasets: string[]): [string | undefined, string | undefined][] =>
  rowsOf(figures, datasets).map((cells) => [cells[1], cells.at(-2)]);

describe('the table of targets', () => {
  it('says missed, met or stretch met, the limit itself being met', () => {
    const at = (value: number) =>
      verdicts({ 'flights.plumbline.falseAlarmsPer1000ColumnDays': value }, ['flights']).map(([, verdict]) => verdict);
    expect([4.01, 4, 2.01, 2].map(at).flat()).toEqual(['**missed**', 'met', 'met', 'stretch met']);
    const recall = (value: number) =>
      verdicts({ 'flights.plumbline.recall': value }, ['flights']).map(([, verdict]) => verdict);
    expect([0.929, 0.93, 0.95].map(recall).flat()).toEqual(['**missed**', 'met', 'stretch met']);
  });

  it('holds a figure against another one where the target is all of them', () => {
    const found = (errors: number) =>
      rowsOf({ 'csse.plumbline.errorsFound': errors, 'csse.plumbline.errorsTotal': 12 }, ['csse'])[0];
    expect(found(11)).toEqual(['', 'T5', 'real errors found', 'csse', '11', '≥ 11', '≥ 12', 'met', '']);
    expect(found(12)?.at(-2)).toBe('stretch met');
    expect(found(10)?.at(-2)).toBe('**missed**');
  });

  it('has rows for what this run has figures for, in the order of targets, of pairs under any name', () => {
    const figures = {
      'nab.plumbline.standard': 60,
      'mine.plumbline.auc': 0.97,
      'mine.plumbline.f1': 0.9,
      'mine.z3.f1': 1,
      'taxi2018.plumbline.recall': 0.94,
    };
    expect(verdicts(figures, ['taxi2018', 'mine', 'nab'])).toEqual([
      ['T1', 'met'],
      ['T4', 'met'],
      ['T4', '**missed**'],
      ['T13', 'met'],
    ]);
    expect(targetTable({ 'flights.z3.recall': 1 }, ['flights'])).toBe('');
  });
});
