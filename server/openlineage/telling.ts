import { fieldsOf, listOf } from './fields.ts';
import type { LineageEvent } from './read-event.ts';

/** Does an event tell how checks went? Most do not, and are not looked into. */
export function isTelling({ runFacets, inputs, outputs }: LineageEvent): boolean {
  const holds = (facet: unknown, list: string) => listOf(fieldsOf(facet)[list]).length > 0;
  if (holds(runFacets['test'], 'tests') || holds(runFacets['testRun'], 'tests')) return true;
  const asserting = ['dataQualityAssertions', 'greatExpectations_assertions'];
  return [...inputs, ...outputs].some(({ facets }) => asserting.some((name) => holds(facets[name], 'assertions')));
}
