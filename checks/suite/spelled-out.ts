import { BOUND_KEYS } from './bounds.ts';
import type { MapTree } from './tree.ts';

/** Words of a bound that may stand beside `metric: NAME`. */
export const METRIC_WORDS: readonly string[] = [...BOUND_KEYS, 'warn', 'change'];

/** `{ metric: orders.refund_rate, above: 0.05 }` written out: the words of the bound go into the metric's own mapping. */
export function withBoundsInside(entry: MapTree): MapTree {
  const metric = entry.entries.find(({ key }) => key === 'metric');
  const words = entry.entries.filter(({ key }) => METRIC_WORDS.includes(key));
  if (metric?.value.type !== 'scalar' || typeof metric.value.value !== 'string' || words.length === 0) return entry;
  const { line, column } = metric.value;
  const name = { key: 'name', place: metric.place, value: metric.value };
  const whole = { ...metric, value: { type: 'map' as const, line, column, entries: [name, ...words] } };
  const entries = entry.entries.flatMap((one) => (one === metric ? [whole] : words.includes(one) ? [] : [one]));
  return { ...entry, entries };
}
