import type { LineageName } from '../read-event.ts';
import { isPlaceOfBytes } from './platforms.ts';

/**
 * Which of the names of one dataset is shown and judged: what a catalogue calls it before where its bytes lie, then the first in
 * the order of texts. It depends on the names alone, not on which came first.
 */
export function primaryName<T extends LineageName>(names: readonly [T, ...T[]]): T {
  return names.reduce((best, one) => (isBefore(one, best) ? one : best));
}

function isBefore(a: LineageName, b: LineageName): boolean {
  const [first, second] = [isPlaceOfBytes(a), isPlaceOfBytes(b)];
  if (first !== second) return second;
  return a.namespace === b.namespace ? a.name < b.name : a.namespace < b.namespace;
}
