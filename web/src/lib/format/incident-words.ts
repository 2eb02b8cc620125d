import type { FailureShape, IncidentDetail, IncidentRow, Severity } from '../api/types.ts';
import { formatShort } from './time.ts';

/** What stands in `resolvedBy` when nobody closed it: its failing expectations passed again, or their part of the data came no more. */
const BY_ITSELF = ['passing again', 'no longer seen'];

/** Who or what ended an incident: `by Ana`, `passing again`, `no longer seen`. */
export function resolvedHow(incident: Pick<IncidentRow, 'resolvedBy'>): string {
  const by = incident.resolvedBy;
  if (by === null) return 'passing again';
  return BY_ITSELF.includes(by) ? by : `by ${by}`;
}

type Entry = IncidentDetail['timeline'][number];
const VERBS: Partial<Record<Entry['kind'], string>> = {
  opened: 'Opened',
  joined: 'Joined',
  healed: 'Healed',
  ended: 'Ended',
  worsened: 'Worsened',
  routed: 'Routed',
  delivered: 'Delivered',
  retrying: 'Not delivered yet',
  'gave-up': 'Gave up',
  muted: 'Silenced',
  unmuted: 'No longer silenced',
};
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/g;

/** One line of the timeline: what kind of thing it was, then the server's facts, with instants in the reader's zone. */
export function entryText(entry: Entry, now: number): string {
  if (entry.kind === 'comment') return entry.text;
  const text = entry.text.replace(INSTANT, (instant) => formatShort(instant, now));
  const verb = VERBS[entry.kind];
  if (verb === undefined) return text.charAt(0).toUpperCase() + text.slice(1);
  return text.startsWith(`${verb}:`) ? text : `${verb}: ${text}`;
}

const WORST: Severity[] = ['critical', 'error', 'warn', 'info'];

/** What still fails before what healed, the worst first. */
export function worstFirst(failures: readonly FailureShape[]): FailureShape[] {
  const rank = (one: FailureShape): number =>
    (one.healedAt === null ? 0 : WORST.length) + WORST.indexOf(one.outcome === 'warn' ? 'warn' : one.severity);
  return failures.toSorted((a, b) => rank(a) - rank(b));
}
