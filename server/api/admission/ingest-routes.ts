import type { IngestKind } from './admission.ts';

/** The routes that take in what pipelines post: admitted before their body is read, and they count their own bytes. */
export const ingestRoutes: ReadonlyMap<string, Exclude<IngestKind, 'bulk'>> = new Map([
  ['/api/v1/profiles', 'profiles'],
  ['/api/v1/results', 'profiles'],
  ['/api/v1/runs', 'runs'],
  ['/api/v1/lineage', 'runs'],
  ['/api/v1/lineage/batch', 'runs'],
]);
