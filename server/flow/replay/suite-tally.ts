import { LEARNED_SUITE, type CheckResult } from '../../../checks/index.ts';
import type { CompiledRules } from '../rules-cache.ts';
import { createCounted, type Counted, type Days } from './count.ts';

export interface ExpectationTally extends Counted {
  result: Pick<CheckResult, 'expectation' | 'kind' | 'column' | 'severity'>;
  outcomes: Record<CheckResult['outcome'], number>;
  /** Why the last one that was not decided was not. */
  openReason: string | null;
}

export interface SuiteTally extends Counted {
  suite: CompiledRules['suites'][number];
  datasets: Set<number>;
  expectations: Map<string, ExpectationTally>;
}

export function suiteTally(suite: SuiteTally['suite'], days: Days): SuiteTally {
  const expectations = suite.suite.expectations.map((expectation): [string, ExpectationTally] => {
    const { key, kind, column = null, severity } = expectation;
    return [key, expectationTally({ expectation: key, kind, column, severity }, days)];
  });
  return { ...createCounted(days), suite, datasets: new Set(), expectations: new Map(expectations) };
}

/** An expectation by the key of a result: one that is for each value of a segment has the segment after its own key. */
export const expectationOf = ({ expectations }: SuiteTally, key: string) =>
  expectations.get(key) ?? expectations.get(key.slice(0, Math.max(0, key.indexOf(' ['))));

const expectationTally = (
  { expectation, kind, column, severity }: ExpectationTally['result'],
  days: Days,
): ExpectationTally => ({
  ...createCounted(days),
  result: { expectation, kind, column, severity },
  outcomes: { pass: 0, warn: 0, fail: 0, undecided: 0, error: 0 },
  openReason: null,
});

/** What learned monitors tell, as if they were a suite for all datasets. */
export interface LearnedTally extends SuiteTally {
  /** They have no list of what they may tell: a row is made when it is first told. */
  add(result: CheckResult): ExpectationTally;
}

export function learnedTally(days: Days): LearnedTally {
  const dataset = { namespace: '*', name: '*' };
  const suite = { name: LEARNED_SUITE, dataset, labels: {}, failOpen: true, expectations: [] };
  const tally = suiteTally({ suite, version: 0 }, days);
  const add = (result: CheckResult) => {
    const key = result.expectation.replace(/ \[.*$/, '');
    const made = expectationTally({ ...result, expectation: key }, days);
    tally.expectations.set(key, made);
    return made;
  };
  return { ...tally, add };
}
