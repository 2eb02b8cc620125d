import { evaluate } from '../evaluate.ts';
import type { Suite } from '../expectation.ts';
import type { Profile } from '../profile.ts';
import type { CheckResult } from '../result.ts';
import { parseSuite } from '../suite/parse.ts';
import { columnDrafts } from './column-drafts.ts';
import { datasetDrafts } from './dataset-drafts.ts';
import { measuredColumns, type Draft, type Suggestion } from './suggestion.ts';
import { suiteYaml, type SuiteHead } from './suite-yaml.ts';

/** A suite that could be put in force, and each of its expectations with its reason. */
export interface SuggestedSuite {
  /** The text of the suite, with the reasons as comments. */
  yaml: string;
  suggestions: Suggestion[];
  /** How many profiles it was made from. */
  profiles: number;
}

const MOST_SUGGESTIONS = 1000;

/**
 * Expectations that the given profiles of one dataset, newest first, suggest. Each is read and judged by the same code
 * that will judge with it: one that fails on any of the profiles is left out, one that nothing decides yet says what it needs.
 */
export function suggestSuite(head: SuiteHead, profiles: readonly Profile[], now: Date): SuggestedSuite {
  const drafts = [...datasetDrafts(profiles), ...measuredColumns(profiles).flatMap(columnDrafts)];
  const kept = tried(head, drafts.slice(0, MOST_SUGGESTIONS), { profiles, now });
  return { yaml: suiteYaml(head, kept), suggestions: kept, profiles: profiles.length };
}

interface Given {
  profiles: readonly Profile[];
  now: Date;
}

function tried(head: SuiteHead, drafts: readonly Draft[], given: Given): Suggestion[] {
  const { suite, problems } = parseSuite(suiteYaml(head, drafts));
  // A draft that does not read (a name with a character that YAML cannot hold) must not take the others with it.
  if (suite === null) return drafts.length > 1 ? drafts.flatMap((draft) => tried(head, [draft], given)) : [];
  if (problems.length > 0 || suite.expectations.length !== drafts.length) return [];
  const judged = given.profiles.map((profile) => resultsOf(suite, profile, given.now));
  return drafts.flatMap((draft, index) => {
    const results = judged.flatMap((results) => results[index] ?? []);
    if (results.some(({ outcome }) => outcome === 'fail' || outcome === 'warn' || outcome === 'error')) return [];
    const decided = results.filter(({ outcome }) => outcome === 'pass').length;
    return [{ ...draft, decided, needs: results[0]?.needs ?? null }];
  });
}

/** A hash is made with the server's key, which no suggestion has: values that were hashed are never suggested. */
const noHash = () => '';

function resultsOf(suite: Suite, profile: Profile, now: Date): CheckResult[] {
  const history = { points: [], previousSchema: null };
  return evaluate({ profile, history, suites: [{ suite, version: 0 }], hashValue: noHash }, now);
}
