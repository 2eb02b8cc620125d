import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../../checks/index.ts';
import { profileFile } from '../data/profile-file.ts';
import { csvText, readTable, writeTable } from '../data/table-file.ts';
import { randomFrom } from '../random.ts';
import { avhColumns, avhTables } from './avh.ts';
import { catalogueColumns } from './catalogue-columns.ts';
import { catalogueTables } from './catalogue-tables.ts';
import { injectionName } from './injection.ts';
import { planDay, sameDomain } from './plan.ts';
import type { TestDay } from './plan.ts';
import { sameCells, sameTable } from './table.ts';
import type { Table } from './table.ts';
import { profileOf, trialsOf } from './trials.ts';

const rows = 240;
const random = randomFrom('plan.test');

function tableOf(shift: number): Table {
  const make = <T>(cell: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => cell(row));
  return {
    names: ['id', 'amount', 'fee', 'city', 'origin', 'at'],
    kinds: ['number', 'number', 'number', 'text', 'text', 'time'],
    columns: [
      make((row) => String(1000 + row + shift)),
      make((row) => (row % 17 === 0 ? null : (20 + 5 * random.normal()).toFixed(2))),
      make((row) => (row % 3 === 0 ? '2.5' : '7.25')),
      make((row) => ['Zürich & Co', 'Berlin', 'Wien', 'São Paulo'][(row + shift) % 4]!),
      make((row) => (row % 5 === 0 ? 'paris' : 'London')),
      make((row) => `2026-03-0${1 + (shift % 7)} ${String(row % 24).padStart(2, '0')}:15:00`),
    ],
    types: [undefined, undefined, undefined, undefined, undefined, undefined],
  };
}

const day: TestDay = { seed: 'test', table: tableOf(7), earlier: tableOf(6), older: tableOf(0) };
const plan = planDay(day);

describe('injections', () => {
  it.each([...avhColumns, ...catalogueColumns].map((injection) => [injectionName(injection), injection] as const))(
    'into columns: %s changes cells, keeps their number, and is the same each time',
    (_, injection) => {
      const made = plan.columns.filter((planned) => injectionName(planned.injection) === injectionName(injection));
      expect(made.length).toBeGreaterThan(0);
      for (const { column, cells } of made) {
        expect(cells).toHaveLength(rows);
        expect(sameCells(cells, day.table.columns[column]!)).toBe(false);
      }
      const again = planDay(day).columns.filter(
        (planned) => injectionName(planned.injection) === injectionName(injection),
      );
      expect(again).toEqual(made);
    },
  );

  it.each([...avhTables, ...catalogueTables].map((injection) => [injectionName(injection), injection] as const))(
    'into tables: %s changes the table',
    (_, injection) => {
      const made = plan.tables.filter((planned) => injectionName(planned.injection) === injectionName(injection));
      expect(made.length).toBeGreaterThan(0);
      for (const { table } of made) expect(sameTable(table, day.table)).toBe(false);
    },
  );

  it('that leave every row as it was are rejected and counted', () => {
    const upper = {
      ...day.table,
      columns: day.table.columns.map((cells) => cells.map((cell) => cell?.toUpperCase() ?? null)),
    };
    const found = planDay({ ...day, table: upper });
    const raised = found.columns.filter(({ injection }) => injection.error === 'upper case');
    expect(raised).toEqual([]);
    const tried = ({ columns, tables, noOps }: typeof plan): number => columns.length + tables.length + noOps;
    expect(plan.columns.filter(({ injection }) => injection.error === 'upper case')).toHaveLength(6);
    expect(tried(found)).toBe(tried(plan));
  });

  it('do what their names say', () => {
    const changed = (name: string, column: number): (string | null)[] =>
      plan.columns.find((planned) => injectionName(planned.injection) === name && planned.column === column)!.cells;
    const counted = (cells: readonly (string | null)[], of: readonly (string | null)[]): number =>
      cells.filter((cell, row) => cell !== of[row]).length;
    const [, amount, fee, city] = day.table.columns as [string[], (string | null)[], string[], string[]];
    expect(changed('unit x100 100%', 2).slice(0, 2)).toEqual(['250', '725']);
    expect(counted(changed('unit x10 10%', 2), fee)).toBe(24);
    expect(changed('null 50%', 3).filter((cell) => cell === null)).toHaveLength(120);
    expect(changed('UTF-8 read as Latin-1 100%', 3)[1]).toBe(Buffer.from(city[1]!, 'utf8').toString('latin1'));
    expect(changed('HTML entities 100%', 3)).toContain('Zürich &amp; Co');
    expect(changed('day and month swapped 100%', 5)[0]).toBe('2026-01-03 00:15:00');
    expect(changed('time zone +8 h 100%', 5)[20]).toBe('2026-03-02 04:15:00');
    expect(new Set(changed('constant 100%', 1)).size).toBe(1);
    expect(counted(changed('new category 5%', 3), city)).toBe(12);
    expect(changed('shifted 0.5 sd', 1).filter((cell) => cell === null)).toHaveLength(
      amount.filter((cell) => cell === null).length,
    );
  });

  it('tell swaps within a domain from others', () => {
    const [left, right] = [
      Array.from({ length: 400 }, () => String(random.below(50))),
      Array.from({ length: 400 }, () => String(random.below(50))),
    ];
    expect(sameDomain(left, right, 'number')).toBe(true);
    expect(
      sameDomain(
        left,
        right.map((cell) => String(Number(cell) + 30)),
        'number',
      ),
    ).toBe(false);
    expect(sameDomain(['a', 'b', 'a'], ['a', 'a', 'b'], 'text')).toBe(true);
    expect(sameDomain(['a', 'b', 'a'], ['c', 'a', 'b'], 'text')).toBe(false);
  });
});

describe('profiles of changed rows', () => {
  let folder: string;
  let clean: Profile;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-plan-'));
    writeFileSync(join(folder, 'clean.csv'), csvText(day.table));
    clean = await profileFile({ path: join(folder, 'clean.csv'), name: 'test' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are, put together from columns, what a profile of the whole changed file says', async () => {
    const { trials } = await trialsOf(day, clean);
    expect(trials).toHaveLength(plan.columns.length + plan.tables.length);
    for (let at = 0; at < plan.columns.length; at += 29) {
      const { column, cells, injection } = plan.columns[at]!;
      const table = { ...day.table, columns: day.table.columns.map((old, index) => (index === column ? cells : old)) };
      const whole = await profileFile({ path: await writeTable(table, folder, `whole${at}`), name: 'test' });
      expect(profileOf(trials[at]!, clean), `${injectionName(injection)} in ${column}`).toEqual(whole);
    }
  });

  it('read and write Parquet so that a change of text is no lesser change in a typed column', async () => {
    const typed: Table = {
      names: ['n', 'at'],
      kinds: ['number', 'time'],
      columns: [
        ['1', '2', '3'],
        ['2026-03-01 00:15:00', '2026-03-01 01:15:00', null],
      ],
      types: ['BIGINT', 'TIMESTAMP'],
    };
    const path = await writeTable(typed, folder, 'typed');
    expect(path).toMatch(/\.parquet$/);
    const profile = await profileFile({ path, name: 'test' });
    expect(profile.schema?.fields.map(({ type }) => type)).toEqual(['BIGINT', 'TIMESTAMP']);
    expect(await readTable(path, profile)).toEqual(typed);
    const padded = {
      ...typed,
      columns: [
        ['1', '2.0', '3'],
        ['2026-03-01 00:15:00', ' 2026-03-01 01:15:00', null],
      ],
    };
    const changed = await profileFile({ path: await writeTable(padded, folder, 'padded'), name: 'test' });
    expect(changed.schema?.fields.map(({ type }) => type)).toEqual(['DOUBLE', 'VARCHAR']);
  });
});
