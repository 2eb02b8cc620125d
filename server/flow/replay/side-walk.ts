import {
  judgedSeries,
  LEARNED_SUITE,
  verdictOf,
  type CheckResult,
  type Outcome,
  type Profile,
} from '../../../checks/index.ts';
import { isComparable, judge } from '../judge.ts';
import { newsOf } from '../profile-news.ts';
import { seriesText } from '../profile-times.ts';
import type { DatasetRules } from '../rules-cache.ts';
import { createSeries, type LastJudgement, type SeriesEntry } from './series.ts';
import { goneIn, historyOf, partnersOf, type Judging } from './side-history.ts';
import type { SideState, WalkedProfile } from './side-state.ts';
import type { ReplaySide } from './side.ts';
import { createSubject, type Subject } from './subject.ts';
import type { Again, DatasetPast, ReplayWorld } from './world.ts';

/** One dataset under one set of rules: its series, its incident and the messages about it. */
export interface SideWalk {
  subject: Subject;
  /** Judges a profile; answers what the recorder said of it. */
  receive(walked: WalkedProfile): unknown;
  /** Judges one once more when what it is compared with is not what it was. */
  judgeAgain(walked: WalkedProfile, again: Again): void;
  /** Somebody said that the newest profile of the whole dataset, before this id, is the new normal. */
  acceptNewest(beforeId: number): void;
  hasMissed(): boolean;
}

export function createSideWalk(world: ReplayWorld, side: ReplaySide, past: DatasetPast): SideWalk {
  const subject = createSubject({ ...world, ...past, side });
  const state: SideState = { side, past, subject, series: new Map(), newestAt: new Map() };
  const wasAcceptedLater = past.reals.some(({ asNormal }) => asNormal);
  for (const { row, point } of past.earlier) {
    const isFailed = row.verdict === 'fail' || row.verdict === 'error';
    const { id, effective_at: effectiveAt, superseded_by: supersededBy, outcomes, document } = row;
    const stored = document === null ? null : { profileId: `prf_${id}`, profile: JSON.parse(document) as Profile };
    const accepted = row.accepted && !(wasAcceptedLater && isFailed);
    keep(state, row.segment, {
      id,
      effectiveAt,
      supersededBy,
      point,
      accepted,
      outcomes: outcomes ?? {},
      stored,
      judged: null,
    });
  }
  return {
    subject,
    receive: (walked) => receive(state, walked),
    judgeAgain: (walked, again) => judgeAgain(state, walked, again),
    acceptNewest: (beforeId) => {
      const newest = state.series.get('')?.newest(beforeId);
      if (newest) newest.accepted = true;
    },
    hasMissed: () => [...state.series.values()].some((series) => series.hasMissed()),
  };
}

function keep({ series, newestAt }: SideState, text: string, entry: SeriesEntry): void {
  const known = series.get(text) ?? createSeries();
  known.add(entry);
  series.set(text, known);
  const newest = newestAt.get(text);
  if (newest === undefined || newest < entry.effectiveAt) newestAt.set(text, entry.effectiveAt);
}

const nothingArrived = { failing: [], healedBy: new Map<string, string>() };

function receive(state: SideState, walked: WalkedProfile): unknown {
  const { side, past } = state;
  const { row, profile, point, partners, known } = walked;
  const { id, effective_at: effectiveAt, superseded_by: supersededBy } = row;
  const own = side.rules.of(past.dataset);
  const series = seriesOf(side, own, profile);
  const isLate = isOlder(state, series, effectiveAt);
  const schema = isLate || series !== '' ? null : walked.schema;
  const judging = { place: { id, effectiveAt }, series, own, schema, partners };
  const history = historyOf(state, judging);
  const learned = known?.judge(own.learn, profile, state.subject.learnedAlarms(series)) ?? null;
  const { results, learned: short } = judge({ profile, history, rules: side.rules, own, learned }, row.received_at);
  const isLearning = short?.isCatchingUp === true;
  const incident = said(state, { ...judging, results, isLate, isLearning }, row.received_at);
  const stored = own.needs.earlier > 0 ? { profileId: `prf_${id}`, profile } : null;
  const judged = own.needs.others.length > 0 ? { results, partners: partnersOf(history), schema } : null;
  const entry = { id, effectiveAt, supersededBy, point, stored, accepted: isComparable(results) };
  keep(state, series, { ...entry, outcomes: outcomesOf(results), judged });
  const isLearned = learned?.kind === 'judged';
  return side.recorder.judged({ dataset: past.dataset, row, results, isLearned, incident });
}

const seriesOf = ({ rules }: ReplaySide, own: DatasetRules, profile: Profile) =>
  seriesText(profile, judgedSeries(profile, own.suites, rules.hashValue).where);

const isOlder = ({ newestAt }: SideState, series: string, effectiveAt: Date) =>
  effectiveAt < (newestAt.get(series) ?? effectiveAt);

const outcomesOf = (results: readonly CheckResult[]): Record<string, Outcome> =>
  Object.fromEntries(results.map(({ expectation, outcome }) => [expectation, outcome]));

/** As it would have been judged when it came, but with the other datasets' profiles of now; the incident hears of it now. */
function judgeAgain(state: SideState, { row, profile, partners, known }: WalkedProfile, { by, at }: Again): void {
  const { side, past } = state;
  const { id, effective_at: effectiveAt } = row;
  const own = side.rules.of(past.dataset);
  const series = seriesOf(side, own, profile);
  const entry = state.series.get(series)?.find(id);
  if (!entry?.judged) return;
  const { schema, results: before } = entry.judged;
  const judging = { place: { id, effectiveAt }, series, own, schema, partners };
  const history = historyOf(state, judging);
  const found = partnersOf(history);
  if (!isNew(found, entry.judged)) return;
  const alarmed = before.flatMap(({ suite, expectation }) => (suite === LEARNED_SUITE ? [expectation] : []));
  const learned = known?.judge(own.learn, profile, alarmed) ?? null;
  const { results, learned: short } = judge({ profile, history, rules: side.rules, own, learned }, row.received_at);
  const isLearning = short?.isCatchingUp === true;
  const isLate = isOlder(state, series, effectiveAt);
  const incident = said(state, { ...judging, place: { id: by, effectiveAt }, results, isLate, isLearning }, at);
  // A failing one that is comparable nevertheless was made so by a person.
  const wasMadeSo = entry.accepted && ['fail', 'error'].includes(verdictOf(before));
  const accepted = isComparable(results) || wasMadeSo;
  Object.assign(entry, { accepted, outcomes: outcomesOf(results), judged: { results, partners: found, schema } });
  side.recorder.judgedAgain({ dataset: past.dataset, row, results, before, incident, at });
}

const isNew = (found: readonly string[], { partners }: LastJudgement) => found.some((id) => !partners.includes(id));

type Saying = Omit<Judging, 'schema' | 'partners'> & {
  results: readonly CheckResult[];
  isLate: boolean;
  isLearning: boolean;
};

/** What it says to the incident of its dataset; null when nothing. A retired dataset says nothing. */
function said(state: SideState, saying: Saying, now: Date) {
  const { subject, past } = state;
  const { retiredAt } = past.dataset;
  if (retiredAt !== null && retiredAt <= now) return null;
  const { results, series, isLate, isLearning, own } = saying;
  const healed = isLate ? [] : subject.tellHealed({ results, series, own }, now);
  const gone = isLate ? new Map<string, string>() : goneIn(state, saying);
  const place = { series, own, isLate, isLearning, hasOpen: subject.hasOpen() };
  const news = newsOf({ results, ...place, arrived: nothingArrived, gone }, now);
  if (news === null) return null;
  return subject.record({ ...news, series, healedBy: new Map([...news.healedBy, ...healed]) }, own, now);
}
