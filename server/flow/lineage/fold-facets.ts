import type { LineageName } from '../../openlineage/index.ts';
import { nameKey } from '../../store/datasets.ts';
import type { Folded, ReadEvent } from './folded.ts';

const longestName = 200;

/** Facets that describe one run or one reading, not the dataset. */
const passing = new Set([
  'dataQualityMetrics',
  'dataQualityAssertions',
  'inputStatistics',
  'outputStatistics',
  'subset',
  'greatExpectations_assertions',
  'dataQuality',
]);

/** The newest facet of each name that a batch tells of its jobs and datasets. */
export function foldFacets(folded: Folded, { event, at }: ReadEvent): void {
  const putter = (kind: 'job' | 'dataset', of: LineageName) => (key: string, facet: unknown) => {
    const name = key.slice(0, longestName);
    folded.facets.set(`${kind}\0${nameKey(of)}\0${name}`, { kind, of, name, at, facet });
  };
  if (event.job) {
    const put = putter('job', event.job);
    for (const [name, facet] of Object.entries(event.jobFacets)) put(name, facet);
  }
  for (const { namespace, name, facets, deleted } of [...event.inputs, ...event.outputs]) {
    const put = putter('dataset', { namespace, name });
    for (const [key, facet] of Object.entries(facets)) if (!passing.has(key)) put(key, facet);
    for (const key of deleted) put(key, null);
  }
}
