export const runEventTypes = ['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT'] as const;
export type RunEventType = (typeof runEventTypes)[number];

export interface RunEvent {
  type: string;
  eventAt: Date;
  error: string | null;
}

export interface RunState {
  state: RunEventType;
  startedAt: Date | null;
  endedAt: Date | null;
  lastEventAt: Date;
  error: string | null;
  /** Its latest COMPLETE or FAIL, whatever came after: what it says about its job; an abort says nothing. */
  verdict: { failed: boolean; error: string | null } | null;
}

export const isTerminal = (event: { type: string }) =>
  event.type === 'COMPLETE' || event.type === 'FAIL' || event.type === 'ABORT';
const rank = (event: { type: string }) => (isTerminal(event) ? 2 : event.type === 'RUNNING' ? 1 : 0);

/**
 * The state of a run from its events, whatever order they came in: an end wins over what happened before or after it,
 * the later of two ends wins by event time; at the same instant FAIL wins over ABORT over COMPLETE. Null without events.
 */
export function foldRunState(events: readonly RunEvent[]): RunState | null {
  const byTime = inOrder(events);
  const last = byTime.at(-1);
  const deciding = decidingOf(byTime);
  if (!last || !deciding) return null;
  const told = byTime.findLast(({ type }) => type === 'COMPLETE' || type === 'FAIL');
  return {
    state: deciding.type as RunEventType,
    startedAt: byTime.find(({ type }) => type === 'START')?.eventAt ?? null,
    endedAt: isTerminal(deciding) ? deciding.eventAt : null,
    lastEventAt: last.eventAt,
    error: deciding.type === 'FAIL' ? deciding.error : null,
    verdict: told ? { failed: told.type === 'FAIL', error: told.error } : null,
  };
}

/** The event from which a run has its state, as foldRunState finds it; null without events. */
export const decidingEvent = <E extends RunEvent>(events: readonly E[]): E | null => decidingOf(inOrder(events));

function decidingOf<E extends RunEvent>(byTime: readonly E[]): E | null {
  const top = Math.max(...byTime.map(rank));
  return byTime.findLast((event) => rank(event) === top) ?? null;
}

const inOrder = <E extends RunEvent>(events: readonly E[]): E[] =>
  events.toSorted((a, b) => a.eventAt.getTime() - b.eventAt.getTime() || severity(a) - severity(b));

const severity = ({ type }: RunEvent) => ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL'].indexOf(type);
