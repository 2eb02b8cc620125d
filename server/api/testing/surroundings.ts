import { createAdmission } from '../admission/admission.ts';
import type { AppSettings } from '../app.ts';

type Log = AppSettings['log'];

const bound = (log: Partial<Log>): typeof log =>
  Object.fromEntries(
    (['debug', 'info', 'warn', 'error'] as const).flatMap((level) => {
      const write = log[level]?.bind(log);
      return write ? [[level, write]] : [];
    }),
  );

const quiet: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (fields) => process.stderr.write(`${JSON.stringify(fields, errorText)}\n`),
};

const errorText = (_: string, value: unknown) => (value instanceof Error ? value.stack : value);

/** A log that says errors alone, and whatever a test listens to. */
export const quietLog = (log: Partial<Log> = {}): Log => ({ ...quiet, ...bound(log) });

/** Lets in whatever a test posts. */
export const openAdmission = () => {
  const perKey = { requests: plenty, profiles: plenty, inFlight: 10_000 };
  const limits = { inFlightRequests: 10_000, inFlightBytes: 2 ** 30, perKey };
  return createAdmission(limits, { trouble: () => null, clock: () => performance.now() });
};
const plenty = { perSecond: 1e6, most: 1e6 };
