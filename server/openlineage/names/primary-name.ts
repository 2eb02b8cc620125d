import type { LineageName } from '../read-event.ts';
import { isOfPlatform, isPlaceOfBytes } from './platforms.ts';

/**
 * Which of the names of one dataset is shown and judged: what a platform's catalogue calls it before a name of a free
 * namespace before where its bytes lie, then the first in the order of texts. It depends on the names alone, not on which came first.
 */
export function primaryName<T extends LineageName>(names: readonly [T, ...T[]]): T {
  return names.reduce((best, one) => (isBefore(one, best) ? one : best));
}

const rankOf = (name: LineageName) => (isPlaceOfBytes(name) ? 2 : isOfPlatform(name) ? 0 : 1);

function isBefore(a: LineageName, b: LineageName): boolean {
  const [first, second] = [rankOf(a), rankOf(b)];
  if (first !== second) return first < second;
  return a.namespace === b.namespace ? a.name < b.name : a.namespace < b.namespace;
}
