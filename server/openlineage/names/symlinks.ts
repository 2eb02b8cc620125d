import { fieldsOf, listOf } from '../fields.ts';
import { nameOf, type LineageDataset, type LineageName } from '../read-event.ts';

/** Other names that a producer says are the same dataset; at most ten of one. */
export function symlinksOf({ facets }: Pick<LineageDataset, 'facets'>): LineageName[] {
  const identifiers = listOf(fieldsOf(facets['symlinks'])['identifiers']).map(fieldsOf);
  return identifiers.flatMap((one) => nameOf(one) ?? []).slice(0, 10);
}
