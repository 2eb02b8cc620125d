/** A value as a record; anything else is an empty one. */
export const fieldsIn = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

export const listIn = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(fieldsIn) : []);

export const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The facet of this name, empty where there is none. */
export const facetOf = (facets: Record<string, unknown> | null, name: string) => fieldsIn(facets?.[name]);

/** `pii` for `{key: pii, value: true}`, else `tier:gold`. */
export function tagName({ key, value }: { key: string; value: string | null }): string {
  return value === null || value === '' || value.toLowerCase() === 'true' ? key : `${key}:${value}`;
}

/** The tags of a `tags` facet, of one column or (null) of the whole. */
export function tagsIn(facets: Record<string, unknown> | null, column: string | null): string[] {
  const tags = listIn(facetOf(facets, 'tags')['tags']).flatMap(({ key, value, field }) => {
    const isOf = (textIn(field) ?? '') === (column ?? '');
    return isOf && typeof key === 'string' && key !== '' ? [tagName({ key, value: textIn(value) })] : [];
  });
  return [...new Set(tags)].sort();
}

/** Facets of several events of one thing, the oldest first: one that comes again replaces the one before as a whole. */
export function mergedFacets(each: readonly unknown[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const facets of each)
    for (const [name, facet] of Object.entries(fieldsIn(facets)))
      if (fieldsIn(facet)['_deleted'] === true) delete merged[name];
      else if (facet !== null) merged[name] = facet;
  return merged;
}
