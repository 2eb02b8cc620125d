import type { Confirmation } from '../expectation.ts';
import type { CheckResult, Outcome } from '../result.ts';

/** How often it failed of the newest `of` profiles, the failing one at hand included; `before` is newest first. */
export function confirmationOf(
  { n, of }: Confirmation,
  before: readonly Outcome[],
): NonNullable<CheckResult['confirmation']> {
  const earlier = before.slice(0, of - 1);
  const failed = 1 + earlier.filter((outcome) => outcome === 'fail').length;
  return { failed, seen: 1 + earlier.length, n, of };
}
