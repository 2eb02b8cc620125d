import { parse } from 'yaml';
import { isMap, textOf, type Field } from '../field.ts';
import { notPossible, translated, type Origin } from '../translation.ts';
import type { Entry, Translation } from '../types.ts';
import { yamlExcess } from '../../suite/yaml-excess.ts';

/** A rule of our own that a contract carries as `custom` with the engine `plumbline`: one entry of a suite, as YAML. */
export function plumblineRule(implementation: Field, { check, pointer, dataset }: Origin): Translation {
  const origin = { check, pointer, dataset };
  const text = textOf(implementation);
  if (text === undefined || yamlExcess(text) !== null)
    return notPossible(origin, 'its implementation is no text, or too large');
  try {
    const entry: unknown = parse(text, { schema: 'core', logLevel: 'silent', maxAliasCount: 0 });
    if (isMap(entry)) return translated(origin, [entry as Entry]);
  } catch {
    return notPossible(origin, 'its implementation is not YAML');
  }
  return notPossible(origin, 'its implementation is no entry of a suite');
}
