import type { Expectation, History, SuiteInForce } from './expectation.ts';
import { DECLARED, finding } from './expectations/finding.ts';
import { KINDS } from './expectations/index.ts';
import type { Finding, Kind, Subject } from './expectations/kind.ts';
import { measuredColumn } from './measured-column.ts';
import type { ColumnProfile, Profile, Scalar } from './profile.ts';
import type { CheckResult } from './result.ts';

/** What evaluate() reads: a profile as stored, its bounded history, the suites in force, and the keyed hash of hashed columns. */
export interface EvaluateInput {
  profile: Profile;
  history: History;
  suites: readonly SuiteInForce[];
  hashValue: (value: Scalar) => string;
}

/** Every expectation of every suite over one profile, in order. One that cannot be evaluated is an `error` of its own. */
export function evaluate(input: EvaluateInput, now: Date): CheckResult[] {
  const results: CheckResult[] = [];
  for (const inForce of input.suites) {
    for (const expectation of inForce.suite.expectations) results.push(resultOf(input, inForce, expectation, now));
  }
  return results;
}

function resultOf(input: EvaluateInput, inForce: SuiteInForce, expectation: Expectation, now: Date): CheckResult {
  const kind = KINDS.get(expectation.kind);
  const judged = judge(input, kind, expectation, now);
  const { suite, version } = inForce;
  const result: CheckResult = {
    expectation: expectation.key,
    kind: expectation.kind,
    column: expectation.column ?? null,
    suite: suite.name,
    ruleVersion: version,
    outcome: judged.outcome,
    severity: expectation.severity,
    observed: judged.observed,
    expected: judged.expected,
    unit: judged.unit,
    tested: judged.tested,
    failed: judged.failed,
    vacuous: judged.vacuous,
    basis: judged.basis === DECLARED ? { kind: 'declared' } : judged.basis,
    reason: judged.reason,
    labels: suite.labels,
  };
  if (judged.needs !== undefined) result.needs = judged.needs;
  if (suite.owner !== undefined) result.owner = suite.owner;
  if (suite.runbook !== undefined) result.runbook = suite.runbook;
  if (expectation.consumer !== undefined) result.consumer = expectation.consumer;
  if (typeof kind?.metric === 'function')
    result.metric = metricName(kind.metric(expectation.params), expectation, kind);
  return result;
}

function judge(input: EvaluateInput, kind: Kind | undefined, expectation: Expectation, now: Date): Finding {
  if (kind === undefined) return finding('error', 'this version knows no such kind of expectation');
  const { profile, history, hashValue } = input;
  try {
    const subject: Subject = {
      expectation,
      profile,
      column: columnOf(profile, expectation.column),
      history,
      hashValue,
      now,
    };
    return kind.judge(subject);
  } catch (error) {
    return finding('error', `the evaluator failed: ${error instanceof Error ? error.name : 'unknown'}`);
  }
}

function columnOf(profile: Profile, name: string | undefined): ColumnProfile | null {
  const columns = profile.columnMetrics;
  if (name === undefined || columns === undefined || !Object.hasOwn(columns, name)) return null;
  const column = columns[name];
  return column === undefined ? null : measuredColumn(column);
}

function metricName(name: string, expectation: Expectation, kind: Kind): string {
  return kind.on === 'column' && expectation.column !== undefined ? `${expectation.column}.${name}` : name;
}
