import { z } from 'zod';

/** How far somebody has come with setting up, in the namespaces that they see; samples do not count. */
export const firstStepsSchema = z.object({
  firstEvent: z.boolean(),
  owner: z.boolean(),
  check: z.boolean(),
  route: z.boolean(),
  samples: z.array(z.object({ namespace: z.string(), slug: z.string() })),
});
export type FirstStepsShape = z.infer<typeof firstStepsSchema>;
