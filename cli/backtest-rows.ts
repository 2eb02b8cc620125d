import type { ReplayAnswerShape, ReplaySideShape } from '../server/api/shapes/replay.ts';
import type { ReportRow } from './reports/index.ts';

type Suite = ReplaySideShape['suites'][number];
type Expectation = Suite['expectations'][number];

/**
 * A back-test as reports tell it: a check that would have spoken warns, and fails where there would have been more alerts
 * than the budget; one that nothing was evaluated by is undecided.
 */
export function backtestRows({ draft, current }: ReplayAnswerShape, isOver: boolean): ReportRow[] {
  return draft.suites.flatMap((suite) => {
    const before = current?.suites.find((one) => one.suite === suite.suite);
    return suite.expectations.map((one) => ({
      dataset: suite.dataset,
      expectation: `${suite.suite} ${one.expectation}`,
      outcome: outcomeOf(one, isOver),
      severity: one.severity,
      reason:
        one.nothing ??
        reasonOf(
          one,
          before?.expectations.find((old) => old.expectation === one.expectation),
        ),
    }));
  });
}

function outcomeOf({ nothing, tally }: Expectation, isOver: boolean): ReportRow['outcome'] {
  if (nothing !== null) return 'undecided';
  if (tally.firings === 0) return 'pass';
  return isOver ? 'fail' : 'warn';
}

function reasonOf({ tally, coverage }: Expectation, before: Expectation | undefined): string {
  const was = before === undefined ? '' : `${before.tally.firings} → `;
  return `${was}${tally.firings} alerts, ${tally.incidents} incidents, ${tally.nights} at night; ${coverage.evaluated} of ${coverage.available} profiles decided`;
}
