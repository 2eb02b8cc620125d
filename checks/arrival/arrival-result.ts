import { momentWords, lengthWords } from '../../calendar/index.ts';
import type { CheckResult } from '../result.ts';
import { arrivedWords, awaitedWords } from './arrival-words.ts';
import { graceEnd, isTooLate } from './period.ts';
import type { ArrivalRule } from './rule.ts';

/** An arrival rule in force for one dataset: `key` is unique among its expectations. */
export interface ArrivalInForce {
  key: string;
  suite: string;
  version: number;
  rule: ArrivalRule;
}

/** What one profile met: the earliest deadline that it is the first to come for. Null: it came for nothing that was due. */
export interface Met {
  due: Date;
  arrivedAt: Date;
}

/**
 * The result of an arrival rule for the profile that came: a pass in time and within grace, a warning when it is late, because
 * late data is no reason to stop what was waiting for it. A profile that brings nothing that was still awaited passes.
 */
export function arrivalResult({ key, suite, version, rule }: ArrivalInForce, met: Met | null): CheckResult {
  const isLate = met !== null && isTooLate(rule, met.due, met.arrivedAt);
  return {
    expectation: key,
    kind: 'arrival',
    column: null,
    suite,
    ruleVersion: version,
    outcome: isLate ? 'warn' : 'pass',
    severity: rule.severity,
    observed: met === null ? null : met.arrivedAt.toISOString(),
    expected: { text: awaitedWords(rule, met === null ? [] : [met.due]) },
    unit: null,
    tested: null,
    failed: null,
    vacuous: false,
    basis: { kind: 'declared' },
    reason: met === null ? 'nothing that was still awaited' : reasonOf(rule, met),
  };
}

function reasonOf(rule: ArrivalRule, { due, arrivedAt }: Met): string {
  const words = arrivedWords(due, arrivedAt);
  if (arrivedAt <= due || arrivedAt > graceEnd(rule, due)) return words;
  return `${words}, within ${lengthWords(rule.graceSeconds)} of grace`;
}

/** When something is due, in the zone of its rule: `25 Nov 06:00 Europe/Berlin`. */
export function dueWords(rule: ArrivalRule, due: Date): string {
  const zone = rule.kind === 'by' ? rule.zone : 'UTC';
  return `${momentWords(due, zone)} ${zone}`;
}
