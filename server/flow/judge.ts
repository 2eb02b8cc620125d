import {
  countedOutcome,
  evaluate,
  gateFor,
  verdictOf,
  type CheckResult,
  type GateAnswer,
  type History,
  type Profile,
  type SchemaField,
  type Verdict,
} from '../../checks/index.ts';
import type { Learned } from './learning/judge-learned.ts';
import { learnedResults } from './learning/results.ts';
import { catchingUp, summaryOf, type LearnedSummary } from './learning/summary.ts';
import type { CompiledRules, DatasetRules } from './rules-cache.ts';

export interface Judged {
  results: CheckResult[];
  verdict: Verdict;
  gate: GateAnswer;
  /** What learned monitors say of it; null where they are off. */
  learned: LearnedSummary | null;
}

interface Judging {
  profile: Profile;
  history: History;
  rules: CompiledRules;
  own: DatasetRules;
  /** What learned monitors found; null where they are off. */
  learned: Learned | null;
}

/** Results, verdict and gate of one profile under the rules of its dataset, and by what was learnt of it. */
export function judge({ profile, history, rules, own, learned }: Judging, now: Date): Judged {
  const declared = evaluate({ profile, history, suites: own.suites, hashValue: rules.hashValue }, now);
  const results =
    learned?.kind === 'judged' ? [...declared, ...learnedResults(learned.verdict, learned.input)] : declared;
  return { ...spokenFor(results, own), learned: learned === null ? null : inShort(learned) };
}

const spokenFor = (results: CheckResult[], { failOpen }: DatasetRules) => ({
  results,
  verdict: verdictOf(results),
  gate: gateFor(results, { consumer: null, failOpen }),
});

const inShort = (learned: Learned): LearnedSummary =>
  learned.kind === 'behind' ? catchingUp(learned.runs) : summaryOf(learned.verdict, learned.input.baseline.runs);

/** The same with results of another kind: verdict and gate speak for all. */
export function withResults(judged: Judged, more: readonly CheckResult[], own: DatasetRules): Judged {
  if (more.length === 0) return judged;
  return { ...judged, ...spokenFor([...judged.results, ...more], own) };
}

/** How many results count as pass, warn, fail, undecided and error, in this order; shadow ones count as nothing. */
export function countOutcomes(results: readonly CheckResult[]): number[] {
  const counts = { pass: 0, warn: 0, fail: 0, undecided: 0, error: 0 };
  for (const result of results) {
    const outcome = countedOutcome(result);
    if (outcome !== null) counts[outcome]++;
  }
  return [counts.pass, counts.warn, counts.fail, counts.undecided, counts.error];
}

/**
 * May later profiles be compared with one that came out so? Not where something failed or broke, confirmed or not: a
 * level that was never right is no measure. What is shadow or lived with does not stand in the way.
 */
export const isComparable = (results: readonly CheckResult[]) =>
  results.every(
    ({ outcome, standing }) =>
      standing === 'shadow' || standing === 'accepted' || (outcome !== 'fail' && outcome !== 'error'),
  );

/** Field lists of schema versions, kept because a version never changes. */
export function createSchemaCache(maxEntries = 20_000) {
  const kept = new Map<string, SchemaField[]>();
  return {
    get: (datasetId: number, version: number) => kept.get(`${datasetId}/${version}`),
    set(datasetId: number, version: number, fields: SchemaField[]) {
      if (kept.size >= maxEntries) kept.delete(kept.keys().next().value ?? '');
      kept.set(`${datasetId}/${version}`, fields);
    },
  };
}
