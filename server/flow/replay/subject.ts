import type { Failure, IncidentFacts } from '../../../alerts/index.ts';
import type { CheckResult } from '../../../checks/index.ts';
import { incidentId } from '../../store/incidents.ts';
import type { ReplayDataset } from '../../store/replay.ts';
import type { NameThen, RealIncident } from '../../store/replay-around.ts';
import type { StoredSilence } from '../../store/silences.ts';
import { closedByHand, incidentStep, noticeFacts } from '../incident-step.ts';
import { plansFor } from '../notify.ts';
import type { newsOf } from '../profile-news.ts';
import type { DatasetRules } from '../rules-cache.ts';
import { canGo, healedResults, noticeOf } from '../tell-healed.ts';
import { createOutbox, type ReplayedOutbox } from './outbox.ts';
import type { ReplaySide } from './side.ts';
import { learnedAlarms, openParts, subjectAt } from './subject-facts.ts';
import { silencesAt, type HumanAct } from './timeline.ts';

/** One dataset on one side of a replay: its incident and the messages about it. */
export interface Subject {
  hasOpen(): boolean;
  /** What fails in the open incident, by the part of the dataset that it is about; the whole is none. */
  openParts(): ReadonlyMap<string, Failure[]>;
  /** What learned monitors told in the open incident of a part and what is not over: names of expectations. */
  learnedAlarms(series: string): string[];
  /** What a profile says to the incident; answers it as it stands then, null when there is none. */
  record(news: News, own: DatasetRules, now: Date): IncidentFacts | null;
  /** Accepted failures that healed are told once; answers what the open incident says of those that failed in it. */
  tellHealed(of: Healing, now: Date): [string, string][];
  /** Something that people did. */
  meet(act: HumanAct): void;
  /** Delivers what is due up to and at `now`. */
  deliverUntil(now: Date): void;
  /** The period is over. */
  end(): void;
}

type News = NonNullable<ReturnType<typeof newsOf>> & { series: string };

interface Healing {
  results: readonly CheckResult[];
  series: string;
  own: DatasetRules;
}

interface Given {
  side: ReplaySide;
  dataset: ReplayDataset;
  /** The incidents that there really were on it. */
  reals: readonly RealIncident[];
  /** Accepted failures that were told to have healed before. */
  healed: readonly string[];
  /** What it was called before, oldest first. */
  names: readonly NameThen[];
  silences: readonly StoredSilence[];
  publicUrl: string;
}

interface State extends Given {
  outbox: ReplayedOutbox;
  open: IncidentFacts | null;
  /** The incident that there really was, which the open one stands for. */
  real: RealIncident | null;
  used: Set<number>;
  told: Set<string>;
}

export function createSubject(given: Given): Subject {
  const none = { open: null, real: null, used: new Set<number>() };
  const state: State = { ...given, ...none, outbox: createOutbox(), told: new Set(given.healed) };
  return {
    hasOpen: () => state.open !== null,
    openParts: () => openParts(state.open),
    learnedAlarms: (series) => learnedAlarms(state.open, series),
    record: (news, own, now) => record(state, { news, own }, now),
    tellHealed: (of, now) => tellHealed(state, of, now),
    meet: (act) => meet(state, act),
    deliverUntil: (now) => deliverUntil(state, now),
    end: () => {
      if (state.open !== null) ended(state, state.open);
    },
  };
}

const placeOf = ({ dataset, names }: State, own: DatasetRules, now: Date) => ({
  subject: subjectAt({ dataset, names }, now),
  owner: own.owner ?? dataset.owner,
  labels: own.labels,
  runbook: own.runbook,
});

/** The open incident as it was shown then. */
const openAt = (state: State, now: Date) => state.open && { ...state.open, subject: subjectAt(state, now) };

type Said = { news: News; own: DatasetRules };

function record(state: State, { news, own }: Said, now: Date): IncidentFacts | null {
  const { side } = state;
  if (state.open === null) state.real = realAt(state, now);
  const id = state.real === null ? side.nextId() : incidentId(state.real.number);
  const before = openAt(state, now);
  const { incident, changes, change } = incidentStep(
    {
      ...news,
      current: before,
      newId: id,
      url: state.real === null ? '' : `${state.publicUrl}/i/${id}`,
      ...placeOf(state, own, now),
    },
    now,
  );
  if (incident === null) return null;
  if (state.open === null) {
    if (state.real === null) side.takeId();
    else state.used.add(state.real.number);
  }
  if (change !== null) plan(state, { incident, change, before, changes }, now);
  settle(state, incident);
  return incident;
}

/** Of one acceptance it is told once that it healed, for its level and its end. */
export const healedKey = (of: { expectation: string; level: number; until: string }) =>
  JSON.stringify([of.expectation, of.level, of.until]);

function tellHealed(state: State, { results, series, own }: Healing, now: Date): [string, string][] {
  const healed = healedResults(results).filter((one) => {
    const key = healedKey({ expectation: one.expectation, ...one.accepted });
    const isNews = !state.told.has(key);
    state.told.add(key);
    return isNews;
  });
  const isIn = ({ expectation }: CheckResult) =>
    state.open?.failures.some((one) => one.expectation === expectation && one.healedAt === null) === true;
  const failures = healed.filter((one) => !isIn(one)).map((one) => noticeOf(one, { series }, now));
  if (failures.length > 0) notice(state, { failures, own }, now);
  return healed.filter(isIn).map((one) => [one.expectation, canGo(one)]);
}

function notice(state: State, { failures, own }: { failures: Failure[]; own: DatasetRules }, now: Date): void {
  const { side, dataset, reals, used } = state;
  const isThen = (at: Date | null) => at?.getTime() === now.getTime();
  const real = reals.find((one) => isThen(one.openedAt) && isThen(one.resolvedAt) && !used.has(one.number)) ?? null;
  const id = real === null ? side.nextId() : incidentId(real.number);
  if (real === null) side.takeId();
  else used.add(real.number);
  const url = real === null ? '' : `${state.publicUrl}/i/${id}`;
  const incident = noticeFacts({ id, url, ...placeOf(state, own, now), failures }, now);
  plan(state, { incident, change: 'opened' }, now);
  side.recorder.ended({ dataset, incident, real });
}

/** The incident that really was open then, unless the replay had one in its place already. */
function realAt({ reals, used }: State, now: Date): RealIncident | null {
  const wasOpen = ({ openedAt, resolvedAt }: RealIncident) =>
    openedAt <= now && (resolvedAt === null || resolvedAt > now);
  return reals.find((real) => wasOpen(real) && !used.has(real.number)) ?? null;
}

type Told = Omit<Parameters<typeof plansFor>[0], 'routing' | 'previous' | 'silences'>;

function plan({ side, outbox, silences }: State, told: Told, now: Date): void {
  const previous = outbox.of(told.incident.id);
  const input = { ...told, routing: side.routing, previous, silences: silencesAt(silences, now) };
  outbox.apply(plansFor(input, now), told.incident.id);
}

function settle(state: State, incident: IncidentFacts): void {
  if (incident.state === 'resolved') ended(state, incident);
  else state.open = incident;
}

function ended(state: State, incident: IncidentFacts): void {
  const { side, dataset, real } = state;
  side.recorder.ended({ dataset, incident, real });
  state.open = null;
  state.real = null;
}

function meet(state: State, act: HumanAct): void {
  const nothingWaits = state.outbox.nextDue() === null;
  if (nothingWaits && act.kind !== 'closed') return;
  const silences = silencesAt(state.silences, act.at);
  if (act.kind === 'silence-made') return state.outbox.silenceMade(silences, act.at);
  if (act.kind === 'silence-ended') return state.outbox.silenceEnded(act.silence, silences, act.at);
  // Somebody closed the incident that there really was: the same one here is closed too.
  const open = openAt(state, act.at);
  if (open === null || state.real?.number !== act.incident.number) return;
  const incident = closedByHand(open, act.at);
  plan(state, { incident, change: 'resolved' }, act.at);
  settle(state, incident);
}

function deliverUntil(state: State, now: Date): void {
  const { outbox, dataset, side } = state;
  for (let due = outbox.nextDue(); due !== null && due <= now; due = outbox.nextDue()) {
    const told = outbox.deliver(silencesAt(state.silences, due), due);
    for (const message of told) side.recorder.told({ dataset, message });
  }
}
