/** How expectations are joined to one. */
export const COMPOSITIONS = ['all', 'any', 'not', 'implies'] as const;
export type CompositionName = (typeof COMPOSITIONS)[number];

/** Is this kind a composition of others? */
export function isComposition(kind: string): kind is CompositionName {
  return (COMPOSITIONS as readonly string[]).includes(kind);
}
