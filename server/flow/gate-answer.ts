import {
  concerns,
  countedOutcome,
  gateOf,
  verdictOf,
  type CheckResult,
  type ConsumerPolicy,
  type Outcome,
  type Verdict,
} from '../../checks/index.ts';
import type { JudgedProfile, OverrideInForce } from '../store/gate.ts';
import { overrideId } from '../store/gate-overrides.ts';
import type { QualifiedName } from '../store/datasets.ts';

export type GateWord = 'allow' | 'warn' | 'block' | 'pending';
/** Why the gate answers something else than what the results say. */
export type GateCause = 'override' | 'policy' | 'shadow';

export interface GateReason extends Pick<CheckResult, 'expectation' | 'severity' | 'reason' | 'suite'> {
  dataset: string;
  outcome: Outcome;
  consumer: string | null;
  /** The override that lets it pass. */
  override: string | null;
  url: string;
}

/** What the gate says of one dataset; `would` is what it would say without shadow, override and policy. */
export interface DatasetGate {
  dataset: QualifiedName;
  gate: GateWord;
  would: GateWord;
  because: GateCause[];
  verdict: Verdict;
  profileId: string | null;
  reasons: GateReason[];
  overrides: OverrideInForce[];
  incident: number | null;
  url: string;
}

/** How a dataset's gate is to be decided for whoever asks. */
export interface GateRules {
  consumer: string | null;
  /** What the suites say for everybody. */
  failOpen: boolean;
  /** What they say for the consumer that asks. */
  policy: ConsumerPolicy;
  /** The question itself says that it only wants to know. */
  shadow: boolean;
  /** Nobody asks again: what is pending is decided by the consumer's policy, where it says. */
  final: boolean;
}

/** What stored results come to for whoever asks, with the overrides in force, the consumer's policy and shadow, in this order. */
export function gateOfDataset(found: JudgedProfile, rules: GateRules, url: string): DatasetGate {
  const isJudged = found.answer !== null || found.externalVerdicts.length > 0;
  const judged = isJudged ? judgedGate(found, rules, url) : unjudged(found, url);
  return shadowed(decided(judged, rules), rules);
}

function unjudged({ namespace, name, incident }: JudgedProfile, url: string): DatasetGate {
  const dataset = { namespace, name };
  const nothing = {
    because: [],
    verdict: 'none',
    profileId: null,
    reasons: [],
    overrides: [],
  } satisfies Partial<DatasetGate>;
  return { dataset, gate: 'pending', would: 'pending', ...nothing, incident, url };
}

function judgedGate(found: JudgedProfile, rules: GateRules, url: string): DatasetGate {
  const { namespace, name, incident } = found;
  const results = concerning(found, rules.consumer);
  const covering = found.overrides.filter((one) => isFor(one, found, rules.consumer));
  const overrideOf = ({ expectation }: CheckResult) =>
    covering.find((one) => one.expectation === null || one.expectation === expectation) ?? null;
  const failOpen = rules.policy.failOpen ?? rules.failOpen;
  const would = gateOf(results, { failOpen });
  const gate = gateOf(
    results.filter((result) => overrideOf(result) === null),
    { failOpen },
  );
  const bad = results.filter((result) => !['pass', null].includes(countedOutcome(result)));
  const used = covering.filter((one) => bad.some((result) => overrideOf(result) === one));
  const reasons = bad.map((result) => {
    const { expectation, severity, reason, suite, consumer = null } = result;
    const by = overrideOf(result);
    const outcome = countedOutcome(result) ?? result.outcome;
    const override = by === null ? null : overrideId(by.id);
    return { dataset: `${namespace}/${name}`, expectation, outcome, severity, reason, suite, consumer, override, url };
  });
  return {
    dataset: { namespace, name },
    gate,
    would,
    because: gate === would ? [] : ['override'],
    verdict: results.length === 0 ? passed(found) : verdictOf(results),
    profileId: found.profileId === null ? null : `prf_${found.profileId}`,
    reasons: reasons.toSorted(worstFirst),
    overrides: used,
    incident,
    url,
  };
}

/** What there is to say where no result is: whoever passed had nothing to be read. */
function passed({ verdict, externalVerdicts }: JudgedProfile): Verdict {
  return verdict === 'pass' || externalVerdicts.includes('pass') ? 'pass' : 'none';
}

/** What did not pass is read, of the profile and of other tools; most questions are answered without any result. */
function concerning({ verdict, answer, externalResults }: JudgedProfile, consumer: string | null): CheckResult[] {
  const isRead = answer !== null && verdict !== 'pass' && verdict !== 'none';
  const own = isRead ? (JSON.parse(answer) as { results: CheckResult[] }).results : [];
  const external = externalResults.flatMap((results) => JSON.parse(results) as CheckResult[]);
  return [...own, ...external].filter((result) => concerns(result, consumer));
}

function isFor(override: OverrideInForce, found: JudgedProfile, consumer: string | null): boolean {
  const { profileId, intervalStart, intervalEnd } = override;
  const isSame = (text: string | null, at: Date | null) => text === null || new Date(text).getTime() === at?.getTime();
  return (
    (override.consumer === null || override.consumer === consumer) &&
    (profileId === null || profileId === found.profileId) &&
    isSame(intervalStart, found.intervalStart) &&
    isSame(intervalEnd, found.intervalEnd)
  );
}

/** Nothing came, and nobody asks again: the consumer's policy says whether he may go on. Without one it stays pending. */
function decided(gate: DatasetGate, { final, policy: { failOpen } }: GateRules): DatasetGate {
  if (gate.gate !== 'pending' || !final || failOpen === undefined) return gate;
  return { ...gate, gate: failOpen ? 'allow' : 'block', because: [...gate.because, 'policy'] };
}

function shadowed(gate: DatasetGate, { shadow, policy }: GateRules): DatasetGate {
  if (!(shadow || policy.gate === 'shadow') || gate.gate === 'allow') return gate;
  // A profile on its way may be waited for all the same: `would` says that there is one.
  return { ...gate, gate: 'allow', because: [...gate.because, 'shadow'] };
}

const outcomes: readonly Outcome[] = ['error', 'fail', 'undecided', 'warn'];
const severities = ['critical', 'error', 'warn', 'info'];

/** Those that still count before overridden ones, then by outcome and severity. */
function worstFirst(one: GateReason, other: GateReason): number {
  const rank = ({ outcome, severity, override }: GateReason) =>
    (override === null ? 0 : 100) + outcomes.indexOf(outcome) * 10 + severities.indexOf(severity);
  return rank(one) - rank(other);
}

const words: readonly GateWord[] = ['block', 'pending', 'warn', 'allow'];

/** The worst of several answers: block, then pending, warn, allow; pending when there is none. */
export const worstWord = (answers: readonly GateWord[]): GateWord =>
  words.find((word) => answers.includes(word)) ?? 'pending';

const verdicts: readonly Verdict[] = ['error', 'fail', 'undecided', 'warn', 'pass'];

/** The worst verdict of several; `none` when none says anything. */
export const worstVerdict = (all: readonly Verdict[]): Verdict => verdicts.find((one) => all.includes(one)) ?? 'none';
