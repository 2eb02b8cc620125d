import { z } from 'zod';

const days = z.number().int().min(1).max(36_500);

/** What is kept of OpenLineage events, and for how long. */
export const lineage = z.strictObject({
  keepEventsDays: days.default(90).meta({
    description:
      'For how many days OpenLineage events are kept as they came, counted from their own time and from when they came. A week of them is ' +
      'dropped at once when it is over. Events that wait to be worked in, and those that could not be, are never dropped.',
  }),
  keepRunsDays: days.default(400).meta({
    description:
      'For how many days runs are kept with what they read and wrote. Runs of profiles, and parents of runs that are kept, stay.',
  }),
  keepFacetsDays: days.default(400).meta({
    description:
      'For how many days descriptions of jobs and datasets are kept that no event names any more. The jobs and datasets stay.',
  }),
  sql: z.enum(['keep', 'mask', 'drop']).default('mask').meta({
    description: 'Queries in OpenLineage events: kept, kept with every literal masked, or dropped.',
  }),
  environment: z.enum(['keep', 'mask', 'drop']).default('mask').meta({
    description: 'Environment variables in OpenLineage events: kept, kept without their values, or dropped.',
  }),
  stackTraces: z.enum(['keep', 'drop']).default('keep').meta({
    description: 'Stack traces in OpenLineage events: kept or dropped. The message of an error is kept.',
  }),
  sourceCode: z.enum(['keep', 'drop']).default('keep').meta({
    description: 'Source code in OpenLineage events: kept or dropped.',
  }),
});
