import { readResults } from '../../checks/index.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { receiveResults } from '../flow/receive-results.ts';
import { Problem } from '../problem.ts';
import type { Ctx } from './mount.ts';
import { noteRefusal, postedRunIn } from './note-refusal.ts';

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Does an event tell how checks went? Most do not, and are not looked into. */
function isTelling(value: unknown): boolean {
  const event = fieldsOf(value);
  if (listOf(fieldsOf(fieldsOf(fieldsOf(event['run'])['facets'])['test'])['tests']).length > 0) return true;
  const datasets = [...listOf(event['inputs']), ...listOf(event['outputs']), event['dataset']].map(fieldsOf);
  const places = datasets.flatMap(({ facets, inputFacets, outputFacets }) => [facets, inputFacets, outputFacets]);
  return places.some((place) => listOf(fieldsOf(fieldsOf(place)['dataQualityAssertions'])['assertions']).length > 0);
}

/**
 * Keeps the assertions and tests that an OpenLineage event carries, as if they had been posted to /api/v1/results. A facet is
 * no reason to refuse an event: what cannot be read of it is said where posts are refused.
 */
export async function receiveAssertions(c: Ctx, receive: ReceiveContext, event: unknown): Promise<void> {
  if (!isTelling(event)) return;
  const reading = readResults(event, { format: 'openlineage' });
  if ('problems' in reading) {
    const detail = 'The event was taken, without the assertions and tests in it.';
    return noteRefusal(c, new Problem('invalid-request', detail, { errors: reading.problems }), postedRunIn(event));
  }
  for (const { dataset, ...verdict } of reading.verdicts) {
    const { namespace, name } = dataset;
    if (namespace !== null && name !== null)
      await receiveResults(receive, { ...verdict, dataset: { namespace, name }, key: null });
  }
}
