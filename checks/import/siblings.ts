import type { Entry, Plain, Translation } from './types.ts';

/** Kinds that name another dataset in their parameter `dataset`. */
const KINDS = ['referential_integrity', 'row_count_matches', 'aggregate_matches', 'dataset_match'];

/**
 * Other tables by their whole name: a table that a source names without a namespace lies where the dataset itself does,
 * `orders_copy` beside `postgres://db:5432/shop.public.orders` is `postgres://db:5432/shop.public.orders_copy`.
 */
export function withSiblings(
  translation: Translation,
  dataset: { namespace: string; name: string } | undefined,
): Translation {
  if (dataset === undefined) return translation;
  return { ...translation, entries: translation.entries.map((entry) => withSibling(entry, dataset)) };
}

function withSibling(entry: Entry, dataset: { namespace: string; name: string }): Entry {
  const kind = KINDS.find((one) => one in entry);
  const value = kind === undefined ? undefined : entry[kind];
  if (kind === undefined || !isEntry(value) || typeof value['dataset'] !== 'string') return entry;
  const other = value['dataset'];
  if (other.includes('/')) return entry;
  const before = other.includes('.') ? '' : dataset.name.slice(0, dataset.name.lastIndexOf('.') + 1);
  return { ...entry, [kind]: { ...value, dataset: `${dataset.namespace}/${before}${other}` } };
}

function isEntry(value: Plain | undefined): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
