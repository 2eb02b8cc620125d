import { countedOutcome, metricOf, type CheckResult } from '../../checks/index.ts';
import type { Failure } from '../../alerts/index.ts';
import type { DatasetRules } from './rules-cache.ts';
import { whoseClause } from './whose-clause.ts';

/** What the incident machine reads of the results of one profile. */
export interface FoundFailures {
  failing: Failure[];
  /** The metric that is evidence for each of them. */
  metrics: Map<string, string | null>;
  passing: string[];
  /** Neither open nor heal: undecided, broken, or failed too seldom yet. */
  undecided: string[];
  /** Why one counts as passing, where there is more to say. */
  healedBy: Map<string, string>;
}

/**
 * Results as the incident machine reads them. A shadow result is not named at all, so what it failed before it became one
 * heals as no longer expected; a failure that is lived with passes; one that is not confirmed leaves all as it is.
 */
export function failuresOf(
  results: readonly CheckResult[],
  { series, own }: { series: string; own: Pick<DatasetRules, 'consumers'> },
  now: Date,
): FoundFailures {
  const found: FoundFailures = { failing: [], metrics: new Map(), passing: [], undecided: [], healedBy: new Map() };
  for (const result of results) {
    const { expectation, standing, accepted } = result;
    const outcome = countedOutcome(result);
    if (outcome === null) continue;
    if (outcome === 'pass') {
      found.passing.push(expectation);
      if (standing === 'accepted' && accepted) found.healedBy.set(expectation, `accepted until ${accepted.until}`);
      else if (result.basis.kind === 'learned') found.healedBy.set(expectation, result.reason);
    } else if (standing === 'unconfirmed' || outcome === 'undecided' || outcome === 'error') {
      found.undecided.push(expectation);
    } else {
      const whose = whoseClause(result, own.consumers);
      found.failing.push({ ...failureOf({ ...result, outcome }, series, now), ...whose });
      // The series that a page draws are those of the whole dataset.
      found.metrics.set(expectation, series === '' ? metricOf(result) : null);
    }
  }
  return found;
}

function failureOf(result: CheckResult & { outcome: 'fail' | 'warn' }, series: string, now: Date): Failure {
  const { expectation, kind, column, outcome, severity, observed, expected, unit, reason, suite, basis } = result;
  const note = noteOf(result);
  return {
    expectation,
    kind,
    column,
    outcome,
    severity,
    observed,
    expected,
    unit,
    reason,
    since: now.toISOString(),
    healedAt: null,
    suite,
    ...(basis.kind === 'learned' && { family: basis.family }),
    ...(series !== '' && { series, segment: segmentWords(result) }),
    ...(note !== null && { note }),
  };
}

/** The part of a dataset that was judged, for people: `country=DE`, `where status = 'open'`. */
export function segmentWords({ segment, where }: Pick<CheckResult, 'segment' | 'where'>): string {
  const parts = (segment ?? []).map(({ key, value }) => `${key}=${value}`);
  return [...parts, ...(where === undefined ? [] : [`where ${where}`])].join(', ');
}

/** What a reason says of an acceptance stands after its last semicolon: `…; more than the accepted 3214`. */
function noteOf({ confirmation, severe, accepted, reason }: CheckResult): string | null {
  if (accepted) return reason.slice(reason.lastIndexOf('; ') + 2);
  if (!confirmation) return null;
  const { failed, seen, n } = confirmation;
  if (severe === true && failed < n) return 'too severe to wait for a second time';
  return `${failed} of the last ${seen} profiles`;
}
