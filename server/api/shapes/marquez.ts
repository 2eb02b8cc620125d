import { z } from 'zod';

// Marquez 0.51.1 as its own answers are: null where nothing is known, nothing left out.

const named = z.object({ namespace: z.string(), name: z.string() });
const version = z.object({ namespace: z.string(), name: z.string(), version: z.string() });
const facets = z.record(z.string(), z.unknown());
const nullable = z.string().nullable();
const list = <N extends string, T extends z.ZodType>(plural: N, item: T) =>
  z.object({ totalCount: z.number().int(), [plural]: z.array(item) } as Record<N, z.ZodArray<T>> & {
    totalCount: z.ZodNumber;
  });

export const marquezNamespaceSchema = z.object({
  name: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  ownerName: z.string(),
  description: nullable,
  isHidden: z.boolean(),
});
export const marquezNamespacesSchema = list('namespaces', marquezNamespaceSchema);

const field = z.object({ name: z.string(), type: nullable, tags: z.array(z.string()), description: nullable });
const transformed = { transformationDescription: nullable, transformationType: nullable };
const inputField = z.object({ namespace: z.string(), dataset: z.string(), field: z.string(), ...transformed });

const datasetCore = {
  id: named,
  type: z.enum(['DB_TABLE', 'STREAM']),
  name: z.string(),
  physicalName: z.string(),
  createdAt: z.string(),
  namespace: z.string(),
  sourceName: z.string(),
  fields: z.array(field),
  tags: z.array(z.string()),
  description: nullable,
};
const graphDataset = z.object({
  ...datasetCore,
  updatedAt: z.string(),
  lastModifiedAt: nullable,
  lastLifecycleState: nullable,
});
export const marquezDatasetSchema = graphDataset.extend({
  currentVersion: z.string(),
  columnLineage: z.array(z.object({ name: z.string(), inputFields: z.array(inputField), ...transformed })).nullable(),
  facets,
  deleted: z.boolean(),
});
export type MarquezDatasetShape = z.infer<typeof marquezDatasetSchema>;
export const marquezDatasetsSchema = list('datasets', marquezDatasetSchema);

const versionWithFacets = z.object({ datasetVersionId: version, facets });
export const marquezRunSchema = z.object({
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  nominalStartTime: nullable,
  nominalEndTime: nullable,
  state: z.enum(['NEW', 'RUNNING', 'COMPLETED', 'FAILED', 'ABORTED']),
  startedAt: nullable,
  endedAt: nullable,
  durationMs: z.number().int().nullable(),
  args: z.record(z.string(), z.string()),
  jobVersion: version.nullable(),
  inputDatasetVersions: z.array(versionWithFacets),
  outputDatasetVersions: z.array(versionWithFacets),
  facets,
});
export type MarquezRunShape = z.infer<typeof marquezRunSchema>;
export const marquezRunsSchema = list('runs', marquezRunSchema);
export const marquezFacetsSchema = z.object({ runId: z.string(), facets });

export const marquezVersionSchema = z.object({
  ...datasetCore,
  version: z.string(),
  lifecycleState: nullable,
  currentSchemaVersion: nullable,
  createdByRun: marquezRunSchema.nullable(),
  facets,
});
export type MarquezVersionShape = z.infer<typeof marquezVersionSchema>;
export const marquezVersionsSchema = list('versions', marquezVersionSchema);

const graphJob = z.object({
  id: named,
  type: z.enum(['BATCH', 'STREAM', 'SERVICE']),
  name: z.string(),
  simpleName: z.string(),
  parentJobName: nullable,
  parentJobUuid: nullable,
  createdAt: z.string(),
  updatedAt: z.string(),
  namespace: z.string(),
  inputs: z.array(named),
  outputs: z.array(named),
  location: nullable,
  description: nullable,
  latestRun: marquezRunSchema.nullable(),
});
export const marquezJobSchema = graphJob.extend({
  latestRuns: z.array(marquezRunSchema),
  facets,
  currentVersion: z.string(),
  labels: z.array(z.string()),
  tags: z.array(z.string()),
});
export type MarquezJobShape = z.infer<typeof marquezJobSchema>;
export const marquezJobsSchema = list('jobs', marquezJobSchema);

const edge = z.object({ origin: z.string(), destination: z.string() });
const edges = { inEdges: z.array(edge), outEdges: z.array(edge) };
export const marquezGraphSchema = z.object({
  graph: z.array(
    z.union([
      z.object({ id: z.string(), type: z.literal('DATASET'), data: graphDataset, ...edges }),
      z.object({
        id: z.string(),
        type: z.literal('JOB'),
        data: graphJob.extend({ currentRunUuid: nullable }),
        ...edges,
      }),
    ]),
  ),
  /** There is more than could be told; Marquez has no such word. */
  isCut: z.boolean(),
});

const fieldNode = z.object({
  namespace: z.string(),
  dataset: z.string(),
  datasetVersion: z.string(),
  field: z.string(),
  fieldType: z.string(),
  ...transformed,
  inputFields: z.array(inputField.extend({ datasetVersion: z.string() })),
});
export const marquezColumnGraphSchema = z.object({
  graph: z.array(z.object({ id: z.string(), type: z.literal('DATASET_FIELD'), data: fieldNode, ...edges })),
  isCut: z.boolean(),
});

/** The events as they are kept, whatever they hold. */
export const marquezEventsSchema = list('events', z.record(z.string(), z.unknown()));

export const marquezSearchSchema = list(
  'results',
  z.object({
    type: z.enum(['DATASET', 'JOB']),
    name: z.string(),
    updatedAt: z.string(),
    namespace: z.string(),
    nodeId: z.string(),
  }),
);

export const marquezSourceSchema = z.object({
  type: z.string(),
  name: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  connectionUrl: nullable,
  description: nullable,
});
export const marquezSourcesSchema = list('sources', marquezSourceSchema);
export const marquezTagsSchema = list('tags', z.object({ name: z.string(), description: nullable }));
