import { z } from 'zod';
import { checkResultSchema, instant, verdictSchema } from './common.ts';
import { dataInterval, qualifiedName } from './profile.ts';
import { incidentRelationSchema } from './verdict.ts';

const name = (max: number) => z.string().min(1).max(max);
const formatSchema = z.enum(['dbt', 'gx', 'soda', 'deequ', 'openlineage', 'plain']);

/** POST /api/v1/results: what the file of the tool does not say itself. */
export const resultsQuerySchema = z.object({
  namespace: name(200).optional(),
  dataset: name(500).optional(),
  run: name(300).optional(),
  interval: name(100).optional(),
  format: formatSchema.optional(),
});

/** The same as fields around the document. */
export const resultsEnvelopeSchema = z.strictObject({
  document: z.unknown().refine((value) => value !== undefined && value !== null, 'is missing'),
  /** dbt's manifest.json, which says of which datasets its tests are. */
  manifest: z.unknown().optional(),
  dataset: qualifiedName.partial().optional(),
  run: z.strictObject({ id: name(300), job: qualifiedName.optional() }).optional(),
  dataInterval: dataInterval.optional(),
  idempotencyKey: name(300).optional(),
});

const note = z.object({ pointer: z.string(), message: z.string() });

const externalVerdictSchema = z.object({
  dataset: z.object({ id: z.string(), namespace: z.string(), name: z.string(), url: z.string() }),
  /** The tool and its suite: `gx:orders_suite`. */
  suite: z.string(),
  run: z.string().nullable(),
  judgedAt: instant.nullable(),
  verdict: verdictSchema,
  gate: z.enum(['allow', 'warn', 'block']),
  results: z.array(checkResultSchema),
  incidents: z.array(incidentRelationSchema),
  warnings: z.array(note),
});

/** The answer to results of another tool: one item for each suite and dataset, and what in the document is no result. */
export const resultsAnswerSchema = z.object({
  format: formatSchema,
  items: z.array(externalVerdictSchema),
  ignored: z.array(note),
});
export type ResultsAnswer = z.infer<typeof resultsAnswerSchema>;
