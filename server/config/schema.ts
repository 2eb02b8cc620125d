import { z } from 'zod';
import { kafka } from './kafka.ts';
import { learning } from './learning.ts';
import { limits, shutdown } from './limits.ts';
import { lineage } from './lineage.ts';
import { isNetwork } from './network-list.ts';
import { log, metrics } from './telemetry.ts';

const network = z.string().refine(isNetwork, 'must be an address or a block like 10.0.0.0/8');
const port = z.number().int().min(1).max(65_535);

const smtp = z.strictObject({
  host: z.string().min(1).optional().meta({ description: 'Mail server. Without it no e-mail can be sent.' }),
  port: port.default(587).meta({ description: 'Port of the mail server.' }),
  secure: z.boolean().default(false).meta({
    description: 'TLS from the first byte, as usual on port 465. Otherwise TLS is switched on by STARTTLS.',
  }),
  startTls: z.enum(['required', 'optional', 'off']).default('optional').meta({
    description: 'What to do about STARTTLS when `secure` is false: insist, use it when offered, or never use it.',
  }),
  user: z.string().min(1).optional().meta({ description: 'User name, when the mail server wants one.' }),
  password: z.string().min(1).optional().meta({ description: 'Password of `smtp.user`.', secret: true }),
  from: z.string().min(3).optional().meta({
    description: 'Sender of the mails, like `Plumbline <plumbline@example.org>`. Needed with `smtp.host`.',
  }),
});

const session = z.strictObject({
  idleHours: z.number().positive().max(720).default(12).meta({
    description: 'A signed-in person who does nothing for so long must sign in again.',
  }),
  absoluteDays: z.number().positive().max(90).default(7).meta({
    description: 'Longest time between two sign-ins, however busy the person.',
  }),
});

// A token in plain text may travel inside this machine only.
const isPrivateTransport = (url: string) =>
  /^https:/.test(url) || /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(url);

const slack = z.strictObject({
  token: z
    .string()
    .regex(/^\s*xox[a-z][-.a-zA-Z0-9]{5,500}\s*$/, 'must be a bot token of Slack, which starts xoxb-')
    .optional()
    .meta({ description: 'Bot token of your Slack app. Without it nothing can be sent to Slack.', secret: true }),
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isPrivateTransport, 'must start with https:// unless it is on this machine')
    .transform((url) => (url.endsWith('/') ? url : `${url}/`))
    .default('https://slack.com/api/')
    .meta({ description: "Where Slack's Web API is: `https://slack-gov.com/api/` for GovSlack, or a proxy of yours." }),
});

const webhooks = z.strictObject({
  allowPrivateNetworks: z
    .union([z.boolean(), z.array(network)])
    .default([])
    .meta({
      description:
        'Private addresses that webhooks may be sent to: a list of blocks, `true` for all of them, or none. ' +
        'Everything else in private, loopback and link-local ranges is refused.',
    }),
});

const notifications = z.strictObject({
  groupWaitSeconds: z.number().int().min(0).max(3_600).default(30).meta({
    description: 'How long the first message about an incident waits for further failures, unless its route says else.',
  }),
  groupIntervalSeconds: z.number().int().min(1).max(86_400).default(300).meta({
    description: 'Shortest time between two messages about one group, unless its route says else.',
  }),
  repeatIntervalSeconds: z.number().int().min(60).max(2_592_000).default(14_400).meta({
    description: 'After how long an incident that is still open is told again, unless its route says else.',
  }),
  leaseSeconds: z
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(90)
    .meta({
      description:
        'How long a message that is being sent belongs to the process that sends it. When that process dies, another one ' +
        'sends it after this time. Keep it above 60, the longest that a mail server may take, or messages are sent twice.',
    }),
});

const clock = z.strictObject({
  leaseSeconds: z
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(30)
    .meta({
      description:
        'How long something that is due belongs to the process that does it. When that process dies, another one does it ' +
        'after this time.',
    }),
});

const runs = z.strictObject({
  lostAfterHours: z.number().positive().max(8_784).default(24).meta({
    description:
      'A run that started and says nothing for so long, no end and no sign of life, opens an incident on its job.',
  }),
});

const gate = z.strictObject({
  twoPersonOverrides: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Must every override of a gate be approved by somebody else than who asked for it? Without it whoever may ' +
        'approve one needs nobody else for his own.',
    }),
});

const publicUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ''))
  .optional();

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
  .refine((url) => URL.canParse(url), 'is no valid URL; characters like @ in a password must be percent-encoded')
  .optional();

/**
 * Every setting of the server: the one source of its parsing, its defaults and its reference page. Names become
 * `PLUMBLINE_SMTP__HOST` in the environment and `smtp: { host: }` in the file; `secret` values are never printed.
 */
export const configSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').meta({
    description: 'Address to listen on. The default can be reached from this machine only; `0.0.0.0` is every address.',
  }),
  port: z.number().int().min(0).max(65_535).default(8080).meta({
    description: 'TCP port to listen on; 0 takes any that is free.',
  }),
  publicUrl: publicUrl.meta({
    description: 'The address people open, used in links of messages. Without it `http://localhost:<port>`.',
  }),
  dataDir: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        'Where the managed database and its files lie. Without it `$XDG_DATA_HOME/plumbline` or ' +
        '`~/.local/share/plumbline`; for root with a closed home `/var/lib/plumbline`.',
    }),
  databaseUrl: databaseUrl.meta({
    description:
      'Your own Postgres (15 or later), like `postgres://user:password@host/name?sslmode=verify-full`. ' +
      'Without it Plumbline runs one of its own. `DATABASE_URL` is read too.',
    secret: true,
  }),
  databasePoolSize: z.number().int().min(2).max(200).default(10).meta({
    description: 'Most connections to the database at once.',
  }),
  maxBodyMib: z.number().int().min(1).max(512).default(32).meta({
    description: 'Largest request body after decompression, in MiB.',
  }),
  setupTokenMinutes: z.number().int().min(1).max(10_080).default(60).meta({
    description: 'How long the one-time link for the first administrator works.',
  }),
  trustedProxies: z.array(network).default([]).meta({
    description: 'Addresses or blocks of reverse proxies whose X-Forwarded-For and -Proto headers are believed.',
  }),
  session: session.prefault({}),
  smtp: smtp.prefault({}),
  slack: slack.prefault({}),
  webhooks: webhooks.prefault({}),
  notifications: notifications.prefault({}),
  limits: limits.prefault({}),
  shutdown: shutdown.prefault({}),
  clock: clock.prefault({}),
  runs: runs.prefault({}),
  gate: gate.prefault({}),
  learning: learning.prefault({}),
  kafka: kafka.prefault({}),
  lineage: lineage.prefault({}),
  log: log.prefault({}),
  metrics: metrics.prefault({}),
});

type Parsed = z.output<typeof configSchema>;

/** The mail server; only there when `smtp.host` is set. */
export type SmtpConfig = Parsed['smtp'] & { host: string; from: string };

/** The settings as the server uses them, every default filled in. */
export type Config = Omit<Parsed, 'smtp' | 'publicUrl' | 'dataDir'> & {
  publicUrl: string;
  dataDir: string;
  smtp?: SmtpConfig;
};
