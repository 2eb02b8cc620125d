import type { FieldProblem } from '../../checks/index.ts';
import { coversNamespace, namespacesOf, type Principal } from '../flow/principal.ts';
import { fieldsOf, listOf, type Fields } from '../openlineage/index.ts';

/**
 * Takes out of an event the symlinks to namespaces that the sender may not post to: a key must not say of a foreign dataset that it is one
 * with its own. Answers where, so that it is kept as a warning of the event. Changes `event`.
 */
export function leaveOutForeignSymlinks(event: Fields, principal: Principal): FieldProblem[] {
  const patterns = namespacesOf(principal);
  const warnings: FieldProblem[] = [];
  const places = (['inputs', 'outputs'] as const).flatMap((side) =>
    listOf(event[side]).map((dataset, index) => [`/${side}/${index}`, dataset] as const),
  );
  for (const [pointer, dataset] of [...places, ['/dataset', event['dataset']] as const]) {
    const facet = fieldsOf(fieldsOf(fieldsOf(dataset)['facets'])['symlinks']);
    const identifiers = listOf(facet['identifiers']);
    const isOwn = (one: unknown) => {
      const { namespace } = fieldsOf(one);
      return typeof namespace !== 'string' || coversNamespace(patterns, namespace);
    };
    const own = identifiers.filter(isOwn);
    if (own.length === identifiers.length) continue;
    facet['identifiers'] = own;
    const message = 'names a namespace that the sender may not post to: left out';
    warnings.push({ pointer: `${pointer}/facets/symlinks/identifiers`, message });
  }
  return warnings;
}
