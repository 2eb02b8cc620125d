import type { IncidentFacts } from '../../../alerts/index.ts';
import { incidentId } from '../../store/incidents.ts';
import type { RealIncident, ReplayDataset } from '../../store/replay.ts';
import type { StoredSilence } from '../../store/silences.ts';
import { closedByHand, incidentStep } from '../incident-step.ts';
import { plansFor } from '../notify.ts';
import type { newsOf } from '../profile-news.ts';
import type { DatasetRules } from '../rules-cache.ts';
import { createOutbox, type ReplayedOutbox } from './outbox.ts';
import type { ReplaySide } from './side.ts';
import { silencesAt, type HumanAct } from './timeline.ts';

/** One dataset on one side of a replay: its incident and the messages about it. */
export interface Subject {
  hasOpen(): boolean;
  /** What a profile says to the incident; answers it as it stands then, null when there is none. */
  record(news: NonNullable<ReturnType<typeof newsOf>>, own: DatasetRules, now: Date): IncidentFacts | null;
  /** Something that people did. */
  meet(act: HumanAct): void;
  /** Delivers what is due up to and at `now`. */
  deliverUntil(now: Date): void;
  /** The period is over. */
  end(): void;
}

interface Given {
  side: ReplaySide;
  dataset: ReplayDataset;
  /** The incidents that there really were on it. */
  reals: readonly RealIncident[];
  silences: readonly StoredSilence[];
  publicUrl: string;
}

interface State extends Given {
  outbox: ReplayedOutbox;
  open: IncidentFacts | null;
  /** The incident that there really was, which the open one stands for. */
  real: RealIncident | null;
  used: Set<number>;
}

export function createSubject(given: Given): Subject {
  const state: State = { ...given, outbox: createOutbox(), open: null, real: null, used: new Set() };
  return {
    hasOpen: () => state.open !== null,
    record: (news, own, now) => record(state, { news, own }, now),
    meet: (act) => meet(state, act),
    deliverUntil: (now) => deliverUntil(state, now),
    end: () => {
      if (state.open !== null) ended(state, state.open);
    },
  };
}

type Said = { news: Parameters<Subject['record']>[0]; own: DatasetRules };

function record(state: State, { news, own }: Said, now: Date): IncidentFacts | null {
  const { side, dataset } = state;
  if (state.open === null) state.real = realAt(state, now);
  const id = state.real === null ? side.nextId() : incidentId(state.real.number);
  const { incident, change } = incidentStep(
    {
      ...news,
      current: state.open,
      newId: id,
      url: state.real === null ? '' : `${state.publicUrl}/i/${id}`,
      subject: { kind: 'dataset', namespace: dataset.namespace, name: dataset.name },
      owner: own.owner ?? dataset.owner,
      labels: own.labels,
      runbook: own.runbook,
    },
    now,
  );
  if (incident === null) return null;
  if (state.open === null) {
    if (state.real === null) side.takeId();
    else state.used.add(state.real.number);
  }
  if (change !== null) plan(state, { incident, change }, now);
  settle(state, incident);
  return incident;
}

/** The incident that really was open then, unless the replay had one in its place already. */
function realAt({ reals, used }: State, now: Date): RealIncident | null {
  const wasOpen = ({ openedAt, resolvedAt }: RealIncident) =>
    openedAt <= now && (resolvedAt === null || resolvedAt > now);
  return reals.find((real) => wasOpen(real) && !used.has(real.number)) ?? null;
}

type Told = Pick<Parameters<typeof plansFor>[0], 'incident' | 'change'>;

function plan({ side, outbox, silences }: State, told: Told, now: Date): void {
  const previous = outbox.of(told.incident.id);
  const input = { ...told, routing: side.routing, previous, silences: silencesAt(silences, now) };
  outbox.apply(plansFor(input, now), told.incident);
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
  if (state.open === null || state.real?.number !== act.incident.number) return;
  const incident = closedByHand(state.open, act.at);
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
