import type { SegmentPattern } from '../expectation.ts';
import { normalisedFilter } from '../filter-text.ts';

const LONGEST_FILTER = 40;

/** A segment as people write it, the same for any order of its keys: `city=Berlin, country=DE`. */
export function segmentWords(segment: readonly SegmentPattern[]): string {
  const parts = segment.map(({ key, value }) => `${key}=${value}`);
  return parts.sort().join(', ');
}

/** What tells the key of an expectation from that of the whole dataset: `[country=DE]`, `[where paid]`, or nothing. */
export function scopeSuffix(scope: { segment?: readonly SegmentPattern[]; where?: string }): string {
  const { segment, where } = scope;
  const part = segment === undefined ? '' : `[${segmentWords(segment)}]`;
  if (where === undefined) return part;
  const filter = normalisedFilter(where);
  const shown = filter.length > LONGEST_FILTER ? `${filter.slice(0, LONGEST_FILTER)}…` : filter;
  return `${part}[where ${shown}]`;
}
