import { evaluate, parseSuite, suggestSuite } from '../../checks/index.ts';
import type { Profile, SuggestedSuite } from '../../checks/index.ts';
import type { Proposed, ProposedCheck, Proposer } from './proposer.ts';

const head = { suite: 'bench', dataset: { namespace: 'bench', name: 'bench' } };
const now = new Date('2026-01-01T00:00:00Z');
const mostProfiles = 56;

/** The small set that `plumbline check suggest` writes. */
export const smallSet: Proposer = {
  name: 'plumbline',
  about: 'the small ranked set',
  propose: (profiles) => {
    const suggested = suggestSuite(head, profiles.slice(0, mostProfiles), now);
    return { checks: checksOf(suggested.suggestions), claims: claimsOf(suggested) };
  },
};

/** Everything that never failed in the back-test, whether it adds anything or not. */
export const allClean: Proposer = {
  name: 'plumblineAll',
  about: 'every proposal that passed its back-test',
  propose: (profiles) => {
    const { suggestions, rest } = suggestSuite(head, profiles.slice(0, mostProfiles), now);
    return { checks: checksOf([...suggestions, ...rest.filter(({ backTest }) => backTest.failed === 0)]) };
  },
};

function claimsOf({ injected, suggestions }: SuggestedSuite): Proposed['claims'] {
  const runs = suggestions.reduce((sum, { backTest }) => sum + backTest.runs, 0);
  return { claimedRecall: injected.caught / injected.errors, backTestedProposalRuns: runs };
}

function checksOf(suggestions: SuggestedSuite['suggestions']): ProposedCheck[] {
  return suggestions.flatMap(({ key, column, kind, yaml }): ProposedCheck[] => {
    if (kind === 'expect_every') return [];
    const { suite } = parseSuite(`suite: bench\ndataset: bench/bench\nexpect:\n${yaml}`);
    if (suite === null) throw new Error(`what is suggested does not read: ${yaml}`);
    const suites = [{ suite, version: 1 }];
    return [{ name: key, column, fails: (profile) => isAlarm(profile, suites) }];
  });
}

function isAlarm(profile: Profile, suites: Parameters<typeof evaluate>[0]['suites']): boolean {
  const named = { ...profile, dataset: head.dataset };
  const history = { points: [], previousSchema: null };
  const results = evaluate({ profile: named, history, suites, hashValue: () => '' }, now);
  return results.some(({ outcome }) => outcome !== 'pass' && outcome !== 'undecided');
}
