import type { Suite } from '../expectation.ts';
import { reportUnknown } from './clause.ts';
import { readText, refuse, type ValueReader } from './values.ts';

/**
 * The dataset that a suite names: text splits at its last slash (`postgres://db:5432/shop.public.orders`), a mapping
 * `{ namespace, name }` says it where a name has slashes of its own.
 */
export const readDataset: ValueReader<Suite['dataset']> = (value, report) => {
  if (value.type === 'map') {
    const parts: Record<string, string | undefined> = {};
    for (const entry of value.entries) {
      const { key } = entry;
      if (key !== 'namespace' && key !== 'name') reportUnknown(entry, ['namespace', 'name'], report);
      else parts[key] = readText(entry.value, report);
    }
    const { namespace, name } = parts;
    if (namespace?.includes('*')) return refuse(value, report, 'a namespace without *: a suite is for one namespace');
    if (namespace !== undefined && name !== undefined) return { namespace, name };
    report('PL1008', value, 'a dataset needs "namespace" and "name"');
    return undefined;
  }
  const text = readText(value, report);
  if (text === undefined) return undefined;
  const slash = text.lastIndexOf('/');
  const [namespace, name] = [text.slice(0, slash), text.slice(slash + 1)];
  if (namespace.includes('*')) return refuse(value, report, 'a namespace without *: a suite is for one namespace');
  if (slash > 0 && !namespace.endsWith('/') && name !== '') return { namespace, name };
  return refuse(value, report, 'namespace/name, such as postgres://db:5432/shop.public.orders');
};

/** Is the suite for this dataset? `*` in the name stands for any run of characters; the namespace is meant literally. */
export function matchesDataset(suite: Pick<Suite, 'dataset'>, dataset: { namespace: string; name: string }): boolean {
  return suite.dataset.namespace === dataset.namespace && matchesPattern(suite.dataset.name, dataset.name);
}

/** Does the whole text match a pattern in which `*` stands for any run of characters? Each piece is looked for once. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  const last = pieces[pieces.length - 1] ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
