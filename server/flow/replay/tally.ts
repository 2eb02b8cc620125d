import { wallMs } from '../../../calendar/index.ts';
import type { CheckResult } from '../../../checks/index.ts';
import type { IncidentFacts } from '../../../alerts/index.ts';
import type { ReplayDataset } from '../../store/replay.ts';
import type { CompiledRules } from '../rules-cache.ts';
import { createListed, type Firing, type IncidentAnswer } from './answer.ts';
import { createCounted, type Counted, type Days } from './count.ts';
import { firingOf, fullName } from './firing-of.ts';
import type { ReplayRecorder } from './side.ts';
import { expectationOf, learnedTally, suiteTally, type LearnedTally, type SuiteTally } from './suite-tally.ts';

export interface TallySettings {
  rules: CompiledRules;
  /** The suites that are reported, in order; the others are judged too, because they decide what is comparable. */
  suites: readonly string[];
  days: Days;
  zone: string;
  listed: number;
}

/** What one side of a replay adds up to. */
export interface SideTally extends ReplayRecorder<Firing[]> {
  whole: Counted;
  suites: SuiteTally[];
  /** What learned monitors tell, as if they were a suite. */
  learned: LearnedTally;
  receivers: Map<string, { messages: number; nights: number }>;
  firings: ReturnType<typeof createListed<Firing>>;
  incidents: ReturnType<typeof createListed<IncidentAnswer>>;
  messages: Map<string, number>;
  /** From when to when an incident was open, by dataset; null: to the end. */
  spans: Map<number, { from: number; to: number }[]>;
}

export function createTally(settings: TallySettings): SideTally {
  const suites = settings.suites.flatMap((name) => {
    const found = settings.rules.suites.find(({ suite }) => suite.name === name);
    return found === undefined ? [] : [suiteTally(found, settings.days)];
  });
  const learned = learnedTally(settings.days);
  const tally: SideTally = {
    learned,
    whole: createCounted(settings.days),
    suites,
    receivers: new Map(),
    firings: createListed(settings.listed),
    incidents: createListed(settings.listed),
    messages: new Map(),
    spans: new Map(),
    judged: (of) => judged(tally, byName, of),
    judgedAgain: (of) => judgedAgain(tally, byName, of),
    told: (of) => told(tally, { settings, byName }, of),
    ended: (of) => ended(tally, { settings, byName }, of),
  };
  const byName = new Map([...suites, learned].map((one) => [one.suite.suite.name, one]));
  return tally;
}

type ByName = ReadonlyMap<string, SuiteTally>;
type Judged = Parameters<SideTally['judged']>[0];

function judged(tally: SideTally, byName: ByName, of: Judged): Firing[] {
  const { dataset, row, results, isLearned } = of;
  const seen = new Map<SuiteTally, boolean>();
  const fired: Firing[] = [];
  for (const result of results) {
    const suite = byName.get(result.suite);
    const expectation =
      suite &&
      (expectationOf(suite, result.expectation) ?? (suite === tally.learned ? tally.learned.add(result) : undefined));
    if (!suite || !expectation) continue;
    const decided = isDecided(result);
    expectation.see(row.effective_at, decided);
    expectation.outcomes[result.outcome]++;
    if (!decided) expectation.openReason = result.reason;
    seen.set(suite, decided || seen.get(suite) === true);
    const firing = firingOf(result, of);
    if (firing === null) continue;
    count(tally, [expectation, suite, ...wholeOf(tally, suite)], firing);
    fired.push(firing);
  }
  seen.delete(tally.learned);
  if (isLearned) seeLearned(tally.learned, of);
  for (const [suite, decided] of seen) {
    suite.datasets.add(dataset.id);
    suite.see(row.effective_at, decided);
  }
  if (seen.size > 0) tally.whole.see(row.effective_at, [...seen.values()].includes(true));
  return fired;
}

/** Counts what became of a profile that was judged before: what it fails now, and what has an answer now. */
function judgedAgain(tally: SideTally, byName: ByName, of: Parameters<SideTally['judgedAgain']>[0]): void {
  const { row, results, before, at } = of;
  const known = new Map(before.map((result) => [`${result.suite}/${result.expectation}`, result]));
  const wasDecided = new Set(before.filter(isDecided).map(({ suite }) => suite));
  const nowDecided = new Set<SuiteTally>();
  for (const result of results) {
    const suite = byName.get(result.suite);
    const expectation = suite && expectationOf(suite, result.expectation);
    const earlier = known.get(`${result.suite}/${result.expectation}`);
    if (!suite || !expectation || !earlier) continue;
    expectation.outcomes[earlier.outcome]--;
    expectation.outcomes[result.outcome]++;
    if (isDecided(result) && !isDecided(earlier)) expectation.decide(row.effective_at);
    if (isDecided(result)) nowDecided.add(suite);
    const firing = firingOf(result, of);
    if (firing === null || firingOf(earlier, of) !== null) continue;
    count(tally, [expectation, suite, ...wholeOf(tally, suite)], { ...firing, at: at.toISOString() });
  }
  nowDecided.delete(tally.learned);
  for (const suite of nowDecided) if (!wasDecided.has(suite.suite.suite.name)) suite.decide(row.effective_at);
  const wasAny = [...byName.keys()].some((name) => wasDecided.has(name));
  if (nowDecided.size > 0 && !wasAny) tally.whole.decide(row.effective_at);
}

/** A profile that learned monitors judged counts for each part of a dataset, whether they told anything or not. */
function seeLearned(learned: LearnedTally, { dataset, row }: Judged): void {
  learned.datasets.add(dataset.id);
  learned.see(row.effective_at, true);
}

/** The sum is of what was asked about: what learned monitors tell stands beside it. */
const wholeOf = ({ whole, learned }: SideTally, suite: SuiteTally): Counted[] => (suite === learned ? [] : [whole]);

const isDecided = ({ outcome }: Pick<CheckResult, 'outcome'>) => outcome !== 'undecided' && outcome !== 'error';

function count(tally: SideTally, counted: readonly Counted[], firing: Firing): void {
  const kind = firing.standing === 'shadow' ? 'shadow' : 'firings';
  for (const each of counted) each.tally[kind]++;
  tally.firings.add(firing);
}

interface Among {
  settings: TallySettings;
  byName: ByName;
}

/** What is reported of an incident's failures: its expectations, their suites and, if there is any, the whole. */
function concerned(
  tally: SideTally,
  { settings, byName }: Among,
  of: { dataset: ReplayDataset; facts: IncidentFacts },
) {
  const suites = settings.rules.of(of.dataset).suites.flatMap(({ suite }) => byName.get(suite.name) ?? []);
  const keys = of.facts.failures.map(({ expectation }) => expectation);
  const failing = [...suites, tally.learned].map(
    (suite) => [suite, [...new Set(keys.flatMap((key) => expectationOf(suite, key) ?? []))]] as const,
  );
  const those = failing.filter(([, found]) => found.length > 0);
  const whole = those.some(([suite]) => suite !== tally.learned) ? [tally.whole] : [];
  return [...whole, ...those.flatMap(([suite, found]): Counted[] => [suite, ...found])];
}

function told(tally: SideTally, among: Among, { dataset, message }: Parameters<SideTally['told']>[0]): void {
  const counted = concerned(tally, among, { dataset, facts: message.facts });
  if (counted.length === 0) return;
  const isNight = atNight(message.dueAt, among.settings.zone);
  const receiver = tally.receivers.get(message.receiver) ?? { messages: 0, nights: 0 };
  tally.receivers.set(message.receiver, receiver);
  for (const each of [receiver, ...counted.map((one) => one.tally)]) {
    each.messages++;
    if (isNight) each.nights++;
  }
  tally.messages.set(message.facts.id, (tally.messages.get(message.facts.id) ?? 0) + 1);
}

/** Between 22:00 and 07:00 by the clocks of a zone. */
function atNight(at: Date, zone: string): boolean {
  const hour = new Date(wallMs(at, zone)).getUTCHours();
  return hour >= 22 || hour < 7;
}

function ended(tally: SideTally, among: Among, { dataset, incident }: Parameters<SideTally['ended']>[0]): void {
  const counted = concerned(tally, among, { dataset, facts: incident });
  // A notice that an accepted failure healed is no trouble.
  if (counted.length === 0 || incident.failures.every(({ kind }) => kind === 'acceptance')) return;
  for (const each of counted) each.tally.incidents++;
  const { id, url, severity, openedAt, resolvedAt, failures } = incident;
  const to = resolvedAt === null ? Infinity : Date.parse(resolvedAt);
  const spans = tally.spans.get(dataset.id) ?? [];
  spans.push({ from: Date.parse(openedAt), to });
  tally.spans.set(dataset.id, spans);
  tally.incidents.add({
    ...{ id, url: url === '' ? null : url, dataset: fullName(dataset), severity, openedAt, resolvedAt },
    failures: failures.map(({ expectation }) => expectation),
    messages: 0,
  });
}
