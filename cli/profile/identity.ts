import { createHash } from 'node:crypto';
import type { DataInterval, Profile } from '../../checks/index.ts';
import { usageFailure } from '../failure.ts';
import type { ProfileOptions } from './profile-options.ts';

const dayMs = 86_400_000;

/** The event time that --interval or --date names; a date is its UTC day. Undefined when neither is given. */
export function dataIntervalOf({
  interval,
  date,
}: Pick<ProfileOptions, 'interval' | 'date'>): DataInterval | undefined {
  if (date !== undefined) {
    const start = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date) {
      throw usageFailure(`--date ${JSON.stringify(date)} is not a day`, 'Write it like 2026-01-22.');
    }
    return { start: new Date(start).toISOString(), end: new Date(start + dayMs).toISOString() };
  }
  if (interval === undefined) return undefined;
  const [start = '', end = '', ...rest] = interval.split('/');
  if (end === '' || rest.length > 0) {
    throw usageFailure(
      `--interval ${JSON.stringify(interval)} is not START/END`,
      'Write it like 2026-01-22T00:00:00Z/2026-01-23T00:00:00Z.',
    );
  }
  const found = { start: instantOption('--interval', start), end: instantOption('--interval', end) };
  if (Date.parse(found.start) >= Date.parse(found.end))
    throw usageFailure('--interval ends before it starts', 'The start is part of it, the end is not.');
  return found;
}

/** An RFC 3339 instant with its zone, as given; a failure that names the option otherwise. */
export function instantOption(option: string, text: string): string {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
  if (form.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw usageFailure(
    `${option}: ${JSON.stringify(text)} is not an instant with a zone`,
    'Write it like 2026-01-22T06:00:00Z.',
  );
}

/**
 * A key from dataset, interval and everything measured: the same files give the same key and are taken once, corrected files give
 * another key and supersede.
 */
export function idempotencyKeyOf(profile: Profile): string {
  const { dataset, dataInterval } = profile;
  const hash = createHash('sha256').update(JSON.stringify(profile)).digest('hex').slice(0, 24);
  const name = `${dataset.namespace}/${dataset.name}`;
  return [
    name.length <= 150 ? name : createHash('sha256').update(name).digest('hex').slice(0, 24),
    dataInterval?.start,
    hash,
  ]
    .filter((part) => part !== undefined)
    .join('/');
}
