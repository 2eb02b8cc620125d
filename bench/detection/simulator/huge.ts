import type { ColumnProfile, Profile } from '../../../checks/index.ts';
import { randomFrom } from '../random.ts';
import type { Partition, Rule } from '../rule.ts';

const rows = 1e8;
const history = 28;

/**
 * A hundred million rows a day of a normally distributed column, and then a day whose values are all 0.01 standard deviations higher:
 * any test finds that significant and nobody wants to hear of it. The share of seeds, in percent, in which the rule alarms.
 */
export function hugeShiftAlarmsPct(rule: Rule, seeds: readonly string[]): number {
  const alarmed = seeds.filter((seed) => {
    const watcher = rule.start({ cadence: 'daily' });
    for (let day = 0; day < history; day++) watcher.observe(partitionAt(seed, day, 0));
    return watcher.judge(partitionAt(seed, history, 0.01)).alarms.length > 0;
  });
  return (100 * alarmed.length) / seeds.length;
}

/** Means and quantiles as a sample of that size has them, with their sampling error. */
function partitionAt(seed: string, day: number, shift: number): Partition {
  const random = randomFrom(`${seed}/huge/${day}`);
  const start = new Date(Date.UTC(2026, 0, 1 + day));
  const end = new Date(Date.UTC(2026, 0, 2 + day));
  const error = random.normal() / Math.sqrt(rows);
  const column = normalColumn({ mean: shift + error, sd: 1 + random.normal() / Math.sqrt(2 * rows) });
  const profile: Profile = {
    dataset: { namespace: 'simulator', name: 'huge' },
    dataInterval: { start: start.toISOString(), end: end.toISOString() },
    rowCount: rows,
    schema: { fields: [{ name: 'value', type: 'DOUBLE', ordinal: 1 }] },
    columnMetrics: { value: column },
  };
  return { start, end, profile };
}

const probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const standard = [
  -2.3263478740408408, -1.6448536269514722, -0.6744897501960817, 0, 0.6744897501960817, 1.6448536269514722,
  2.3263478740408408,
];

function normalColumn({ mean, sd }: { mean: number; sd: number }): ColumnProfile {
  const at = (z: number): number => mean + sd * z;
  return {
    type: 'number',
    count: rows,
    nullCount: 0,
    zeroCount: 0,
    negativeCount: Math.round(rows * (0.5 - 0.3989422804 * (mean / sd))),
    mean,
    stddev: sd,
    min: at(-5.6),
    max: at(5.6),
    median: at(0),
    quantiles: Object.fromEntries(probabilities.map((p, index) => [String(p), at(standard[index] ?? 0)])),
    distinct: { value: rows, exact: false, lower: rows * 0.98, upper: rows },
  };
}
