import { absenceWords, awaitedWords, type ArrivalRule, type Newest } from '../../checks/index.ts';
import type { Failure } from '../../alerts/index.ts';

/** What is told of deadlines that nothing came for, oldest first; `more` were not looked at, because there were too many. */
export function arrivalFailure(
  key: string,
  of: { rule: ArrivalRule; dues: readonly Date[]; newest: Newest | null; skipped?: number },
  now: Date,
): Failure {
  const { rule, dues, newest, skipped = 0 } = of;
  const more = skipped === 0 ? '' : `; ${skipped} deadlines before were not looked at, so long was Plumbline away`;
  return {
    expectation: key,
    kind: 'arrival',
    column: null,
    outcome: 'fail',
    severity: rule.severity,
    observed: newest?.arrivedAt.toISOString() ?? null,
    expected: { text: awaitedWords(rule, dues) },
    unit: null,
    reason: `${absenceWords(rule, newest)}${more}`,
    since: now.toISOString(),
    healedAt: null,
  };
}
