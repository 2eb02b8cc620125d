import type { Failure, Severity } from './types.ts';

const ORDER: readonly Severity[] = ['info', 'warn', 'error', 'critical'];

/** How bad, as a number that may be compared: info 0, warn 1, error 2, critical 3. */
export function severityRank(severity: Severity): number {
  return ORDER.indexOf(severity);
}

/** How loud a failure is told: a `warn` outcome is never louder than warn, whatever its expectation says. */
export function toldSeverity(failure: Pick<Failure, 'outcome' | 'severity'>): Severity {
  return failure.outcome === 'warn' && severityRank(failure.severity) > 1 ? 'warn' : failure.severity;
}

/** The worst severity of some failures; info when there are none. */
export function worstSeverity(failures: readonly Pick<Failure, 'severity'>[]): Severity {
  const rank = Math.max(0, ...failures.map((failure) => severityRank(failure.severity)));
  return ORDER[rank] ?? 'info';
}
