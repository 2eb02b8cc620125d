import type { Expectation, History, SuiteInForce } from './expectation.ts';
import { DECLARED } from './expectations/finding.ts';
import { KINDS } from './expectations/index.ts';
import type { Finding } from './expectations/kind.ts';
import { judgeExpectation } from './judge-expectation.ts';
import type { Profile, Scalar } from './profile.ts';
import type { CheckResult, Outcome } from './result.ts';
import { isAsked, type Place, placeOf } from './series.ts';
import { standingOf } from './standing/standing-of.ts';
import { segmentWords } from './suite/segment-text.ts';

/** What evaluate() reads: a profile as stored, its bounded history, the suites in force, and the keyed hash of hashed columns. */
export interface EvaluateInput {
  profile: Profile;
  history: History;
  suites: readonly SuiteInForce[];
  hashValue: (value: Scalar) => string;
}

const NONE_BEFORE: readonly Outcome[] = [];

/**
 * Every expectation of every suite that is for the series of this profile (judgedSeries), in order; disabled ones are left
 * out. One that cannot be evaluated is an `error` of its own.
 */
export function evaluate(input: EvaluateInput, now: Date): CheckResult[] {
  const { profile, suites, hashValue } = input;
  const place = placeOf(profile, suites, hashValue);
  const results: CheckResult[] = [];
  for (const inForce of suites) {
    for (const expectation of inForce.suite.expectations) {
      if (isAsked(expectation, place)) results.push(resultOf({ input, place, inForce, expectation }, now));
    }
  }
  return results;
}

interface Question {
  input: EvaluateInput;
  place: Place;
  inForce: SuiteInForce;
  expectation: Expectation;
}

function resultOf({ input, place, inForce, expectation }: Question, now: Date): CheckResult {
  const found = judgeExpectation(input, expectation, now);
  const { suite, version } = inForce;
  const key = keyOf(expectation, input.profile);
  const before = input.history.outcomes?.get(key) ?? NONE_BEFORE;
  const result: CheckResult = {
    expectation: key,
    kind: expectation.kind,
    column: expectation.column ?? null,
    suite: suite.name,
    ruleVersion: version,
    outcome: found.outcome,
    severity: expectation.severity,
    observed: found.observed,
    expected: found.expected,
    unit: found.unit,
    tested: found.tested,
    failed: found.failed,
    vacuous: found.vacuous,
    basis: found.basis === DECLARED ? { kind: 'declared' } : found.basis,
    reason: found.reason,
    labels: expectation.labels === undefined ? suite.labels : { ...suite.labels, ...expectation.labels },
  };
  if (found.needs !== undefined) result.needs = found.needs;
  addOwnership(result, expectation, inForce);
  addMetric(result, expectation);
  addScope(result, found, place);
  return Object.assign(result, standingOf(expectation, found, before, now));
}

/** The key of an expectation; where it is for each value of a segment, with the segment at hand: `few rows [country=DE]`. */
function keyOf({ key, segment }: Expectation, profile: Profile): string {
  const isEach = segment?.some(({ value }) => value === '*') ?? false;
  return isEach ? `${key} [${segmentWords(profile.segment ?? [])}]` : key;
}

function addOwnership(result: CheckResult, expectation: Expectation, { suite }: SuiteInForce): void {
  const owner = expectation.owner ?? suite.owner;
  const runbook = expectation.runbook ?? suite.runbook;
  if (owner !== undefined) result.owner = owner;
  if (runbook !== undefined) result.runbook = runbook;
  if (expectation.consumer !== undefined) result.consumer = expectation.consumer;
}

function addMetric(result: CheckResult, { kind: name, params, column }: Expectation): void {
  const kind = KINDS.get(name);
  if (typeof kind?.metric !== 'function') return;
  const metric = kind.metric(params);
  result.metric = kind.on === 'column' && column !== undefined ? `${column}.${metric}` : metric;
}

function addScope(result: CheckResult, found: Finding, { profile, where }: Place): void {
  const { segment } = profile;
  if (segment !== undefined && segment !== null && segment.length > 0) result.segment = segment;
  if (where !== null) result.where = where;
  if (found.parts !== undefined) result.parts = found.parts;
}
