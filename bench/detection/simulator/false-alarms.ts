import type { Rule } from '../rule.ts';
import { holidayNumbers, isHoliday } from './days.ts';
import { arrivals, partitionOf, simulate } from './partitions.ts';
import type { Simulated } from './partitions.ts';
import { metricKinds } from './series.ts';

const learning = 21;
/** A legitimate step may be told on its run and the two after it. */
const settling = 3;

interface Counts {
  alarms: number;
  metricRuns: number;
  early: { alarms: number; metricRuns: number };
  holidays: { alarms: number; metricRuns: number };
  hourly: { alarms: number; metricRuns: number };
  late: { alarms: number; metricRuns: number };
  byKind: Record<string, number>;
  steps: { told: number; of: number };
}

/** Clean series, a third of them with a legitimate step: how often a rule alarms that should not. */
export function simulatedFalseAlarms(
  rule: Rule,
  seeds: readonly string[],
): { figures: Record<string, number>; details: unknown } {
  const counts: Counts = {
    alarms: 0,
    metricRuns: 0,
    early: { alarms: 0, metricRuns: 0 },
    holidays: { alarms: 0, metricRuns: 0 },
    hourly: { alarms: 0, metricRuns: 0 },
    late: { alarms: 0, metricRuns: 0 },
    byKind: {},
    steps: { told: 0, of: 0 },
  };
  for (const [index, seed] of seeds.entries()) {
    const hourly = index % 10 === 9;
    countSeries(counts, rule, simulate(seed, { cadence: hourly ? 'hourly' : 'daily', runs: hourly ? 840 : 200 }));
  }
  return {
    figures: {
      falseAlarmsPer1000MetricDays: per1000(counts),
      falseAlarmsRuns2To20Per1000: per1000(counts.early),
      falseAlarmsHolidaysPer1000: per1000(counts.holidays),
      falseAlarmsHourlyPer1000: per1000(counts.hourly),
      falseAlarmsLateRunsPer1000: per1000(counts.late),
      falseAlarmsWorstMetricPer1000: worstMetric(counts),
      stepsToldPct: (100 * counts.steps.told) / counts.steps.of,
    },
    details: { byMetric: counts.byKind },
  };
}

const per1000 = ({ alarms, metricRuns }: { alarms: number; metricRuns: number }): number =>
  (1000 * alarms) / metricRuns;

/** Of the metric that alarms most; each is there in every run. */
const worstMetric = ({ byKind, metricRuns }: Counts): number =>
  (1000 * Math.max(0, ...Object.values(byKind))) / (metricRuns / metricKinds.length);

/** A late run is judged by its own time and then not learnt, as the server does it with all of a past that was judged already. */
function countSeries(counts: Counts, rule: Rule, { behaviours, runs, cadence }: Simulated): void {
  const watcher = rule.start({ cadence, holidays: holidayNumbers });
  const steps = behaviours.flatMap(({ release }) => (release ? [release.at] : []));
  const told = new Set<number>();
  for (const [seen, run] of arrivals(runs).entries()) {
    const partition = partitionOf(run, run.values);
    const verdict = watcher.judge(partition);
    const isLate = run.lateBy !== undefined;
    if (!isLate) watcher.observe(partition);
    const step = steps.find((at) => run.run >= at && run.run < at + settling);
    if (step !== undefined) {
      if (verdict.alarms.length > 0) told.add(step);
      continue;
    }
    const alarms = new Set(
      verdict.alarms
        .filter(({ continues }) => continues !== true)
        .map(({ column, metric }) => `${column ?? ''} ${metric}`),
    );
    const part = seen < learning ? counts.early : counts;
    if (seen > 0) add(part, alarms.size);
    if (seen < learning) continue;
    if (isHoliday(run.start)) add(counts.holidays, alarms.size);
    if (cadence === 'hourly') add(counts.hourly, alarms.size);
    if (isLate) add(counts.late, alarms.size);
    for (const name of alarms) counts.byKind[name] = (counts.byKind[name] ?? 0) + 1;
  }
  counts.steps.of += steps.length;
  counts.steps.told += told.size;
}

function add(part: { alarms: number; metricRuns: number }, alarms: number): void {
  part.alarms += Math.min(alarms, metricKinds.length);
  part.metricRuns += metricKinds.length;
}
