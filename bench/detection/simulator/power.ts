import { median } from 'simple-statistics';
import type { Rule, Watcher } from '../rule.ts';
import { randomFrom } from '../random.ts';
import { holidayNumbers } from './days.ts';
import { partitionOf, simulate } from './partitions.ts';
import type { Simulated, SimulatedRun, Values } from './partitions.ts';
import type { Behaviour } from './series.ts';

/** What a rule finds in series whose errors are known. Each question has series of its own, from the seeds it is given. */
export function simulatedPower(rule: Rule, seeds: readonly string[]): Record<string, number> {
  return {
    dropPctAt90Power28Days: smallestDrop(rule, seeds, 28),
    dropPctAt90Power98Days: smallestDrop(rule, seeds, 98),
    jumpSameRunPct:
      100 * shareOf(seeds, (seed) => delayOf(rule, seed, (values) => scaled(values, Math.exp(6 * noise))) === 1),
    shiftMedianRuns: median(seeds.map((seed) => delayOf(rule, seed, (values) => scaled(values, Math.exp(2 * noise))))),
    leakMedianRuns: median(seeds.map((seed) => delayOf(rule, seed, (values, day) => scaled(values, 0.98 ** day)))),
    outageStaysOpenPct: 100 * shareOf(seeds, (seed) => outage(rule, seed).open),
    outageOneIncidentPct: 100 * shareOf(seeds, (seed) => outage(rule, seed).one),
    coldStartRecall: coldStart(rule, seeds),
  };
}

const shareOf = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.filter(holds).length / items.length;

/** Only the number of rows moves; everything else stays about where it is. */
const scaled = (values: Values, factor: number): Values => ({ ...values, rows: Math.round(values.rows * factor) });

/** No calendar but the weekend, no steps, no trend. */
function plain(sd: number, dip: number): (behaviour: Behaviour) => Behaviour {
  return (behaviour) => ({
    ...behaviour,
    level: behaviour.kind === 'rows' ? 20_000 : behaviour.level,
    trend: 0,
    weekdays: behaviour.weekdays.map((_, day) => (behaviour.kind === 'rows' && (day === 0 || day === 6) ? 1 - dip : 1)),
    monthEnd: { factor: 1, days: 1 },
    holiday: 1,
    yearly: { share: 0, phase: 0 },
    noise: { sd: behaviour.kind === 'rows' ? sd : Math.min(sd, 0.03), form: 'gaussian' },
    release: null,
  });
}

function watched(
  rule: Rule,
  { runs, cadence }: Simulated,
  history: number,
): { watcher: Watcher; next: SimulatedRun[] } {
  const watcher = rule.start({ cadence, holidays: holidayNumbers });
  for (const run of runs.slice(0, history)) watcher.observe(partitionOf(run, run.values));
  return { watcher, next: runs.slice(history) };
}

const alarms = (watcher: Watcher, run: SimulatedRun, values: Values): boolean =>
  watcher.judge(partitionOf(run, values)).alarms.length > 0;

const drops = [5, 8, 10, 12, 15, 20, 30, 40, 50, 60, 70, 80, 90, 95];

/** The smallest drop of one run's rows that is told in 90 % of the series: noise 2 %, weekend dip 30 %. 100 when none is. */
function smallestDrop(rule: Rule, seeds: readonly string[], history: number): number {
  const found = new Map(drops.map((drop) => [drop, 0]));
  for (const seed of seeds) {
    const series = simulate(`${seed}/drop`, {
      cadence: 'daily',
      runs: history + 7,
      adjust: plain(0.02, 0.3),
      missing: 0,
    });
    const { watcher, next } = watched(rule, series, history);
    const run = next[0]!;
    for (const drop of drops)
      if (alarms(watcher, run, scaled(run.values, 1 - drop / 100))) found.set(drop, found.get(drop)! + 1);
  }
  return drops.find((drop) => drops.every((other) => other < drop || found.get(other)! >= 0.9 * seeds.length)) ?? 100;
}

/** Of the rows' logarithm, where jumps and shifts are given in standard deviations. */
const noise = 0.1;
const patience = 30;

/** Runs until the rule alarms, the first being 1; one more than were waited for when it never does. */
function delayOf(rule: Rule, seed: string, change: (values: Values, day: number) => Values): number {
  const series = simulate(`${seed}/delay`, {
    cadence: 'daily',
    runs: 60 + patience,
    adjust: plain(noise, 0),
    missing: 0,
  });
  const { watcher, next } = watched(rule, series, 60);
  for (const [index, run] of next.entries()) {
    const values = change(run.values, index + 1);
    const partition = partitionOf(run, values);
    if (watcher.judge(partition).alarms.length > 0) return index + 1;
    watcher.observe(partition);
  }
  return patience + 1;
}

const outageRuns = 5;

/** Five runs with 40 to 95 % of the rows missing: is each of them told, and is the return to normal no second alarm? */
function outage(rule: Rule, seed: string): { open: boolean; one: boolean } {
  const series = simulate(`${seed}/outage`, {
    cadence: 'daily',
    runs: 60 + 2 * outageRuns,
    adjust: plain(0.03, 0.2),
    missing: 0,
  });
  const { watcher, next } = watched(rule, series, 60);
  const random = randomFrom(`${seed}/outage-depth`);
  const told = next.map((run, index) => {
    const values = index < outageRuns ? scaled(run.values, 0.05 + 0.55 * random.unit()) : run.values;
    const partition = partitionOf(run, values);
    const verdict = watcher.judge(partition);
    watcher.observe(partition);
    return verdict.alarms.length > 0;
  });
  const open = told.slice(0, outageRuns).every(Boolean);
  return { open, one: open && !told.slice(outageRuns).some(Boolean) };
}

const gross: ((values: Values) => Values)[] = [
  (values) => scaled(values, 10),
  (values) => scaled(values, 0.1),
  (values) => ({ ...values, nullShare: 1 }),
  (values) => ({ ...values, mean: values.mean * 10, sd: values.sd * 10 }),
];

/** Gross errors after three earlier runs: ten times the rows, a tenth, all null, a unit ten times as large. */
function coldStart(rule: Rule, seeds: readonly string[]): number {
  const hits = seeds.flatMap((seed) => {
    const { watcher, next } = watched(rule, simulate(`${seed}/cold`, { cadence: 'daily', runs: 4, missing: 0 }), 3);
    const run = next[0]!;
    return gross.map((change) => alarms(watcher, run, change(run.values)));
  });
  return hits.filter(Boolean).length / hits.length;
}
