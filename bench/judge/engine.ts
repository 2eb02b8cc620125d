import { evaluate, parseSuite, type ColumnProfile, type EvaluateInput, type Profile } from '../../checks/index.ts';
import { median } from '../ingest/load.ts';
import type { Measured } from './measures.ts';

const COLUMNS = 500;
const NOW = new Date('2026-11-23T02:00:00Z');

/** The pure engine over one profile of 500 columns and 2,000 expectations, in this process. */
export function measureEngine(say: (text: string) => void): Promise<Measured> {
  const input = wideInput();
  const text = JSON.stringify(input.profile);
  // A profile that was never judged before, as a server has it; reading it is not part of the figure.
  const fresh = (): EvaluateInput => ({ ...input, profile: JSON.parse(text) as Profile });
  const expectations = evaluate(input, NOW).length;
  for (let warm = 0; warm < 100; warm++) evaluate(fresh(), NOW);
  const millis: number[] = [];
  let cpuMicros = 0;
  for (let round = 0; round < 200; round++) {
    const again = fresh();
    const [started, used] = [performance.now(), process.cpuUsage()];
    evaluate(again, NOW);
    millis.push(performance.now() - started);
    const { user, system } = process.cpuUsage(used);
    cpuMicros += user + system;
  }
  const total = millis.reduce((sum, each) => sum + each, 0);
  const figures = {
    resultsPerSecond: (expectations * millis.length * 1000) / total,
    wideP50Ms: median(millis),
    /** Of the processor, which other programs cannot lengthen as much. */
    wideCpuMs: cpuMicros / millis.length / 1000,
    wideP99Ms: millis.toSorted((a, b) => a - b)[Math.floor(millis.length * 0.99)] ?? NaN,
    enginePeakRssMib: process.resourceUsage().maxRSS / 1024,
  };
  say(`${expectations} expectations over ${COLUMNS} columns: ${figures.wideP50Ms.toFixed(2)} ms`);
  return Promise.resolve({ conditions: { wideColumns: COLUMNS, wideExpectations: expectations }, figures });
}

function wideInput(): EvaluateInput {
  const names = Array.from({ length: COLUMNS }, (_, index) => `column_${index}`);
  const entries = names.map((name, index) => {
    return `  - { column: ${name}, not_null: { mostly: 0.99 }, range: [0, 100], mean: { between: [40, 60], warn: [45, 55] }, distinct_count: { at_least: ${index} } }`;
  });
  const { suite, problems } = parseSuite(`suite: wide\ndataset: bench/wide\nexpect:\n${entries.join('\n')}\n`);
  if (suite === null) throw new Error(JSON.stringify(problems[0]));
  const profile: Profile = {
    dataset: { namespace: 'bench', name: 'wide' },
    rowCount: 100_000,
    columnMetrics: Object.fromEntries(names.map((name, index) => [name, column(index)])),
  };
  const history = { points: [], previousSchema: null };
  return { profile, history, suites: [{ suite, version: 1 }], hashValue: String };
}

/** A column as `plumbline profile` measures one of numbers; some break each rule. */
function column(index: number): ColumnProfile {
  const mean = 42 + (index % 20);
  return {
    type: 'number',
    count: 99_500 + (index % 500),
    nullCount: 500 - (index % 500),
    nanCount: 0,
    infCount: 0,
    zeroCount: index,
    negativeCount: 0,
    distinct: { value: 90_000 + index, exact: index % 4 !== 0, lower: 89_000, upper: 91_000 },
    min: index / 1000,
    max: 99 + (index % 5),
    mean,
    stddev: 10,
    stddevKind: 'sample',
    sum: mean * 99_500,
    median: 50,
    quantiles: { '0.01': 1, '0.05': 5, '0.25': 25, '0.5': 50, '0.75': 75, '0.95': 95, '0.99': 99 },
    histogram: {
      boundaries: Array.from({ length: 21 }, (_, bin) => bin * 5),
      counts: Array.from({ length: 20 }, () => 4975),
    },
    topValues: Array.from({ length: 50 }, (_, top) => ({ value: top, count: 500 - top })),
    otherCount: 76_000,
  };
}
