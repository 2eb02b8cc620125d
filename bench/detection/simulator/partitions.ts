import type { Profile } from '../../../checks/index.ts';
import { randomFrom } from '../random.ts';
import type { Cadence, Partition } from '../rule.ts';
import { drawBehaviour, metricKinds, valuesOf } from './series.ts';
import type { Behaviour, MetricKind } from './series.ts';

export type Values = Record<MetricKind, number>;

export interface SimulatedRun {
  run: number;
  start: Date;
  end: Date;
  values: Values;
  /** So many of the runs after it came before it. */
  lateBy?: number;
}

export interface Simulated {
  name: string;
  cadence: Cadence;
  behaviours: Behaviour[];
  runs: SimulatedRun[];
}

const hourMs = 3_600_000;
const missingShare = 0.02;
const lateShare = 0.02;

export interface SimulationSetting {
  cadence: 'daily' | 'hourly';
  runs: number;
  /** Changes what was drawn, for series that are to be of one sort. */
  adjust?: (behaviour: Behaviour) => Behaviour;
  missing?: number;
}

/** A dataset of five metrics, each with a behaviour of its own; the same for the same seed. 2 % of the runs are missing, 2 % late. */
export function simulate(
  seed: string,
  { cadence, runs, adjust, missing = missingShare }: SimulationSetting,
): Simulated {
  const random = randomFrom(seed);
  const behaviours = metricKinds.map((kind) => {
    const drawn = drawBehaviour(random, { kind, cadence, runs });
    return adjust ? adjust(drawn) : drawn;
  });
  const stepMs = cadence === 'hourly' ? hourMs : 24 * hourMs;
  const first = Date.parse('2024-01-01T00:00:00Z') + random.below(120) * 24 * hourMs;
  const generators = behaviours.map((behaviour) => valuesOf(behaviour, randomFrom(`${seed}/${behaviour.kind}`)));
  const lateness = randomFrom(`${seed}/late`);
  const simulated: SimulatedRun[] = [];
  for (let run = 0; run < runs; run++) {
    const start = new Date(first + run * stepMs);
    const values = valuesAt(generators, run, start);
    if (run > 0 && random.unit() < missing) continue;
    const late = lateness.unit() < lateShare && { lateBy: 1 + lateness.below(3) };
    simulated.push({ run, start, end: new Date(start.getTime() + stepMs), values, ...late });
  }
  return { name: seed, cadence, behaviours, runs: simulated };
}

/** The runs in the order in which they arrive. */
export function arrivals(runs: readonly SimulatedRun[]): SimulatedRun[] {
  const placed = runs.map((run, index) => ({ run, place: index + (run.lateBy === undefined ? 0 : run.lateBy + 0.5) }));
  return placed.sort((left, right) => left.place - right.place).map(({ run }) => run);
}

function valuesAt(generators: ReturnType<typeof valuesOf>[], run: number, at: Date): Values {
  const rows = Math.max(1, Math.round(generators[0]!(run, at, 0)));
  const rest = metricKinds
    .slice(1)
    .map((kind, index): [MetricKind, number] => [kind, generators[index + 1]!(run, at, rows)]);
  return { rows, ...Object.fromEntries(rest) } as Values;
}

/** As the profile of a table with one column of numbers would say it. */
export function partitionOf(run: Pick<SimulatedRun, 'start' | 'end'>, values: Values, name = 'simulated'): Partition {
  const rowCount = Math.max(0, Math.round(values.rows));
  const nullCount = Math.min(rowCount, Math.round(values.nullShare * rowCount));
  const count = rowCount - nullCount;
  const measured =
    count > 0
      ? { mean: values.mean, stddev: values.sd, distinct: { value: Math.min(count, Math.round(values.distinct)) } }
      : {};
  const profile: Profile = {
    dataset: { namespace: 'simulator', name },
    dataInterval: { start: run.start.toISOString(), end: run.end.toISOString() },
    rowCount,
    schema: { fields: [{ name: 'value', type: 'DOUBLE', ordinal: 1 }] },
    columnMetrics: { value: { type: 'number', count, nullCount, ...measured } },
  };
  return { start: run.start, end: run.end, profile };
}
