import { fieldsOf, listOf } from './fields.ts';
import type { LineageEvent } from './read-event.ts';

/** Does an event tell how checks went? Most do not, and are not looked into. */
export function isTelling({ runFacets, inputs, outputs }: LineageEvent): boolean {
  if (listOf(fieldsOf(runFacets['test'])['tests']).length > 0) return true;
  return [...inputs, ...outputs].some(
    ({ facets }) => listOf(fieldsOf(facets['dataQualityAssertions'])['assertions']).length > 0,
  );
}
