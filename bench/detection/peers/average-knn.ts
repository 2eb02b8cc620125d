import { quantile } from 'simple-statistics';
import type { DayVerdict, Partition, Rule, Watcher } from '../rule.ts';
import { seriesValues } from './series-rule.ts';

const neighbours = 5;
const contamination = 0.01;
/** Below this many runs there is no neighbourhood to speak of. */
const least = 8;
/** The paper keeps all runs; so many are a bound for the time that each refit takes. */
const window = 120;

/**
 * Redyuk, Kaoudi, Markl, Schelter (EDBT 2021): the vector of a partition's metrics, scaled to [0, 1] by the history, is novel when its
 * mean distance to the 5 nearest earlier ones exceeds the 99 % quantile of that distance among the earlier ones.
 */
export const averageKnn: Rule = {
  name: 'averageKnn',
  about: 'AvgKNN (EDBT 2021): 5 nearest neighbours, Euclidean, contamination 1 %',
  needs: 'many metrics',
  start: () => new KnnWatcher(),
};

class KnnWatcher implements Watcher {
  private readonly history: Map<string, number>[] = [];
  private model: { keys: string[]; low: number[]; width: number[]; points: number[][]; limit: number } | null = null;

  judge(partition: Partition): DayVerdict {
    if (this.history.length < least) return { alarms: [], score: 0 };
    const model = (this.model ??= this.fitted());
    const distance = nearest(scaled(valuesOf(partition), model), model.points);
    const score = model.limit > 0 ? distance / model.limit : distance === 0 ? 0 : 100;
    const text = `distance ${distance.toPrecision(3)}, limit ${model.limit.toPrecision(3)}`;
    return { score, alarms: score > 1 ? [{ column: null, metric: 'novelty', score, text }] : [] };
  }

  observe(partition: Partition): void {
    this.model = null;
    this.history.push(valuesOf(partition));
    if (this.history.length > window) this.history.shift();
  }

  private fitted() {
    const keys = [...new Set(this.history.flatMap((values) => [...values.keys()]))];
    const columns = keys.map((key) => this.history.map((values) => values.get(key) ?? 0));
    const low = columns.map((values) => Math.min(...values));
    // What never changed has no scale: a change of it counts as much as the whole range of another metric.
    const width = columns.map((values, index) => Math.max(...values) - low[index]! || Math.abs(low[index]!) || 1);
    const points = this.history.map((values) => scaled(values, { keys, low, width }));
    const own = points.map((point, index) =>
      nearest(
        point,
        points.filter((_, other) => other !== index),
      ),
    );
    return { keys, low, width, points, limit: quantile(own, 1 - contamination) };
  }
}

const valuesOf = (partition: Partition): Map<string, number> =>
  new Map([...seriesValues(partition)].map(([key, { value }]) => [key, value]));

function scaled(
  values: Map<string, number>,
  { keys, low, width }: { keys: string[]; low: number[]; width: number[] },
): number[] {
  return keys.map((key, index) => ((values.get(key) ?? 0) - low[index]!) / width[index]!);
}

function nearest(point: readonly number[], others: readonly (readonly number[])[]): number {
  const distances = others.map((other) => {
    let sum = 0;
    for (let at = 0; at < point.length; at++) sum += (point[at]! - other[at]!) ** 2;
    return Math.sqrt(sum);
  });
  const least = distances.sort((left, right) => left - right).slice(0, neighbours);
  return least.reduce((sum, distance) => sum + distance, 0) / least.length;
}
