import type { ColumnProfile, Profile } from '../../checks/index.ts';
import { randomFrom } from '../detection/random.ts';

const ROWS = 100_000;
const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const RANKS = Array.from({ length: 101 }, (_, rank) => rank / 100);

/** What one day has: its number, and numbers about 1 that are new each time they are asked for. */
interface Day {
  day: number;
  near: (spread: number) => number;
}

/** Thirty columns as real tables have them: quantities, codes, names few and many, free text, times. */
const KINDS = [
  ...Array.from({ length: 15 }, () => quantity),
  ...Array.from({ length: 4 }, () => code),
  ...Array.from({ length: 3 }, () => names(6)),
  ...Array.from({ length: 3 }, () => names(220)),
  ...Array.from({ length: 2 }, () => freeText),
  ...Array.from({ length: 3 }, () => times),
];

/** The profile of a day of a table of 30 columns, as `plumbline profile` makes it with all that it measures; the same for the same day. */
export function dayOfTable(day: number): { profile: Profile; at: Date } {
  const random = randomFrom(`learned/${day}`);
  const near = (spread: number): number => 1 + spread * (random.unit() + random.unit() + random.unit() - 1.5) * 2;
  const at = new Date(START + day * DAY_MS);
  const columns = KINDS.map((kind, index): [string, ColumnProfile] => [`column_${index}`, kind({ day, near })]);
  const rowCount = Math.round(ROWS * near(0.02));
  const profile: Profile = {
    dataset: { namespace: 'bench', name: 'learned' },
    dataInterval: { start: at.toISOString(), end: new Date(at.getTime() + DAY_MS).toISOString() },
    rowCount,
    duplicateRowCount: 0,
    emptyRowCount: 0,
    schema: { fields: columns.map(([name, { type }]) => ({ name, type: type ?? 'VARCHAR' })) },
    columnMetrics: Object.fromEntries(columns),
  };
  return { profile, at };
}

const share = (part: number, near: number): number => Math.round(ROWS * part * near);

function quantity({ near }: Day): ColumnProfile {
  const scale = 20 * near(0.02);
  const quantiles = RANKS.map((rank): [string, number] => [
    String(rank),
    -scale * Math.log(1.001 - rank) * near(0.005),
  ]);
  quantiles.sort(([, a], [, b]) => a - b).forEach((one, index) => (one[0] = String(RANKS[index])));
  return {
    type: 'number',
    count: share(0.98, near(0.001)),
    nullCount: share(0.02, near(0.1)),
    typeCounts: { integral: 0, fractional: share(0.98, 1) },
    distinct: { value: share(0.2, near(0.01)), exact: true },
    uniqueOnceCount: share(0.1, near(0.02)),
    topValues: Array.from({ length: 50 }, (_, top) => ({
      value: top / 2,
      count: Math.round((900 - 10 * top) * near(0.05)),
    })),
    valueCountsComplete: false,
    otherCount: 60_000,
    zeroCount: share(0.01, near(0.1)),
    negativeCount: 0,
    nanCount: 0,
    infCount: 0,
    min: quantiles[0]![1],
    max: quantiles[100]![1] * near(0.1),
    mean: scale,
    stddev: scale * near(0.01),
    stddevKind: 'sample',
    skewness: 2 * near(0.05),
    kurtosis: 6 * near(0.1),
    quantiles: Object.fromEntries(quantiles),
    median: quantiles[50]![1],
    rankError: 0,
    histogram: {
      boundaries: Array.from({ length: 21 }, (_, bin) => bin * 7),
      counts: Array.from({ length: 20 }, () => 4900),
    },
  };
}

function code({ near }: Day): ColumnProfile {
  const counts = [0.5, 0.3, 0.1, 0.06, 0.04].map((part) => share(part, near(0.02)));
  const count = counts.reduce((sum, each) => sum + each, 0);
  return {
    type: 'number',
    count,
    nullCount: 0,
    typeCounts: { integral: count },
    distinct: { value: 5, exact: true },
    uniqueOnceCount: 0,
    topValues: counts.map((rows, value) => ({ value: value + 1, count: rows })),
    valueCountsComplete: true,
    otherCount: 0,
    zeroCount: 0,
    negativeCount: 0,
    min: 1,
    max: 5,
    mean: 1.8 * near(0.005),
    stddev: 1.05 * near(0.005),
    stddevKind: 'sample',
    kurtosis: 1,
    quantiles: Object.fromEntries(
      RANKS.map((rank) => [String(rank), rank < 0.5 ? 1 : rank < 0.8 ? 2 : rank < 0.9 ? 3 : 4]),
    ),
    median: 2,
    rankError: 0,
  };
}

const TEXT = { emptyCount: 0, blankCount: 0, paddedCount: 0, nonAsciiCount: 0, type: 'string' as const };

function names(different: number) {
  return ({ near }: Day): ColumnProfile => {
    const counts = Array.from({ length: Math.min(50, different) }, (_, top) =>
      Math.round((ROWS / 5 / (top + 1)) * near(0.05)),
    );
    const listed = counts.reduce((sum, each) => sum + each, 0);
    const count = different <= 50 ? listed : ROWS;
    return {
      ...TEXT,
      count,
      nullCount: 0,
      typeCounts: { integral: 0, fractional: 0, boolean: 0, date: 0, timestamp: 0, string: count },
      distinct: { value: different, exact: true },
      uniqueOnceCount: 0,
      topValues: counts.map((rows, top) => ({ value: `name of ${top}`, count: rows })),
      otherCount: count - listed,
      valueCountsComplete: different <= 50,
      length: { min: 9, max: 11, mean: 9.8 * near(0.001) },
      characters: {
        upper: 0,
        lower: share(6, near(0.001)),
        digit: share(2, near(0.01)),
        space: 200_000,
        punctuation: 0,
        other: 0,
      },
      shapes: [{ shape: 'a a 9', count }],
      otherShapeCount: 0,
    };
  };
}

function freeText({ day, near }: Day): ColumnProfile {
  return {
    ...TEXT,
    count: ROWS,
    nullCount: 0,
    typeCounts: { integral: 0, fractional: 0, boolean: 0, date: 0, timestamp: 0, string: ROWS },
    distinct: { value: share(0.97, near(0.002)), exact: false },
    topValues: Array.from({ length: 50 }, (_, top) => ({ value: `something said on day ${day}, ${top}`, count: 3 })),
    otherCount: ROWS - 150,
    valueCountsComplete: false,
    length: { min: 1, max: 400, mean: 80 * near(0.005) },
    characters: {
      upper: share(4, near(0.01)),
      lower: share(60, near(0.005)),
      digit: share(2, near(0.02)),
      space: share(12, near(0.01)),
      punctuation: share(2, near(0.02)),
      other: 0,
    },
    shapes: Array.from({ length: 10 }, (_, shape) => ({
      shape: `A${' a'.repeat(shape)}`,
      count: share(0.08, near(0.02)),
    })),
    otherShapeCount: 20_000,
  };
}

function times({ day, near }: Day): ColumnProfile {
  const [min, max] = [START + day * DAY_MS, START + (day + 1) * DAY_MS - 1000].map((ms) => new Date(ms).toISOString());
  return {
    type: 'timestamp',
    count: ROWS,
    nullCount: 0,
    typeCounts: { timestamp: ROWS },
    distinct: { value: share(0.6, near(0.005)), exact: true },
    uniqueOnceCount: share(0.3, near(0.01)),
    topValues: Array.from({ length: 50 }, (_, top) => ({ value: `${min!.slice(0, 11)}12:00:${top}Z`, count: 8 })),
    valueCountsComplete: false,
    min: min!,
    max: max!,
    timestamp: { min: min!, max: max!, futureCount: 0, outsideIntervalCount: 0 },
    hours: Array.from({ length: 24 }, () => share(1 / 24, near(0.03))),
  };
}
