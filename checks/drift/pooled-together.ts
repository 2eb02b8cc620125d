import type { Distribution } from './distribution.ts';
import { placesOf } from './matched.ts';
import { pooledWith } from './pooled.ts';

/** All of some distributions in one, none forgotten; null of nothing. */
export function pooled(parts: readonly (Distribution | null)[]): Distribution | null {
  return parts.reduce((before, part) => {
    if (part === null) return before;
    const places = part.categories === null ? new Map<string, number>() : placesOf(part.categories);
    return pooledWith(before, part, { kept: 1, places });
  }, null);
}
