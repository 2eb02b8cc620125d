import { z } from 'zod';
import { instant } from './common.ts';

/** How a node stands: a dataset as the lists show it, a job by its newest run; an open incident is a failure. */
export const nodeStatusSchema = z.enum(['ok', 'warn', 'fail', 'undecided', 'unknown', 'running']);
export type NodeStatus = z.infer<typeof nodeStatusSchema>;

export const lineageNodeSchema = z.object({
  /** `dst_42`, `job_7`; `hidden_1` for what lies in a namespace that the caller may not see; `group:owner:payments`. */
  id: z.string(),
  kind: z.enum(['dataset', 'job', 'hidden', 'group']),
  /** Hops from the focus; negative upstream. Of a group: of its nearest. */
  distance: z.number().int(),
  namespace: z.string().nullable(),
  name: z.string().nullable(),
  slug: z.string().nullable(),
  owner: z.string().nullable(),
  /** Of a group: the worst in it. */
  status: nodeStatusSchema,
  incident: z.string().nullable(),
  retired: z.boolean(),
  /** Of a job. */
  integration: z.string().nullable(),
  jobType: z.string().nullable(),
  parent: z.string().nullable(),
  /** Neighbours that the answer left out; `atLeast`: there may be more of them. */
  more: z.object({ up: z.number().int(), down: z.number().int(), atLeast: z.boolean() }),
  /** Nodes that a group stands for; 1 for a node itself. */
  count: z.number().int(),
  failing: z.number().int(),
});
export type LineageNode = z.infer<typeof lineageNodeSchema>;

export const lineageEdgeSchema = z.object({
  from: z.string(),
  to: z.string(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  /** Events that told of it. */
  count: z.number().int(),
  source: z.enum(['observed', 'declared', 'manual']),
  /** The newest finished run of its job no longer had it. */
  isFormer: z.boolean(),
  /** Jobs that it goes through, at most twenty. */
  jobs: z.array(z.string()),
});
export type LineageEdge = z.infer<typeof lineageEdgeSchema>;

export const neighbourhoodSchema = z.object({
  focus: z.string(),
  level: z.enum(['dataset', 'job', 'application']),
  at: instant.nullable(),
  nodes: z.array(lineageNodeSchema),
  edges: z.array(lineageEdgeSchema),
  /** Neighbours were left out, because the answer has as many nodes as were asked for. */
  isCut: z.boolean(),
});
export type LineageNeighbourhood = z.infer<typeof neighbourhoodSchema>;
