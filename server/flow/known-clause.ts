import { closestName } from '../../alerts/index.ts';
import { Problem } from '../problem.ts';
import type { QualifiedName } from '../store/datasets.ts';
import type { CompiledRules } from './rules-cache.ts';

/** Refuses an expectation or a consumer that no suite of the dataset names: an override of a mistyped one would never hold. */
export function refuseUnknown(
  rules: CompiledRules,
  { dataset, expectation, consumer }: { dataset: QualifiedName; expectation: string | null; consumer: string | null },
): void {
  const { suites, arrivals, consumers } = rules.of(dataset);
  const keys = suites.flatMap(({ suite }) => suite.expectations.map(({ key }) => key));
  const errors = [
    ...unknown({ pointer: '/expectation', what: 'expectation', name: expectation }, [
      ...keys,
      ...arrivals.map(({ key }) => key),
    ]),
    ...unknown({ pointer: '/consumer', what: 'consumer', name: consumer }, [...consumers.keys()]),
  ];
  if (errors.length > 0) throw new Problem('invalid-request', 'The override is not valid.', { errors });
}

function unknown({ pointer, what, name }: { pointer: string; what: string; name: string | null }, known: string[]) {
  if (name === null || known.includes(name)) return [];
  const near = closestName(name, known);
  const hint = near === null ? '' : `; did you mean ${JSON.stringify(near)}?`;
  return [
    { pointer, message: `no suite of this dataset has the ${what} ${JSON.stringify(name.slice(0, 100))}${hint}` },
  ];
}
