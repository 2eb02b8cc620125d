/**
 * A profile of about 27 KB: 30 columns with 12 metrics each and a histogram of 32 bins; the same for the same day. From day to day every
 * measure of a column moves by half a percent at most, as those of a table do in which nothing is wrong.
 */
function benchProfile(day: number): Record<string, unknown> {
  const random = generator(0);
  const noise = generator(day + 1);
  const near = (value: number) => value * (1 + (noise() - 0.5) / 100);
  const columns = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`column_${index}`, column(random, near)]),
  );
  return {
    idempotencyKey: 'k0000000000000000',
    dataset: { namespace: 'bench', name: 'table_0000' },
    capturedAt: '2026-11-01T00:00:00.000Z',
    rowCount: 100_000,
    bytes: 12_345_678,
    schema: { fields: Object.keys(columns).map((name) => ({ name, type: 'double', nullable: true })) },
    columnMetrics: columns,
  };
}

function column(random: () => number, near: (value: number) => number) {
  const boundaries = Array.from({ length: 33 }, (_, index) => index * 3.125 + Math.round(random() * 1000) / 1000);
  const median = 45 + random() * 10;
  const mean = near(median);
  return {
    type: 'number',
    count: 99_900,
    nullCount: 100,
    zeroCount: Math.floor(near(500 + random() * 1000)),
    negativeCount: 0,
    distinct: { value: Math.floor(near(90_000 + random() * 9000)), exact: true },
    min: near(random()),
    max: near(99 + random()),
    mean,
    stddev: near(10 + random()),
    sum: mean * 99_900,
    quantiles: { '0.5': near(median), '0.99': near(97 + random()) },
    histogram: { boundaries, counts: histogramCounts(random, near) },
  };
}

function histogramCounts(random: () => number, near: (value: number) => number): number[] {
  const counts = Array.from({ length: 32 }, () => Math.floor(near(2600 + random() * 900)));
  const rest = 99_900 - counts.slice(0, 31).reduce((sum, count) => sum + count, 0);
  return [...counts.slice(0, 31), Math.max(0, rest)];
}

/** Park and Miller's minimal standard generator: the same numbers everywhere. */
function generator(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Sixteen days of one table as they are posted, to be stamped. */
export const templates = () => Array.from({ length: 16 }, (_, day) => Buffer.from(JSON.stringify(benchProfile(day))));

let sequence = 0;

/** The template with a key, a dataset and a time of its own: a thousand datasets get their next run an hour later. */
export function stamped(template: Buffer, table: number): Buffer {
  const n = sequence++;
  const at = new Date(Date.UTC(2026, 10, 1) + Math.floor(n / 1000) * 3_600_000 + (n % 1000) * 1000);
  return written(template, { n, table, at });
}

/** Bodies without end for one server: each of so many datasets gets one run a day, all in turn. */
export function dailyRuns(bodies: readonly Buffer[], datasets: number): () => Buffer {
  let next = 0;
  return () => {
    const n = next++;
    const day = Math.floor(n / datasets);
    const table = n % datasets;
    const at = new Date(FIRST_DAY + day * 86_400_000 + table * 1000);
    // Not the same body for the same table each time.
    return written(bodies[(table + 7 * day) % bodies.length]!, { n: DAILY_KEYS + n, table, at });
  };
}

/** No key of `stamped` is one of theirs. */
const DAILY_KEYS = 1_000_000_000;
/** Before it lies the history of the datasets that have a long one. */
const FIRST_DAY = Date.UTC(2026, 0, 1);

/** Written over in place, so that the load costs little. */
function written(template: Buffer, { n, table, at }: { n: number; table: number; at: Date }): Buffer {
  const body = Buffer.from(template);
  body.write(String(n).padStart(16, '0'), body.indexOf('"k00') + 2, 'latin1');
  body.write(String(table).padStart(4, '0'), body.indexOf('"table_') + 7, 'latin1');
  body.write(at.toISOString(), body.indexOf('"capturedAt":"') + 14, 'latin1');
  return body;
}

/** Thirty expectations, one of them against history, over every bench dataset. */
export const benchSuite = [
  'suite: bench',
  'dataset: { namespace: bench, name: "table_*" }',
  'expect:',
  '  - row_count: { between: [1000, 500000] }',
  '  - row_count: { change: { from: same_weekday, within: 50% } }',
  ...Array.from({ length: 7 }, (_, index) =>
    [
      `  - column: column_${index}`,
      '    not_null: { mostly: 0.99 }',
      '    mean: { between: [10, 90] }',
      '    min: { at_least: 0 }',
      '    max: { at_most: 200 }',
    ].join('\n'),
  ),
].join('\n');
