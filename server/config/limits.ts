import { z } from 'zod';

/** `limits`: what the server takes in at once, and when it takes in nothing more. */
export const limits = z.strictObject({
  inFlightRequests: z.number().int().min(4).max(100_000).default(200).meta({
    description: 'Most posts of profiles and runs at work at once; further ones are told to come again (503).',
  }),
  inFlightMib: z
    .number()
    .int()
    .min(1)
    .max(65_536)
    .default(96)
    .meta({
      description:
        'Most bytes of bodies of profiles and runs held at once, in MiB. A single body is taken whatever its size, up to ' +
        '`max_body_mib`.',
    }),
  keyShare: z.number().min(0.01).max(1).default(0.5).meta({
    description: 'The part of `in_flight_requests` that one API key may hold; beyond it that key alone gets 429.',
  }),
  requestsPerSecond: z
    .number()
    .positive()
    .max(1_000_000)
    .default(5_000)
    .meta({ description: 'Posts a second that one API key may make over time; five seconds of it may come at once.' }),
  profilesPerSecond: z.number().positive().max(1_000_000).default(10_000).meta({
    description: 'Profiles a second that one API key may post over time; five seconds of it may come at once.',
  }),
  poolWaitMs: z.number().int().min(10).max(10_000).default(1_000).meta({
    description: 'When a post has waited longer for a connection to the database, further ones are told to come again.',
  }),
  eventLoopDelayMs: z
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(200)
    .meta({
      description:
        'When the process itself is late by more (the 99th percentile of a second, three seconds in a row), posts are ' +
        'told to come again.',
    }),
  freeDiskMib: z
    .number()
    .int()
    .min(0)
    .max(1_048_576)
    .default(256)
    .meta({
      description:
        'Below so much free space on the disk of the managed database, posts are told to come again; reading, acknowledging ' +
        'and signing in go on. 0 looks at no disk.',
    }),
});

/** `shutdown`: how the server goes when it is asked to. */
export const shutdown = z.strictObject({
  graceSeconds: z
    .number()
    .min(0)
    .max(300)
    .default(0.5)
    .meta({
      description:
        'After SIGTERM `/readyz` says 503 at once, and for so long everything else is still answered, so that a load balancer ' +
        'can look elsewhere first. Behind one, 5 is usual. Ctrl-C does not wait.',
    }),
});
