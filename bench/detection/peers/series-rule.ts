import type { Alarm, DayVerdict, Partition, Rule, Watcher } from '../rule.ts';
import { featuresOf } from './features.ts';

/** What a rule for one metric's history says of the next value. */
export interface SeriesRule {
  name: string;
  about: string;
  /** Values it looks back at; the newest come last. */
  window: number;
  /** Earlier values without which it says nothing. */
  least: number;
  /** From the history, how far a value lies from what is expected, 1 being the limit: beyond 1 it alarms. */
  fit(history: readonly number[]): (value: number) => number;
}

/** Time columns move by a day each day; their distance from the partition's start is what stays the same. */
const relative = new Set(['first instant', 'last instant']);

/** A rule for datasets that asks the same question of every metric apart, as the products do. */
export function seriesRule(rule: SeriesRule): Rule {
  return { name: rule.name, about: rule.about, start: () => new SeriesWatcher(rule) };
}

class SeriesWatcher implements Watcher {
  private readonly series = new Map<string, number[]>();
  /** Made when first asked for, valid until the next observation: trials of one day ask over and over. */
  private readonly fits = new Map<string, (value: number) => number>();
  private lastKeys = new Set<string>();
  private readonly rule: SeriesRule;

  constructor(rule: SeriesRule) {
    this.rule = rule;
  }

  judge(partition: Partition): DayVerdict {
    const features = seriesValues(partition);
    const alarms: Alarm[] = [];
    let score = 0;
    for (const [key, { column, metric, value }] of features) {
      const history = this.series.get(key) ?? [];
      if (history.length < this.rule.least) continue;
      const fit = this.fits.get(key) ?? this.rule.fit(history);
      this.fits.set(key, fit);
      const distance = fit(value);
      score = Math.max(score, distance);
      if (distance > 1) alarms.push({ column, metric, score: distance, text: `${metric} is ${value.toPrecision(4)}` });
    }
    for (const key of this.lastKeys) {
      if (features.has(key) || (this.series.get(key)?.length ?? 0) < this.rule.least) continue;
      const [column = '', metric = ''] = key.split('\0');
      if (metric === 'share of the most frequent') continue;
      alarms.push({
        column: column === '' ? null : column,
        metric,
        score: goneScore,
        text: `${metric} cannot be measured`,
      });
      score = Math.max(score, goneScore);
    }
    return { alarms, score };
  }

  observe(partition: Partition): void {
    const features = seriesValues(partition);
    this.lastKeys = new Set(features.keys());
    this.fits.clear();
    for (const [key, { value }] of features) {
      const history = this.series.get(key) ?? [];
      history.push(value);
      if (history.length > this.rule.window) history.shift();
      this.series.set(key, history);
    }
  }
}

const goneScore = 100;

/** The metrics of a partition by `column\0metric`, times as the distance from the partition's start. */
export function seriesValues({ start, profile }: Partition): ReturnType<typeof featuresOf> {
  const features = featuresOf(profile);
  for (const feature of features.values()) if (relative.has(feature.metric)) feature.value -= start.getTime();
  return features;
}
