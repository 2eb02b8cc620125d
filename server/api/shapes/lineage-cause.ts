import { z } from 'zod';
import { instant } from './common.ts';

/** A node of the way; one in a namespace that the caller may not see is `hidden`, without a name. */
export const causeNodeSchema = z.object({
  id: z.string(),
  slug: z.string().nullable(),
  namespace: z.string().nullable(),
  name: z.string().nullable(),
});

export const evidenceSchema = z.object({
  kind: z.enum([
    'run-failed',
    'run-missing',
    'late',
    'checks-failed',
    'schema-changed',
    'volume-changed',
    'code-changed',
    'checks-passed',
  ]),
  at: instant,
  text: z.string(),
  incident: z.string().optional(),
  job: z.string().optional(),
  run: z.string().optional(),
});

export const suspectSchema = z.object({
  node: causeNodeSchema,
  /** Hops upstream of what fails; 0 is itself. */
  distance: z.number().int(),
  /** What speaks against it, strongest first; none of a hidden one. */
  evidence: z.array(evidenceSchema),
  /** The way from it to what fails, it first; `job`: by which the node is reached from the one before. */
  path: z.array(z.object({ node: causeNodeSchema, job: z.string().nullable() })),
});
export type SuspectShape = z.infer<typeof suspectSchema>;

export const causeSchema = z.object({
  /** What fails itself, where nothing upstream is suspected. */
  suspect: suspectSchema,
  isUpstream: z.boolean(),
  /** Others upstream that are in trouble and have nothing in trouble above them. */
  others: z.array(suspectSchema),
});
export type CauseShape = z.infer<typeof causeSchema>;

export const blastRadiusSchema = z.object({
  /** Datasets downstream, what is due next first, then the nearest; at most 200, those that the caller may see. */
  items: z.array(
    z.object({
      node: causeNodeSchema,
      distance: z.number().int(),
      owner: z.string().nullable(),
      nextDueAt: instant.nullable(),
      /** Its open incident. */
      incident: z.string().nullable(),
    }),
  ),
  /** All that were found, also hidden ones. */
  total: z.number().int(),
  /** There was more than could be looked at. */
  isCut: z.boolean(),
});
export type BlastRadiusShape = z.infer<typeof blastRadiusSchema>;

export const lineageCauseSchema = z.object({
  dataset: z.string(),
  interval: z.object({ start: instant, end: instant }).nullable(),
  cause: causeSchema,
  blastRadius: blastRadiusSchema,
});
