import {
  datasetKey,
  judgedSeries,
  type CheckResult,
  type History,
  type HistoryPoint,
  type Outcome,
  type Profile,
  type StoredProfile,
} from '../../../checks/index.ts';
import { nameKey } from '../../store/datasets.ts';
import type { OpenPart } from '../../store/open-parts.ts';
import type { ReceivedProfile } from '../../store/replay.ts';
import { isComparable, judge } from '../judge.ts';
import { goneOf, partWords, profilesWithout } from '../no-longer-seen.ts';
import { newsOf } from '../profile-news.ts';
import { seriesText } from '../profile-times.ts';
import { byExpectation } from '../read-past.ts';
import { createSeries, type Series, type SeriesEntry } from './series.ts';
import type { ReplaySide } from './side.ts';
import { createSubject, type Subject } from './subject.ts';
import type { DatasetPast, ReplayWorld } from './world.ts';

/** A profile as the walk hands it to each side. */
export interface WalkedProfile {
  row: ReceivedProfile;
  profile: Profile;
  point: HistoryPoint;
  /** Profiles of other datasets for the same data interval that had come, by nameKey. */
  partners: ReadonlyMap<string, StoredProfile>;
  schema: History['previousSchema'];
}

/** One dataset under one set of rules: its series, its incident and the messages about it. */
export interface SideWalk {
  subject: Subject;
  /** Judges a profile; answers what the recorder said of it. */
  receive(walked: WalkedProfile): unknown;
  /** Somebody said that the newest profile of the whole dataset, before this id, is the new normal. */
  acceptNewest(beforeId: number): void;
  hasMissed(): boolean;
}

interface State {
  side: ReplaySide;
  past: DatasetPast;
  subject: Subject;
  series: Map<string, Series>;
  /** Where the newest of each series stands. */
  newestAt: Map<string, Date>;
}

export function createSideWalk(world: ReplayWorld, side: ReplaySide, past: DatasetPast): SideWalk {
  const subject = createSubject({ ...world, ...past, side });
  const state: State = { side, past, subject, series: new Map(), newestAt: new Map() };
  const wasAcceptedLater = past.reals.some(({ asNormal }) => asNormal);
  for (const { row, point } of past.earlier) {
    const isFailed = row.verdict === 'fail' || row.verdict === 'error';
    const { id, effective_at: effectiveAt, superseded_by: supersededBy, outcomes, document } = row;
    const stored = document === null ? null : { profileId: `prf_${id}`, profile: JSON.parse(document) as Profile };
    const accepted = row.accepted && !(wasAcceptedLater && isFailed);
    keep(state, row.segment, { id, effectiveAt, supersededBy, point, accepted, outcomes: outcomes ?? {}, stored });
  }
  return {
    subject,
    receive: (walked) => receive(state, walked),
    acceptNewest: (beforeId) => {
      const newest = state.series.get('')?.newest(beforeId);
      if (newest) newest.accepted = true;
    },
    hasMissed: () => [...state.series.values()].some((series) => series.hasMissed()),
  };
}

function keep({ series, newestAt }: State, text: string, entry: SeriesEntry): void {
  const known = series.get(text) ?? createSeries();
  known.add(entry);
  series.set(text, known);
  const newest = newestAt.get(text);
  if (newest === undefined || newest < entry.effectiveAt) newestAt.set(text, entry.effectiveAt);
}

const nothingArrived = { failing: [], healedBy: new Map<string, string>() };

function receive(state: State, walked: WalkedProfile): unknown {
  const { side, past, subject } = state;
  const { row, profile, point } = walked;
  const { rules } = side;
  const now = row.received_at;
  const own = rules.of(past.dataset);
  const series = seriesText(profile, judgedSeries(profile, own.suites, rules.hashValue).where);
  const newest = state.newestAt.get(series);
  const isLate = newest !== undefined && row.effective_at < newest;
  const history = historyOf(state, walked, { series, needs: own.needs, isLate });
  const { results } = judge({ profile, history, rules, own }, now);
  const { retiredAt } = past.dataset;
  const isSilent = retiredAt !== null && retiredAt <= now;
  const gone = isLate || isSilent ? new Map<string, string>() : goneIn(state, { row, series, results });
  const incident = isSilent ? null : said({ subject, results, series, isLate, own, gone }, now);
  const outcomes: Record<string, Outcome> = {};
  for (const { expectation, outcome } of results) outcomes[expectation] = outcome;
  const { id, effective_at: effectiveAt, superseded_by: supersededBy } = row;
  const stored = own.needs.earlier > 0 ? { profileId: `prf_${id}`, profile } : null;
  keep(state, series, { id, effectiveAt, supersededBy, point, accepted: isComparable(results), outcomes, stored });
  return side.recorder.judged({ dataset: past.dataset, row, results, incident });
}

interface Said {
  subject: Subject;
  results: readonly CheckResult[];
  series: string;
  isLate: boolean;
  own: ReturnType<ReplaySide['rules']['of']>;
  gone: ReadonlyMap<string, string>;
}

function said({ subject, results, series, isLate, own, gone }: Said, now: Date) {
  const healed = isLate ? [] : subject.tellHealed({ results, series, own }, now);
  const news = newsOf({ results, series, own, arrived: nothingArrived, isLate, hasOpen: subject.hasOpen(), gone }, now);
  if (news === null) return null;
  return subject.record({ ...news, series, healedBy: new Map([...news.healedBy, ...healed]) }, own, now);
}

/** What the server would have found to be of parts that come no more. */
function goneIn(state: State, { row, series, results }: { row: ReceivedProfile } & Pick<Said, 'series' | 'results'>) {
  const place = { id: row.id, effectiveAt: row.effective_at };
  const parts = [...state.subject.openParts()].flatMap(([part, failures]): OpenPart[] => {
    const [newestAt, previousAt = null] = state.series.get(part)?.newestTimes(row.id) ?? [];
    if (part === series || newestAt === undefined || newestAt >= row.effective_at) return [];
    const before = state.series.get(series)?.before(place, profilesWithout, 'all') ?? [];
    const later = new Set(
      before.map(({ effectiveAt }) => effectiveAt.getTime()).filter((at) => at > newestAt.getTime()),
    );
    const words = failures.map(({ segment = '' }) => segment).toSorted()[0] ?? '';
    const expectations = failures.map(({ expectation }) => expectation);
    return [{ words, expectations, newestAt, previousAt, laterProfiles: later.size + 1 }];
  });
  return goneOf(parts, { effectiveAt: row.effective_at, part: partWords(series, results) });
}

interface Needing {
  series: string;
  needs: Said['own']['needs'];
  isLate: boolean;
}

/** What the server would have read for this profile under its lock. */
function historyOf(state: State, walked: WalkedProfile, { series, needs, isLate }: Needing): History {
  const { row, schema, partners } = walked;
  const { rules } = state.side;
  const place = { id: row.id, effectiveAt: row.effective_at };
  const before = (count: number, kept: 'accepted' | 'all' = 'accepted') =>
    count === 0 ? [] : (state.series.get(series)?.before(place, count, kept) ?? []);
  const others = needs.others.map((name) => {
    const found = partners.get(nameKey(rules.currentName(name))) ?? null;
    return [datasetKey(name), found] as const;
  });
  return {
    points: before(needs.points).map(({ point }) => point),
    previousSchema: isLate || series !== '' ? null : schema,
    ...(needs.pinned.length > 0 && { pinned: state.past.pinned }),
    ...(needs.earlier > 0 && { earlier: before(needs.earlier).flatMap(({ stored }) => stored ?? []) }),
    ...(needs.others.length > 0 && { others: new Map(others) }),
    ...(needs.outcomes > 0 && {
      outcomes: byExpectation(before(needs.outcomes, 'all').map(({ outcomes }) => outcomes)),
    }),
  };
}
