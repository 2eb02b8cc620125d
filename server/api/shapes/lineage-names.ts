import { z } from 'zod';
import { instant } from './common.ts';

const nameSchema = z.object({ namespace: z.string(), name: z.string() });
const datasetNameSchema = nameSchema.extend({ id: z.string() });

export const namePatternSchema = z.object({
  /** nmp_3. */
  id: z.string(),
  from: nameSchema,
  to: nameSchema,
  createdBy: z.string(),
  createdAt: instant,
  /** Datasets that it joined. */
  joined: z.number().int(),
});
export type NamePatternShape = z.infer<typeof namePatternSchema>;
export const namePatternsSchema = z.object({ items: z.array(namePatternSchema) });

export const namePatternPreviewSchema = z.object({
  joins: z.array(
    z.object({
      dataset: datasetNameSchema,
      to: nameSchema,
      /** No dataset has the name that it would mean: it would be made. */
      isNew: z.boolean(),
    }),
  ),
  total: z.number().int(),
  isCut: z.boolean(),
});
export type NamePatternPreview = z.infer<typeof namePatternPreviewSchema>;

export const nameSuggestionsSchema = z.object({
  items: z.array(
    z.object({
      /** To be posted to /api/v1/lineage/names/patterns as it is. */
      pattern: z.object({ from: nameSchema, to: nameSchema }),
      pairs: z.array(z.object({ from: datasetNameSchema, to: datasetNameSchema })),
      /** Pairs whose newest schemas have the same fields. */
      sameSchema: z.number().int(),
      /** Pairs of which one is only written and the other only read. */
      joinsEnds: z.number().int(),
      reason: z.string(),
    }),
  ),
});
export type NameSuggestions = z.infer<typeof nameSuggestionsSchema>;

export const orphansSchema = z.object({
  orphans: z.array(
    datasetNameSchema.extend({
      /** `never-written`: something reads it; `never-read`: something writes it. */
      end: z.enum(['never-written', 'never-read']),
      alike: z.array(datasetNameSchema),
    }),
  ),
  /** Groups of datasets whose names differ only in case and separators. */
  nearDuplicates: z.array(z.array(datasetNameSchema)),
});
export type OrphansShape = z.infer<typeof orphansSchema>;

export const knownNameSchema = nameSchema.extend({
  /** `normalised`: another spelling; `symlink`: a producer says so; `pattern`: a pattern of a person. */
  by: z.enum(['normalised', 'symlink', 'pattern']),
  /** The dataset with the history of its own, of a name that is one with it; null of a spelling. */
  id: z.string().nullable(),
  profileCount: z.number().int(),
  patternId: z.string().nullable(),
  firstSeenAt: instant,
});
export const apartSchema = z.object({ id: z.string(), apart: z.boolean() });
