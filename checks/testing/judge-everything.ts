import { evaluate, type CheckResult, type Expectation, type History, type Outcome, type Profile } from '../index.ts';
import { KINDS } from '../expectations/index.ts';
import { datasetKey } from '../expectation.ts';
import { expectationsOf } from './clauses.ts';
import { hashValue, NOW } from './judge.ts';
import { profileRows } from './reference-profile.ts';

/** The same cases in every run but `npm run hunt`, which looks at those of other seeds. */
export const SEED = 20_261_125;

/** Expectations of all kinds, some of each. */
export const EXPECTATIONS: readonly Expectation[] = [...KINDS.keys()].flatMap(expectationsOf);

const fields = ['a', 'b', 't', 'd'].map((name) => ({ name, type: 'ab'.includes(name) ? 'number' : 'string' }));
const other = profileRows(
  [
    { a: 1, b: 2, t: 'a', d: '2026-11-22' },
    { a: 3, b: 0, t: 'b', d: null },
  ],
  ['a', 'b', 't', 'd'],
);
const stored = { profileId: 'prf_1', profile: other };
const points = ['2026-11-21', '2026-11-20', '2026-11-15', '2026-11-14'].map((day, index) => ({
  profileId: `prf_${index}`,
  effectiveAt: new Date(`${day}T00:00:00Z`),
  metrics: { get: () => 2 + index },
}));

function resultOf(expectation: string, outcome: Outcome): CheckResult {
  return {
    ...{ expectation, kind: 'external', column: null, suite: 'gx', ruleVersion: 0, outcome, severity: 'error' },
    ...{ observed: null, expected: null, unit: null, tested: 9, failed: outcome === 'pass' ? 0 : 1, vacuous: false },
    ...{ basis: { kind: 'external', tool: 'gx' }, reason: 'seen', labels: {} },
  };
}

/** A past for every kind that compares with one. */
const HISTORY: History = {
  points,
  previousSchema: { version: 1, fields },
  earlier: [stored],
  others: new Map([[datasetKey({ namespace: 'ns', name: 'other' }), stored]]),
  external: [resultOf('m', 'pass'), resultOf('c', 'fail')],
  outcomes: new Map(),
};

/** What some expectations, all when none are given, come to over a profile; in their order. */
export function judgeEverything(profile: Profile, expectations: readonly Expectation[] = EXPECTATIONS): CheckResult[] {
  const dataset = { namespace: 'ns', name: 'd' };
  const suite = { name: 's', dataset, labels: {}, failOpen: true, expectations: [...expectations] };
  return evaluate({ profile, history: HISTORY, suites: [{ suite, version: 1 }], hashValue }, NOW);
}

/** An expectation in words, for the message of a law that does not hold. */
export function told({ kind, column, params, bound, warnBound, change, set, tolerance, onEmpty }: Expectation): string {
  return JSON.stringify({ kind, column, params, bound, warnBound, change, set, tolerance, onEmpty });
}
