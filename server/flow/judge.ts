import {
  countedOutcome,
  evaluate,
  gateFor,
  judgedSeries,
  learnedResults,
  learnedSummary,
  verdictOf,
  type CheckResult,
  type GateAnswer,
  type History,
  type Profile,
  type SchemaField,
  type Verdict,
} from '../../checks/index.ts';
import { withDemoted } from './calibration/with-demoted.ts';
import { withFeedback } from './feedback/speaking.ts';
import type { Learned } from './learning/judge-learned.ts';
import { catchingUp, type AnsweredLearning } from './learning/summary.ts';
import type { StoredFeedback } from '../store/feedback.ts';
import type { CompiledRules, DatasetRules } from './rules-cache.ts';

export interface Judged {
  results: CheckResult[];
  verdict: Verdict;
  gate: GateAnswer;
  /** What learned monitors say of it; null where they are off. */
  learned: AnsweredLearning | null;
}

interface Judging {
  profile: Profile;
  history: History;
  rules: CompiledRules;
  own: DatasetRules;
  /** What learned monitors found; null where they are off. */
  learned: Learned | null;
  /** What people said of its alarms. */
  speaking?: ReadonlyMap<string, StoredFeedback>;
}

/** Results, verdict and gate of one profile under the rules of its dataset, and by what was learnt of it. */
export function judge(judging: Judging, now: Date): Judged {
  const { profile, history, rules, own, learned } = judging;
  const past = learned?.kind === 'judged' ? { ...history, learned } : history;
  const declared = evaluate({ profile, history: past, suites: own.suites, hashValue: rules.hashValue }, now);
  if (learned === null) return { ...spokenFor(declared, own), learned: null };
  if (learned.kind === 'behind') return { ...spokenFor(declared, own), learned: catchingUp(learned.runs) };
  const found = learnedOf(judging, learned);
  const short = learnedSummary(learned.input, learned.verdict, { results: found, versions: learned.versions });
  return { ...spokenFor([...declared, ...found], own), learned: short };
}

function learnedOf({ profile, rules, own, speaking }: Judging, learned: Learned & { kind: 'judged' }) {
  const { input, verdict, versions, demoted } = learned;
  const { where } = judgedSeries(profile, own.suites, rules.hashValue);
  const declared = new Set(own.suites.flatMap(({ suite }) => suite.expectations.map(({ key }) => key)));
  const found = learnedResults(input, verdict, { settings: own.learn, versions, where, declared });
  return withDemoted(speaking === undefined ? found : withFeedback(found, speaking), demoted);
}

const spokenFor = (results: CheckResult[], { failOpen }: DatasetRules) => ({
  results,
  verdict: verdictOf(results),
  gate: gateFor(results, { consumer: null, failOpen }),
});

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
