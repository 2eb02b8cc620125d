import { coversNamespace, namespacesOf, type Principal } from '../flow/principal.ts';

/** Says of stored JSON whether it names a namespace (a field called so, however deep) that the caller may not see. */
export function foreignNames(principal: Principal): (value: unknown) => boolean {
  const patterns = namespacesOf(principal);
  if (patterns.includes('*')) return () => false;
  const isForeign = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some(isForeign);
    return Object.entries(value).some(([key, one]) =>
      typeof one === 'string' ? key === 'namespace' && !coversNamespace(patterns, one) : isForeign(one),
    );
  };
  return isForeign;
}

const mostBytes = 32 * 1024;

/** A facet for an answer: without its content where that is too much, or not the caller's to see. */
export function facetShape(name: string, facet: unknown, isForeign: (value: unknown) => boolean) {
  const bytes = Buffer.byteLength(JSON.stringify(facet) ?? '');
  return { name, bytes, facet: bytes > mostBytes || isForeign(facet) ? null : facet };
}
