import { z } from 'zod';
import { instant } from './common.ts';
import { lineageNodeSchema, nodeStatusSchema } from './lineage-graph.ts';

export const mapLevelSchema = z.enum(['dataset', 'job', 'application', 'schema', 'namespace']);

/** The estate as columns of equally many values, so that thousands of nodes are read in milliseconds. */
export const lineageMapSchema = z.object({
  /** What the nodes are. `schema` or `namespace` where what was asked for would be more than 20,000 nodes. */
  level: mapLevelSchema,
  laidOutAt: instant,
  /** The graph has changed since; a new layout is being made. */
  isOutdated: z.boolean(),
  /** There are more edges than are drawn. */
  isCut: z.boolean(),
  /** Nodes of namespaces that the caller may not see, and that are not here. */
  hidden: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  /** How much room one node has. */
  pitch: z.object({ x: z.number().int(), y: z.number().int() }),
  nodes: z.object({
    /** `dst_42`, `job_7`, `group:schema:…`. */
    ids: z.array(z.string()),
    names: z.array(z.string()),
    /** Places in `namespaces`. */
    namespaces: z.array(z.number().int()),
    /** Places in `statuses`. */
    statuses: z.array(z.number().int()),
    /** Datasets that a node stands for; 1 for a node itself. */
    counts: z.array(z.number().int()),
    x: z.array(z.number().int()),
    y: z.array(z.number().int()),
  }),
  namespaces: z.array(z.string()),
  statuses: z.array(nodeStatusSchema),
  /** Places of nodes, source and target in turns. */
  edges: z.array(z.number().int()),
  /** What stands together: a schema, a DAG, the datasets of a namespace. */
  blocks: z.array(
    z.object({
      name: z.string(),
      namespace: z.string(),
      x: z.number().int(),
      y: z.number().int(),
      width: z.number().int(),
      height: z.number().int(),
      count: z.number().int(),
      failing: z.number().int(),
    }),
  ),
});
export type LineageMap = z.infer<typeof lineageMapSchema>;

export const lineageNodesSchema = z.object({ items: z.array(lineageNodeSchema) });
export type LineageNodes = z.infer<typeof lineageNodesSchema>;
