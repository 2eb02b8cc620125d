import type { HistoryPoint, Outcome, Profile, SchemaField } from '../../../checks/index.ts';
import type { EarlierProfile, RealIncident, ReceivedProfile, ReplayDataset } from '../../store/replay.ts';
import type { StoredSilence } from '../../store/silences.ts';
import { judge } from '../judge.ts';
import { newsOf } from '../profile-news.ts';
import { isAccepted } from '../profile-row.ts';
import { createSeries, type Series, type SeriesEntry } from './series.ts';
import type { ReplaySide } from './side.ts';
import { createSubject, type Subject } from './subject.ts';
import { actsOn, type HumanAct } from './timeline.ts';

/** Everything about one dataset that no rule changes, as it was when the period began. */
export interface DatasetPast {
  dataset: ReplayDataset;
  schema: { version: number; fields: SchemaField[] } | null;
  /** Oldest first, each with its place in a history. */
  earlier: readonly { row: EarlierProfile; point: HistoryPoint }[];
  reals: readonly RealIncident[];
  pinned: ReadonlyMap<string, HistoryPoint>;
}

export interface ReplayWorld {
  since: Date;
  until: Date;
  sides: readonly ReplaySide[];
  silences: readonly StoredSilence[];
  silenceActs: readonly HumanAct[];
  publicUrl: string;
  /** Told what each side's recorder answered for one profile, in the order of `sides`. */
  onJudged: (answers: readonly unknown[]) => void;
}

/** The profiles of one dataset, one after another in the order in which they were received, without a look ahead. */
export interface DatasetWalk {
  receive(row: ReceivedProfile, point: HistoryPoint): void;
  /** The period, or the time for it, is over; false when a profile came so late that its history was forgotten. */
  end(at: Date): boolean;
}

interface State {
  world: ReplayWorld;
  past: DatasetPast;
  series: Series;
  subjects: Subject[];
  acts: HumanAct[];
  /** The id of the newest profile that came. */
  lastId: number;
  lastEffectiveAt: Date | null;
  schema: DatasetPast['schema'];
}

export function createWalk(world: ReplayWorld, past: DatasetPast): DatasetWalk {
  const { dataset, reals, earlier } = past;
  const state: State = {
    world,
    past,
    series: createSeries(),
    subjects: world.sides.map((side) => createSubject({ ...world, side, dataset, reals })),
    acts: actsOn(world.silenceActs, reals, world.since),
    lastId: 0,
    lastEffectiveAt: earlier.at(-1)?.row.effective_at ?? null,
    schema: past.schema,
  };
  const wasAcceptedLater = reals.some(({ asNormal }) => asNormal);
  for (const { row, point } of earlier) {
    const accepted = isAccepted(row.verdict as never) || (row.accepted && !wasAcceptedLater);
    const profile = row.document === null ? null : (JSON.parse(row.document) as Profile);
    state.series.add(entryOf(row, { point, accepted: world.sides.map(() => accepted), outcomes: [], profile }));
    state.lastId = Math.max(state.lastId, row.id);
  }
  return {
    receive: (row, point) => receive(state, row, point),
    end(at) {
      advance(state, at);
      for (const subject of state.subjects) subject.end();
      return !state.series.hasMissed();
    },
  };
}

/** All that happened up to and at `now` besides the profiles: messages fell due, people did something. */
function advance({ acts, subjects, series, lastId }: State, now: Date): void {
  for (let act = acts[0]; act !== undefined && act.at <= now; act = acts[0]) {
    acts.shift();
    for (const subject of subjects) subject.deliverUntil(new Date(act.at.getTime() - 1));
    if (act.kind === 'closed' && act.incident.asNormal) series.newest(lastId + 1)?.accepted.fill(true);
    for (const subject of subjects) subject.meet(act);
  }
  for (const subject of subjects) subject.deliverUntil(now);
}

const nothingArrived = { failing: [], healedBy: new Map<string, string>() };

function receive(state: State, row: ReceivedProfile, point: HistoryPoint): void {
  const { world, past, series } = state;
  const now = row.received_at;
  advance(state, now);
  const profile = JSON.parse(row.document) as Profile;
  const isLate = state.lastEffectiveAt !== null && row.effective_at < state.lastEffectiveAt;
  const { retiredAt } = past.dataset;
  const isSilent = retiredAt !== null && retiredAt <= now;
  const outcomes: Map<string, Outcome>[] = [];
  const accepted: boolean[] = [];
  const answers = world.sides.map((side, index) => {
    const own = side.rules.of(past.dataset);
    const history = historyOf(state, row, { index, needs: own.needs, isLate });
    const { results, verdict } = judge({ profile, history, rules: side.rules, own }, now);
    accepted.push(isAccepted(verdict));
    outcomes.push(new Map(results.map(({ expectation, outcome }) => [expectation, outcome])));
    const subject = state.subjects[index] as Subject;
    const hasOpen = subject.hasOpen();
    const news = newsOf({ results, arrived: nothingArrived, isLate, isSilent, hasOpen }, now);
    const incident = news === null ? null : subject.record(news, own, now);
    return side.recorder.judged({ dataset: past.dataset, row, results, incident });
  });
  world.onJudged(answers);
  series.add(entryOf(row, { point, accepted, outcomes, profile: keepsProfiles(state) ? profile : null }));
  state.lastId = row.id;
  if (isLate) return;
  state.lastEffectiveAt = row.effective_at;
  if (row.schema_version !== null) state.schema = { version: row.schema_version, fields: profile.schema?.fields ?? [] };
}

const keepsProfiles = ({ world, past }: State) =>
  world.sides.some(({ rules }) => rules.of(past.dataset).needs.earlier > 0);

interface Needing {
  index: number;
  needs: ReturnType<ReplaySide['rules']['of']>['needs'];
  isLate: boolean;
}

/** What the server would have read for this profile under its lock. */
function historyOf(state: State, row: ReceivedProfile, { index, needs, isLate }: Needing) {
  const place = { id: row.id, effectiveAt: row.effective_at };
  const before = (count: number) => (count === 0 ? [] : state.series.before(place, index, count));
  return {
    points: before(needs.points).map(({ point }) => point),
    previousSchema: isLate ? null : state.schema,
    pinned: state.past.pinned,
    earlier: before(needs.earlier).flatMap(({ stored }) => stored ?? []),
  };
}

interface Made extends Pick<SeriesEntry, 'point' | 'accepted' | 'outcomes'> {
  profile: Profile | null;
}

function entryOf(row: EarlierProfile | ReceivedProfile, { profile, ...made }: Made): SeriesEntry {
  const { id, effective_at: effectiveAt, superseded_by: supersededBy } = row;
  return { id, effectiveAt, supersededBy, ...made, stored: profile && { profileId: `prf_${id}`, profile } };
}
