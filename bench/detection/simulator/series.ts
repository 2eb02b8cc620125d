import type { Cadence } from '../rule.ts';
import { beta, binomial, heavyTailed } from '../random.ts';
import type { Random } from '../random.ts';
import { isHoliday, isMonthEnd } from './days.ts';

export const metricKinds = ['rows', 'mean', 'sd', 'nullShare', 'distinct'] as const;
export type MetricKind = (typeof metricKinds)[number];

/** How one metric of one dataset behaves; drawn once for a series. */
export interface Behaviour {
  kind: MetricKind;
  level: number;
  /** Of the level, per day. */
  trend: number;
  /** A factor for each day of the week, Sunday first. */
  weekdays: number[];
  /** For hourly series, a factor for each hour of the day. */
  hours: number[] | null;
  monthEnd: { factor: number; days: number };
  holiday: number;
  yearly: { share: number; phase: number };
  noise: { sd: number; form: 'gaussian' | 'heavy' | 'autoregressive' };
  /** A legitimate step that stays: at which run, and by which factor. */
  release: { at: number; factor: number } | null;
}

/** How strongly calendars move each kind: rows most, the mean and the spread of values little. */
const calendarStrength: Record<MetricKind, number> = { rows: 1, mean: 0.2, sd: 0.2, nullShare: 0.3, distinct: 0.7 };

const between = (random: Random, low: number, high: number): number => low + (high - low) * random.unit();
const weakened = (factor: number, strength: number): number => factor ** strength;

export interface Setting {
  kind: MetricKind;
  cadence: Cadence;
  runs: number;
}

/** Draws a behaviour from the ranges of section 4.3 of the design. */
export function drawBehaviour(random: Random, { kind, cadence, runs }: Setting): Behaviour {
  const strength = calendarStrength[kind];
  const dip = random.pick([0, 0, 0.1, 0.3, 0.6]);
  const weekday = Array.from({ length: 7 }, (_, day) =>
    weakened((day === 0 || day === 6 ? 1 - dip : 1) * (1 + 0.03 * random.normal()), strength),
  );
  const forms = ['gaussian', 'gaussian', 'heavy', 'autoregressive'] as const;
  const released = random.unit() < 0.3;
  return {
    kind,
    level: levelOf(random, kind),
    trend: random.unit() < 0.5 ? 0 : between(random, -0.003, 0.005) * strength,
    weekdays: weekday,
    hours: cadence === 'hourly' ? dayCurve(random, strength) : null,
    monthEnd: {
      factor: weakened(random.unit() < 0.5 ? 1 : between(random, 1, 1.8), strength),
      days: 1 + random.below(3),
    },
    holiday: weakened(random.unit() < 0.3 ? 1 : between(random, 0.3, 1.2), strength),
    yearly: { share: between(random, 0, 0.2) * strength, phase: random.unit() },
    noise: { sd: Math.exp(between(random, Math.log(0.005), Math.log(0.1))), form: random.pick(forms) },
    release: released ? { at: Math.floor(between(random, 0.4, 0.9) * runs), factor: random.pick([0.7, 1.4, 2]) } : null,
  };
}

function levelOf(random: Random, kind: MetricKind): number {
  switch (kind) {
    case 'rows':
      return Math.exp(between(random, Math.log(300), Math.log(1e6)));
    case 'mean':
    case 'sd':
      return Math.exp(between(random, 0, Math.log(1000)));
    case 'nullShare':
      return random.pick([0.001, 0.01, 0.05, 0.2]);
    case 'distinct':
      return Math.exp(between(random, Math.log(20), Math.log(5000)));
  }
}

function dayCurve(random: Random, strength: number): number[] {
  const peak = between(random, 9, 20);
  const depth = between(random, 0.3, 0.8);
  return Array.from({ length: 24 }, (_, hour) =>
    weakened(1 - (depth * (1 - Math.cos(((hour - peak) * Math.PI) / 12))) / 2, strength),
  );
}

/** The next values of a metric, run by run; it remembers its last noise. */
export function valuesOf(behaviour: Behaviour, random: Random): (run: number, at: Date, rows: number) => number {
  let carried = 0;
  return (run, at, rows) => {
    const { noise, kind } = behaviour;
    const fresh = noise.form === 'heavy' ? heavyTailed(random) : random.normal();
    carried = noise.form === 'autoregressive' ? 0.7 * carried + Math.sqrt(1 - 0.49) * fresh : fresh;
    const expected = expectedAt(behaviour, run, at);
    if (kind === 'nullShare') return nullShare(random, { expected: Math.min(0.9, expected), rows, sd: noise.sd });
    const value = expected * Math.exp(noise.sd * carried);
    return kind === 'distinct' ? Math.max(1, Math.round(Math.min(value, rows))) : value;
  };
}

function expectedAt(behaviour: Behaviour, run: number, at: Date): number {
  const days = (run * (behaviour.hours ? 1 / 24 : 1)) | 0;
  const year = 2 * Math.PI * (days / 365 + behaviour.yearly.phase);
  const hour = behaviour.hours?.[localHour(at)] ?? 1;
  const released = behaviour.release && run >= behaviour.release.at ? behaviour.release.factor : 1;
  return (
    behaviour.level *
    (1 + behaviour.trend) ** days *
    (behaviour.weekdays[at.getUTCDay()] ?? 1) *
    (isMonthEnd(at, behaviour.monthEnd.days) ? behaviour.monthEnd.factor : 1) *
    (isHoliday(at) ? behaviour.holiday : 1) *
    (1 + behaviour.yearly.share * Math.sin(year)) *
    hour *
    released
  );
}

/** People get up an hour earlier by UTC from the second Sunday of March 2024 on. */
const summer = Date.parse('2024-03-10T07:00:00Z');
const localHour = (at: Date): number => (at.getUTCHours() + (at.getTime() >= summer ? 1 : 0)) % 24;

/** Nulls among `rows`, beta-binomial: the share itself wanders by the noise. */
function nullShare(random: Random, { expected, rows, sd }: { expected: number; rows: number; sd: number }): number {
  const concentration = 1 / Math.max(sd, 0.01) ** 2;
  const share = beta(random, expected * concentration, (1 - expected) * concentration);
  const counted = Math.max(1, Math.round(rows));
  return binomial(random, counted, share) / counted;
}
