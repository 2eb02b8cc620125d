import { z } from 'zod';
import { instant } from './common.ts';
import { lineageNodeSchema } from './lineage-graph.ts';

export const lineageSearchSchema = z.object({
  items: z.array(
    lineageNodeSchema.extend({
      /** `selected`: by a selection, where `distance` counts from what was named. */
      match: z.enum(['exact', 'prefix', 'substring', 'selected']),
      column: z.string().nullable(),
    }),
  ),
  /** There are more. */
  isCut: z.boolean(),
});
export type LineageSearch = z.infer<typeof lineageSearchSchema>;

const nodeAtSchema = z.object({ id: z.string(), namespace: z.string(), name: z.string(), at: instant });
const edgeAtSchema = z.object({
  from: nodeAtSchema.omit({ at: true }),
  to: nodeAtSchema.omit({ at: true }),
  at: instant,
});

export const lineageChangesSchema = z.object({
  from: instant,
  to: instant,
  newDatasets: z.array(nodeAtSchema),
  newJobs: z.array(nodeAtSchema),
  newEdges: z.array(edgeAtSchema),
  /** What a run that began in the span no longer had; `at`: its start. */
  formerEdges: z.array(edgeAtSchema),
  newColumns: z.array(edgeAtSchema.extend({ fromColumn: z.string().nullable(), toColumn: z.string().nullable() })),
  /** There is more of some kind than was asked for. */
  isCut: z.boolean(),
});
export type LineageChanges = z.infer<typeof lineageChangesSchema>;

export const manualEdgeSchema = z.object({ from: z.string(), to: z.string() });
