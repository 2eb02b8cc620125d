import { z } from 'zod';
import { logLevels } from '../log.ts';

const secret = true;

/** What is written of what happens. */
export const log = z.strictObject({
  level: z.enum(logLevels).default('info').meta({ description: 'The least important entries that are written.' }),
  format: z.enum(['auto', 'json', 'text']).default('auto').meta({
    description: '`json`: one ECS object a line. `text`: short lines. `auto`: `text` on a terminal, else `json`.',
  }),
  requests: z
    .enum(['off', 'debug', 'info'])
    .default('debug')
    .meta({
      description:
        'The level of the line that each request writes. Slow requests and those that fail on our side are warnings whatever ' +
        'this says.',
    }),
  slowMs: z.number().int().min(1).max(600_000).default(1_000).meta({
    description: 'A request that takes so many milliseconds is slow.',
  }),
  healthChecks: z.boolean().default(false).meta({
    description: 'Whether requests of /livez, /readyz and /metrics write a line too.',
  }),
});

/** What is measured of ourselves, and who may read it. */
export const metrics = z.strictObject({
  access: z
    .enum(['loopback', 'token', 'anyone', 'off'])
    .default('loopback')
    .meta({
      description:
        'Who may read /metrics. `loopback`: programs on this machine, as long as `public_url` is on this machine too, and ' +
        'whoever has the token. `token`: only who has it. `anyone`: no question asked. `off`: there is no such page.',
    }),
  token: z
    .string()
    .min(16)
    .optional()
    .meta({ description: 'What a scraper sends as `Authorization: Bearer …` to read /metrics.', secret }),
});
