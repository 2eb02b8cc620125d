import { z } from 'zod';

/** `learning`: whether what is usual is learnt, and how it is told. */
export const learning = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .meta({
      description:
        'Does Plumbline learn from the profiles of every dataset what is usual, and warn of what is not? A suite can ' +
        'switch it off for its datasets.',
    }),
  cacheMb: z.number().int().min(1).max(65_536).default(256).meta({
    description:
      'How much memory, in MiB, a process uses to remember what it learnt. What finds no room is read from the database.',
  }),
  country: z
    .string()
    .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3}){0,2}$/, 'must be a country like `US` or `DE-BY`')
    .optional()
    .meta({
      description:
        'Whose public holidays are days unlike others, as a country (ISO 3166) and where it matters its region: `US`, ' +
        '`DE-BY`. Without it no day is a holiday.',
    }),
  demoteBelow: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .meta({
      description:
        'A kind of learned alarm that people answered at least 8 times in a dataset within 180 days, and that is right more ' +
        'seldom than this share for certain (95 %), is only shown there from then on. Without it nothing is demoted.',
    }),
});
