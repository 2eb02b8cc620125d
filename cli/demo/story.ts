import type { ColumnProfile, Profile } from '../../checks/index.ts';
import { columnOf, type ColumnShape } from './columns.ts';
import { demoDatasets, namespace, type DemoDataset } from './datasets.ts';
import { randomOf, wobble } from './random.ts';

/** What the demo posts on one of its days: a profile of each dataset, in the order in which the jobs make them. */
export interface DemoDay {
  profiles: Profile[];
}

export const demoDays = 90;
const dayMs = 86_400_000;
const minuteMs = 60_000;
// From Monday: people shop at the weekend and work in the week.
const weeks = {
  shop: [0.92, 0.9, 0.94, 0.98, 1.08, 1.14, 1.04],
  office: [1.12, 1.08, 1.05, 1.04, 0.97, 0.36, 0.32],
  flat: [1, 1, 1, 1, 1, 1, 1],
};
// A quarter of growth, as a young shop has it.
const growthPerDay = 0.0013;
const lastDoneMinutes = 240;

/** When the newest of the measured days began: the last one whose jobs are all done. */
export function newestDay(now: Date): Date {
  return new Date(Math.floor((now.getTime() - lastDoneMinutes * minuteMs) / dayMs) * dayMs - dayMs);
}

/** Ninety days of the shop until `now`, oldest first; the same for the same seed and day. */
export function demoStory(seed: number, now: Date): DemoDay[] {
  const newest = newestDay(now).getTime();
  return Array.from({ length: demoDays }, (_, index) => {
    const start = new Date(newest - (demoDays - 1 - index) * dayMs);
    return { profiles: demoDatasets.map((dataset) => profileOf(dataset, { seed, index, start })) };
  });
}

interface On {
  seed: number;
  index: number;
  start: Date;
}

function profileOf(dataset: DemoDataset, { seed, index, start }: On): Profile {
  const random = randomOf(`${seed}/${dataset.name}/${index}`);
  const end = new Date(start.getTime() + dayMs);
  const season = weeks[dataset.week][(start.getUTCDay() + 6) % 7] ?? 1;
  const growth = 1 + growthPerDay * index;
  const ordinary = dataset.rows * season * growth * wobble(random, dataset.week === 'flat' ? 0.01 : 0.05);
  const rows = Math.max(1, Math.round(ordinary * (rowFaults[dataset.name]?.[index] ?? 1)));
  const shapes = shapesOn(dataset, index);
  const doneAt = new Date(end.getTime() + (dataset.doneAt + Math.floor(random() * 9)) * minuteMs);
  const columns: [string, ColumnProfile][] = Object.entries(shapes).map(([name, shape]) => [
    name,
    columnOf(shape, { rows, random, day: { start, end } }),
  ]);
  return {
    schemaVersion: 1,
    idempotencyKey: `demo/${dataset.name}/${start.toISOString().slice(0, 10)}`,
    dataset: { namespace, name: dataset.name },
    dataInterval: { start: start.toISOString(), end: end.toISOString() },
    capturedAt: doneAt.toISOString(),
    rowCount: rows,
    bytes: rows * columns.length * 11,
    schema: {
      fields: columns.map(([name, { type = 'varchar', nullCount = 0 }]) => ({
        name,
        type,
        nullable: nullCount > 0 || (shapes[name]?.nulls ?? 0) > 0,
      })),
    },
    columnMetrics: Object.fromEntries(columns),
    producer: { name: 'plumbline demo' },
  };
}

const today = demoDays - 1;

/** What went wrong with numbers of rows, as a part of what was usual: by dataset and day. */
const rowFaults: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'raw.refunds': { 33: 0.04 },
  'raw.clicks': { 58: 0.46 },
  'mart.stock_levels': { 71: 0.52 },
  'raw.shipments': { 80: 0.31 },
};

/** Where the amounts of the vendor's feed arrive: what was euros is cents tonight. */
const inCents: Readonly<Record<string, string>> = {
  'raw.payments': 'amount',
  'staging.payments': 'amount',
  'mart.revenue_daily': 'revenue',
};

/** Columns that lose values tonight: the one has an expectation, of the other nobody declared anything. */
const nullsToday: Readonly<Record<string, { column: string; nulls: number }>> = {
  'raw.support_tickets': { column: 'channel', nulls: 0.19 },
  'ml.churn_features': { column: 'spend_90d', nulls: 0.34 },
};

function shapesOn(dataset: DemoDataset, index: number): Readonly<Record<string, ColumnShape>> {
  if (index !== today) return dataset.columns;
  const lost = nullsToday[dataset.name];
  if (lost !== undefined) {
    const { column, nulls } = lost;
    return { ...dataset.columns, [column]: { ...dataset.columns[column], nulls } as ColumnShape };
  }
  const column = inCents[dataset.name];
  const shape = column === undefined ? undefined : dataset.columns[column];
  if (column === undefined || shape?.kind !== 'number') return dataset.columns;
  const type = dataset.name === 'raw.payments' ? 'decimal(12,2)' : shape.type;
  return { ...dataset.columns, [column]: { ...shape, typical: shape.typical * 100, ...(type && { type }) } };
}
