import type { Dataset } from '../data/dataset.ts';
import type { Label } from '../data/manifest.ts';
import { contextOf } from '../data/context.ts';
import type { Rule } from '../rule.ts';
import { alarmedDay, judged, learn, told } from './judged.ts';
import type { RuleScore } from './judged.ts';

/** A legitimate change may be told on its day and on the two after it: by then it must be accepted. */
const settlingPartitions = 3;

interface Day {
  index: number;
  label: Label | undefined;
  alarmed: boolean;
  /** Is anything told that was not told the run before? */
  fresh: boolean;
  text: ReturnType<typeof alarmedDay>;
}

/**
 * Labelled real errors: found when the rule alarms on their day. All other days with an alarm count against it, but the days of
 * legitimate changes; of those it is asked whether they gave exactly one run of alarms, beginning on their day.
 */
export function scoreLabelled(dataset: Dataset, rule: Rule): RuleScore {
  const days = daysOf(dataset, rule);
  const errors = days.filter(({ label }) => label?.class === 'error');
  const evolutions = days.filter(({ label }) => label?.class === 'evolution').map((day) => evolutionOf(day, days));
  const settling = new Set(evolutions.flatMap(({ incidents }) => incidents.slice(0, 1).flat()));
  const other = days.filter(({ label, fresh, index }) => fresh && !label && !settling.has(index));
  const unlabelled = days.filter(({ label }) => !label).length;
  return {
    figures: {
      errorsFound: errors.filter(({ alarmed }) => alarmed).length,
      errorsToldAnew: errors.filter(({ fresh }) => fresh).length,
      errorsTotal: errors.length,
      otherAlarmDaysPer1000: (1000 * other.length) / unlabelled,
      otherAlarmDays: other.length,
      evolutionsTotal: evolutions.length,
      evolutionsOneIncident: evolutions.filter(({ incidents }) => incidents.length === 1).length,
    },
    details: {
      errors: errors.map(({ label, alarmed, fresh, text }) => ({ ...text, kind: label?.kind, found: alarmed, fresh })),
      evolutions: evolutions.map(({ day, incidents }) => ({
        day: day.text.day,
        kind: day.label?.kind,
        incidents: incidents.length,
      })),
      otherAlarms: other.map(({ text }) => text),
    },
  };
}

/** Every partition after the warm-up as the rule judged it. */
function daysOf({ manifest, partitions }: Dataset, rule: Rule): Day[] {
  const labels = new Map((manifest.labels ?? []).map((label) => [label.start.getTime(), label]));
  const watcher = rule.start(contextOf(manifest));
  const days: Day[] = [];
  for (const [index, partition] of partitions.entries()) {
    if (index >= manifest.warmup) {
      const verdict = judged(watcher, partition);
      const label = labels.get(partition.start.getTime());
      const [alarmed, fresh] = [verdict.alarms.length > 0, told(verdict).alarms.length > 0];
      days.push({ index, label, alarmed, fresh, text: alarmedDay(partition.start, verdict) });
    }
    learn(watcher, partition);
  }
  return days;
}

/**
 * Runs of days with an alarm, without a day between them, from the change's day until it must be accepted or something else with a
 * label happens.
 */
function evolutionOf(day: Day, days: readonly Day[]): { day: Day; incidents: number[][] } {
  const incidents: number[][] = [];
  const later = days.filter(({ index }) => index > day.index && index < day.index + settlingPartitions);
  const labelled = later.findIndex(({ label }) => label !== undefined);
  for (const { index, alarmed } of [day, ...(labelled === -1 ? later : later.slice(0, labelled))]) {
    if (!alarmed) continue;
    const last = incidents.at(-1);
    if (last && last.at(-1) === index - 1) last.push(index);
    else incidents.push([index]);
  }
  return { day, incidents };
}
