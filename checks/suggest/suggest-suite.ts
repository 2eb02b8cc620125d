import type { Expectation } from '../expectation.ts';
import type { Profile } from '../profile.ts';
import { parseSuite } from '../suite/parse.ts';
import { backTests, falseAlarmsOf, testOf } from './back-test.ts';
import { CompiledDrafts, isAlarm, isOfTop, judged } from './compiled.ts';
import { draftsOf } from './drafts.ts';
import { ranked, type Ranked } from './rank.ts';
import { triedOnErrors } from './recall.ts';
import type { BackTest, Draft, Suggestion } from './suggestion.ts';
import { entryYaml, suiteYaml, type SuiteHead } from './suite-yaml.ts';

/** A suite that could be put in force, and each of its expectations with its reason. */
export interface SuggestedSuite {
  /** The text of the suite of the small set, with the reasons as comments. */
  yaml: string;
  /** The small set, the most useful first. */
  suggestions: Suggestion[];
  /** What else the profiles would suggest, each with why it is not in the small set. */
  rest: Suggestion[];
  /** How many profiles it was made from. */
  profiles: number;
  /** How many errors were injected into the newest of them (one in the table counts once for each column), and how many the small set fails on. */
  injected: { errors: number; caught: number };
}

/**
 * Expectations that the given profiles of one dataset, newest first, suggest. Each is read and judged by the same code that will
 * judge with it: one that fails on any of the profiles is left out, one that nothing decides yet says what it needs.
 */
export function suggestSuite(head: SuiteHead, profiles: readonly Profile[], now: Date): SuggestedSuite {
  const steps = suggestInSteps(head, profiles, now);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same with pauses some milliseconds apart, for who has something else to do meanwhile. */
export function* suggestInSteps(
  head: SuiteHead,
  profiles: readonly Profile[],
  now: Date,
): Generator<void, SuggestedSuite> {
  const compiled = new CompiledDrafts(head);
  const drafts = yield* draftsOf(profiles);
  const kept = yield* keptDrafts(drafts, compiled, { profiles, now });
  const tests = yield* backTests(profiles, compiled, now);
  const own = kept.map(({ draft }) => testOf(tests, draft));
  const tried = yield* triedOnErrors(
    kept.map(({ expectation }) => expectation),
    profiles,
    now,
  );
  const order = ranked(tried, own);
  const keys = keysOf(
    head,
    kept.map(({ draft }) => draft),
  );
  const all = order.map((place) => ({
    place,
    suggestion: suggestionOf(kept[place.at]!, place, { test: own[place.at]!, key: keys[place.at]! }),
  }));
  // What stands at the top of a suite is judged by the clock, which no injected error shows.
  const isChosen = ({ place, suggestion }: (typeof all)[number]): boolean =>
    place.isChosen || (isOfTop(suggestion) && suggestion.backTest.failed === 0);
  const suggestions = all.filter(isChosen).map(({ suggestion }) => ({ ...suggestion, leftOut: null }));
  const total = tried.weights.reduce((sum, weight) => sum + weight, 0);
  return {
    yaml: suiteYaml(head, inPlace(suggestions, profiles)),
    suggestions,
    rest: all.filter((one) => !isChosen(one)).map(({ suggestion }) => suggestion),
    profiles: profiles.length,
    injected: { errors: total, caught: suggestions.reduce((sum, { recall }) => sum + recall.gained, 0) },
  };
}

/** Drafts between two pauses. */
const AT_ONCE = 10;

interface Kept {
  draft: Draft;
  expectation: Expectation | null;
  decided: number;
  needs: string | null;
}

/** Those that read, and that no profile they were made from fails. */
function* keptDrafts(
  drafts: readonly Draft[],
  compiled: CompiledDrafts,
  { profiles, now }: { profiles: readonly Profile[]; now: Date },
): Generator<void, Kept[]> {
  const expectations = compiled.of(drafts);
  // A profile that was measured for some suites alone says nothing of what is missing.
  const full = profiles.find(({ measuredFor }) => measuredFor === undefined) ?? profiles[0];
  const kept: Kept[] = [];
  for (const [at, draft] of drafts.entries()) {
    const expectation = expectations[at] ?? null;
    if (isOfTop(draft)) kept.push({ draft, expectation: null, decided: profiles.length, needs: null });
    if (expectation === null) continue;
    const findings = profiles.map((profile) => judged(expectation, profile, now));
    if (findings.some(isAlarm)) continue;
    const decided = findings.filter(({ outcome }) => outcome === 'pass').length;
    kept.push({ draft, expectation, decided, needs: full ? (judged(expectation, full, now).needs ?? null) : null });
    if (at % AT_ONCE === 0) yield;
  }
  return kept;
}

function suggestionOf(
  { draft, decided, needs }: Kept,
  { recall, isChosen }: Ranked,
  { test, key }: { test: BackTest; key: string },
): Suggestion {
  const { column, kind, clause, reason, support } = draft;
  const suggestion = {
    key,
    column,
    kind,
    clause,
    reason,
    support,
    decided,
    needs,
    backTest: test,
    falseAlarms: falseAlarmsOf(test),
    recall,
  };
  return { ...suggestion, leftOut: isChosen ? null : leftOutOf(suggestion), yaml: entryYaml(draft) };
}

function leftOutOf({
  backTest: { failed, runs },
  recall: { caught, gained },
}: Pick<Suggestion, 'backTest' | 'recall'>): string {
  if (failed > 0) return `made from the runs before, it would have failed on ${failed} of ${runs} that were fine`;
  if (caught === 0) return 'it fails on none of the injected errors';
  return gained === 0 ? 'what it fails on, the others fail on too' : 'it adds little to the others';
}

/** The keys that the proposals have in a suite of all of them, so that each has another. */
function keysOf(head: SuiteHead, drafts: readonly Draft[]): string[] {
  const listed = drafts.filter((draft) => !isOfTop(draft));
  const keys = parseSuite(suiteYaml(head, listed)).suite?.expectations.map(({ key }) => key) ?? [];
  let at = 0;
  return drafts.map((draft) => (isOfTop(draft) ? draft.kind : (keys[at++] ?? draft.kind)));
}

/** In the order of the schema: what is about the dataset first, then column by column. */
function inPlace(suggestions: readonly Suggestion[], profiles: readonly Profile[]): Suggestion[] {
  const fields = profiles.find(({ schema }) => schema !== undefined)?.schema?.fields ?? [];
  const places = new Map(fields.map(({ name }, at) => [name, at]));
  const placeOf = ({ column }: Suggestion): number => (column === null ? -1 : (places.get(column) ?? fields.length));
  // Those of one column together, several of one kind last, since each of these needs an entry of its own.
  return suggestions.toSorted(
    (one, other) =>
      placeOf(one) - placeOf(other) ||
      (one.column ?? '').localeCompare(other.column ?? '', 'en') ||
      Number(one.kind === 'quantile') - Number(other.kind === 'quantile'),
  );
}
