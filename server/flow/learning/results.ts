import type { CheckResult, LearnedFinding, LearnedInput, LearnedVerdict, Profile } from '../../../checks/index.ts';

// Until the words of learned findings are in checks/learned.

const SUITE = '(learned)';

/** Every finding as a result, one for each place; and a pass where something was in alarm in the run before and is no more. */
export function learnedResults(verdict: LearnedVerdict, { profile, baseline }: LearnedInput): CheckResult[] {
  const results = new Map<string, CheckResult>();
  for (const finding of verdict.findings) {
    const key = keyOf(finding);
    if (!results.has(key)) results.set(key, resultOf(key, finding, profile));
  }
  for (const key of baseline.open.keys()) {
    const watched = baseline.watched.get(key);
    if (watched === undefined) continue;
    const expectation =
      watched.column === null
        ? `${watched.family === 'rows' ? 'row_count' : key}.anomaly`
        : `${watched.column}.anomaly`;
    if (!results.has(expectation)) results.set(expectation, passed(expectation, watched.column, profile));
  }
  return [...results.values()];
}

function keyOf({ cause, column, measures: [first] }: LearnedFinding): string {
  if (cause === 'schema') return 'schema.anomaly';
  if (column !== null) return `${column}.anomaly`;
  if (cause === 'rows') return 'row_count.anomaly';
  return first === undefined ? 'table.anomaly' : `${first.measure.key}.anomaly`;
}

const common = (expectation: string, column: string | null, { segment }: Profile) => ({
  expectation,
  kind: 'anomaly',
  column,
  suite: SUITE,
  ruleVersion: 1,
  severity: 'warn' as const,
  expected: null,
  unit: null,
  tested: null,
  failed: null,
  vacuous: false,
  basis: { kind: 'declared' as const },
  ...(segment !== undefined && segment !== null && segment.length > 0 && { segment }),
});

function resultOf(
  expectation: string,
  { cause, column, measures: [first], schema }: LearnedFinding,
  profile: Profile,
): CheckResult {
  const what = schema === null ? cause : `${schema.change} ${schema.was ?? ''} ${schema.is ?? ''}`;
  const reason = first === undefined ? what : `${cause}: ${first.measure.key} is unlike the runs before`;
  return {
    ...common(expectation, cause === 'schema' ? null : column, profile),
    outcome: 'warn',
    observed: first?.measure.raw ?? null,
    reason,
  };
}

const passed = (expectation: string, column: string | null, profile: Profile): CheckResult => ({
  ...common(expectation, column, profile),
  outcome: 'pass',
  observed: null,
  reason: 'back where it was',
});
