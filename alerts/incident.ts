import { severityRank, toldSeverity, worstSeverity } from './severity.ts';
import type { Failure, IncidentFacts, Labels } from './types.ts';

/** One judgement of a subject, as the incident machine reads it; the lists hold expectation keys. */
export interface Judgement {
  /** The open incident of the subject, if any. */
  current: IncidentFacts | null;
  /** Failing now, `warn` outcomes among them. `since` of a failure already in the incident is kept from there. */
  failing: readonly Failure[];
  passing: readonly string[];
  undecided: readonly string[];
  subject: IncidentFacts['subject'];
  owner: string | null;
  labels: Labels;
  runbook: string | null;
  /** Id and link of the incident, should one open. */
  newId: string;
  url: string;
  /**
   * Does this judgement speak for a failure that it does not name? Those it speaks for heal as no longer expected.
   * By default all of its `series` but failures of kind `run` and `arrival` and those that another tool told (`gx:…`); a
   * run's state change, the clock and another tool must answer false for every one.
   */
  covers?: (failure: Failure) => boolean;
  /** The part of the subject that was judged: by default it speaks for no failure of another part. */
  series?: string;
  /** Why an expectation passes again, where there is more to say. */
  healedBy?: ReadonlyMap<string, string>;
  /** Failures whose part of the subject comes no more, with what there is to say of each: they end, and nobody calls them healed. */
  gone?: ReadonlyMap<string, string>;
}

/** What happened to an incident; `expectation` is null where it happened to the whole. */
export interface IncidentChange {
  kind: 'opened' | 'joined' | 'worsened' | 'healed' | 'ended' | 'resolved' | 'unchanged';
  expectation: string | null;
  reason: string;
}

/** How a failure ended whose part of the subject comes no more. */
export const noLongerSeen = 'no longer seen';

/**
 * The next state of a subject's incident. One is open at a time: further failures join it, undecided neither heals nor
 * resolves, and it resolves when the last of its failures passes again, is no longer expected or no longer seen. Failures told as info
 * never open an incident, join one or keep one open.
 */
export function nextIncident(
  judgement: Judgement,
  now: Date,
): { incident: IncidentFacts | null; changes: IncidentChange[] } {
  const failing = judgement.failing.map((failure) => ({ ...failure, severity: toldSeverity(failure) }));
  const { current } = judgement;
  if (current !== null && current.state !== 'resolved') return continued(current, { ...judgement, failing }, now);
  if (!failing.some(isLoud)) return { incident: null, changes: [] };
  return opened({ ...judgement, failing: failing.filter(isLoud) }, now);
}

const isLoud = (failure: Failure) => severityRank(failure.severity) >= severityRank('warn');

function opened(judgement: Judgement, now: Date): { incident: IncidentFacts; changes: IncidentChange[] } {
  const failures = judgement.failing
    .toSorted((one, other) => severityRank(other.severity) - severityRank(one.severity))
    .map((failure) => ({ ...failure, since: now.toISOString(), healedAt: null }));
  const incident: IncidentFacts = {
    id: judgement.newId,
    subject: judgement.subject,
    state: 'open',
    severity: worstSeverity(failures),
    owner: judgement.owner,
    labels: judgement.labels,
    runbook: judgement.runbook,
    openedAt: now.toISOString(),
    acknowledgedBy: null,
    resolvedAt: null,
    failures,
    url: judgement.url,
  };
  const count = failures.length === 1 ? '1 expectation fails' : `${failures.length} expectations fail`;
  return { incident, changes: [{ kind: 'opened', expectation: null, reason: count }] };
}

function continued(
  current: IncidentFacts,
  judgement: Judgement,
  now: Date,
): { incident: IncidentFacts; changes: IncidentChange[] } {
  const changes: IncidentChange[] = [];
  const failing = new Map(judgement.failing.filter(isLoud).map((failure) => [failure.expectation, failure]));
  const failures = current.failures.map((known) => {
    const again = failing.get(known.expectation);
    failing.delete(known.expectation);
    return again ? failingAgain(known, again, { changes, now }) : notFailing(known, judgement, { changes, now });
  });
  for (const failure of failing.values()) {
    failures.push({ ...failure, since: now.toISOString(), healedAt: null });
    changes.push({ kind: 'joined', expectation: failure.expectation, reason: failure.reason });
  }
  const open = failures.filter((failure) => failure.healedAt === null);
  const incident: IncidentFacts = {
    ...current,
    severity: open.length === 0 ? current.severity : worstSeverity(open),
    owner: judgement.owner ?? current.owner,
    labels: { ...current.labels, ...judgement.labels },
    runbook: judgement.runbook ?? current.runbook,
    failures,
  };
  if (open.length > 0) return { incident, changes };
  changes.push({ kind: 'resolved', expectation: null, reason: 'none of its failures is left' });
  return { incident: { ...incident, state: 'resolved', resolvedAt: now.toISOString() }, changes };
}

interface Account {
  changes: IncidentChange[];
  now: Date;
}

function failingAgain(known: Failure, again: Failure, { changes, now }: Account): Failure {
  const { expectation, reason } = again;
  if (known.healedAt !== null) {
    changes.push({ kind: 'joined', expectation, reason: `fails again: ${reason}` });
    return { ...again, since: now.toISOString(), healedAt: null };
  }
  const louder = severityRank(again.severity) > severityRank(known.severity);
  const harder = known.outcome === 'warn' && again.outcome !== 'warn';
  if (louder) changes.push({ kind: 'worsened', expectation, reason: `${known.severity} became ${again.severity}` });
  else if (harder) changes.push({ kind: 'worsened', expectation, reason: `warn became ${again.outcome}` });
  else changes.push({ kind: 'unchanged', expectation, reason });
  return { ...again, since: known.since, healedAt: null };
}

function notFailing(known: Failure, judgement: Judgement, { changes, now }: Account): Failure {
  if (known.healedAt !== null) return known;
  const gone = judgement.gone?.get(known.expectation);
  if (gone !== undefined) {
    changes.push({ kind: 'ended', expectation: known.expectation, reason: gone });
    return { ...known, healedAt: now.toISOString(), note: noLongerSeen };
  }
  const reason = whyHealed(known, judgement);
  if (reason === null) return known;
  changes.push({ kind: 'healed', expectation: known.expectation, reason });
  return { ...known, healedAt: now.toISOString() };
}

function whyHealed(known: Failure, judgement: Judgement): string | null {
  if (judgement.passing.includes(known.expectation))
    return judgement.healedBy?.get(known.expectation) ?? 'passes again';
  if (judgement.failing.some((failure) => failure.expectation === known.expectation)) return 'told as info only now';
  if (judgement.undecided.includes(known.expectation)) return null;
  const covers = judgement.covers ?? ((failure: Failure) => speaksFor(failure, judgement.series));
  return covers(known) ? 'no longer expected' : null;
}

/** Does a judgement of a part of the subject (empty: the whole) speak for a failure that it does not name? */
export const speaksFor = (failure: Failure, part: string | undefined) =>
  isOwnExpectation(failure) && isOfPart(failure, part);

/** Told by a profile's own expectations; the kind of what another tool told has the tool before a colon. */
const isOwnExpectation = ({ kind }: Failure) => kind !== 'run' && kind !== 'arrival' && !kind.includes(':');

const isOfPart = ({ series }: Failure, part: string | undefined) => (series ?? '') === (part ?? '');
