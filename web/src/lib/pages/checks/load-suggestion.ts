import { change } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import type { SuggestedSuiteShape } from '../../api/types.ts';
import { plural } from '../../format/number.ts';

export interface NewSuite {
  /** What is in the editor to begin with. */
  yaml: string;
  /** Why it says that; empty for the plain beginning. */
  note: string;
  /** What there is to choose from; null where profiles suggest nothing. */
  suggested: SuggestedSuiteShape | null;
}

/** A first suite: what the profiles of the dataset in the address suggest, else the shortest one there is. */
export async function loadSuggestion(url: URL): Promise<NewSuite> {
  const dataset = datasetOf(url.searchParams.get('dataset') ?? '');
  if (dataset === null) return { yaml: firstSuite('namespace/dataset'), note: '', suggested: null };
  try {
    const suggested = await change.suggestSuite(dataset);
    if (suggested === null || suggested.suggestions.length === 0) throw new Problem(Problem.unreachable);
    const { suggestions, profiles } = suggested;
    const made = `${plural(suggestions.length, 'expectation')} that the newest ${profiles === 1 ? 'profile' : `${profiles} profiles`}`;
    const note = `${made} suggest, each with its reason. Choose which of them to keep.`;
    return { yaml: suggested.yaml, note, suggested };
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status === 401) throw failure;
    return {
      yaml: firstSuite(`${dataset.namespace}/${dataset.name}`),
      note: 'Its profiles suggest nothing yet.',
      suggested: null,
    };
  }
}

/** `namespace/name`, split at the last slash as suites do. */
function datasetOf(text: string): { namespace: string; name: string } | null {
  const slash = text.lastIndexOf('/');
  return slash > 0 && slash < text.length - 1 ? { namespace: text.slice(0, slash), name: text.slice(slash + 1) } : null;
}

function firstSuite(dataset: string): string {
  const name = JSON.stringify(dataset.slice(dataset.lastIndexOf('/') + 1));
  return `suite: ${name}\ndataset: ${JSON.stringify(dataset)}\nexpect:\n  - row_count: { at_least: 1 }\n`;
}
