import { weekdays } from '../../calendar/index.ts';
import { readSeverity } from './clause.ts';
import type { JsonSchema } from './values.ts';

const TEXT: JsonSchema = { type: 'string', minLength: 1 };
const DURATION: JsonSchema = { type: ['string', 'number'] };
const DAY: JsonSchema = { enum: ['daily', 'workdays', ...weekdays] };
const severity = readSeverity.schema ?? {};

/** What `by` and `expect_every` may look like. */
export const ARRIVAL_SCHEMAS: Record<'by' | 'expect_every', JsonSchema> = {
  by: {
    description: 'By when a profile must have come: a time and a zone, such as 06:00 Europe/Berlin.',
    anyOf: [
      TEXT,
      {
        type: 'object',
        properties: {
          time: TEXT,
          on: { anyOf: [DAY, { type: 'array', items: DAY, minItems: 1 }] },
          for: TEXT,
          grace: DURATION,
          severity,
        },
        required: ['time'],
        additionalProperties: false,
      },
    ],
  },
  expect_every: {
    description: 'The longest time from one profile to the next, such as 24h.',
    anyOf: [
      TEXT,
      {
        type: 'object',
        properties: { gap: TEXT, grace: DURATION, severity },
        required: ['gap'],
        additionalProperties: false,
      },
    ],
  },
};
