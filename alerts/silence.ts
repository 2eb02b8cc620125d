import { audiencesOf, partFor } from './audience.ts';
import { incidentLabels } from './labels.ts';
import { formatMatcher, matches, parseMatcher } from './matcher.ts';
import type { NotificationPlan } from './schedule-types.ts';
import type { IncidentFacts, Labels, Matcher } from './types.ts';

/** Quiet about incidents whose labels every matcher lets through, in the namespaces that its author may touch. */
export interface Silence {
  /** S-3. */
  id: string;
  matchers: readonly Matcher[];
  /** `*`, a namespace, or a prefix ending in `*`. */
  namespaces: readonly string[];
  startsAt: Date;
  endsAt: Date;
  /** When somebody ended it before its time. */
  expiredAt: Date | null;
}

export type SilenceState = 'pending' | 'active' | 'expired';

/** By the clock, as in Alertmanager: active from its start up to but without its end, expired from then on or when ended by hand. */
export function silenceState({ startsAt, endsAt, expiredAt }: Silence, now: Date): SilenceState {
  if (expiredAt !== null || endsAt <= now) return 'expired';
  return startsAt > now ? 'pending' : 'active';
}

/** Would it be quiet about this incident while active? All matchers must let its labels through. */
function isSilencedBy({ matchers, namespaces }: Silence, incident: IncidentFacts): boolean {
  const { namespace } = incident.subject;
  const covers = (p: string) =>
    p === '*' || p === namespace || (p.endsWith('*') && namespace.startsWith(p.slice(0, -1)));
  const labels = incidentLabels(incident);
  return namespaces.some(covers) && matchers.every((matcher) => matches(matcher, labels));
}

/** Would anybody whom this incident concerns, the producer or a consumer, be kept quiet about his part of it? */
export function isSilencedInPart(silence: Silence, incident: IncidentFacts): boolean {
  const audiences = audiencesOf(incident);
  return [audiences, ...audiences.map((one) => [one])].some((some) => {
    const part = partFor(incident, some);
    return part !== null && isSilencedBy(silence, part);
  });
}

/** The silence that keeps this incident quiet at `at`; of several the one that ends last. Null: it may be told. */
export function silenceAt(incident: IncidentFacts, silences: readonly Silence[], at: Date): Silence | null {
  const active = silences.filter((one) => silenceState(one, at) === 'active' && isSilencedBy(one, incident));
  return active.toSorted((one, other) => other.endsAt.getTime() - one.endsAt.getTime())[0] ?? null;
}

/** `muted by S-3 until 2026-11-22T08:00:00.000Z`. */
export const mutedReason = ({ id, endsAt }: Silence) => `muted by ${id} until ${endsAt.toISOString()}`;

/** Reads the matchers of a silence; each fault with its index. One matcher must not match the empty string, or it would match everything. */
export function readSilenceMatchers(texts: readonly string[]): {
  matchers: Matcher[];
  problems: { index: number | null; message: string }[];
} {
  const read = texts.map(parseMatcher);
  const matchers = read.flatMap(({ matcher }) => (matcher === null ? [] : [matcher]));
  const problems: { index: number | null; message: string }[] = read.flatMap(({ problem }, index) =>
    problem === null ? [] : [{ index, message: problem }],
  );
  const nothing: Labels = {};
  if (problems.length === 0 && matchers.every((matcher) => matches(matcher, nothing))) {
    const message = 'one matcher must not match the empty string, or everything would be silenced';
    problems.push({ index: null, message });
  }
  return { matchers, problems };
}

/** A matcher as people write it: `team="payments"`. */
export const matcherText = formatMatcher;

/** A plan, and the silence that holds it back. */
export type SilencedPlan = NotificationPlan & { mutedBy: Silence | null };

interface Hush {
  incident: IncidentFacts;
  /** Those that are not over. */
  silences: readonly Silence[];
}

type Silences = Pick<Hush, 'silences'>;

/**
 * What a silence makes of a message that waits: held until the silence ends, or cancelled when its incident came and went
 * meanwhile. Null: it may go when it is due. Word of a resolve is never held, for whoever was told must hear it.
 */
export function silencedMessage(
  message: Pick<NotificationPlan, 'kind' | 'dueAt'>,
  { incident, silences }: Hush,
  now: Date,
): { action: 'hold' | 'cancel'; silence: Silence } | null {
  if (message.kind === 'resolved') return null;
  const silence = silenceAt(incident, silences, message.dueAt > now ? message.dueAt : now);
  return silence && { action: message.kind === 'opened+resolved' ? 'cancel' : 'hold', silence };
}

/**
 * Holds back what a silence covers when it would be due: the row waits until the silence ends, and is looked at again then.
 * A row that was held by a silence which no longer covers its incident is due at once; one whose incident came and went is
 * cancelled.
 */
export function holdSilenced(plans: readonly NotificationPlan[], { silences }: Silences, now: Date): SilencedPlan[] {
  return plans.map((plan) => {
    if (plan.action === 'cancel' || plan.kind === 'resolved') return { ...plan, mutedBy: null };
    const holder = plan.action === 'coalesce' ? holderOf(plan, { silences }, now) : null;
    const dueAt = holder === null ? plan.dueAt : now;
    const silenced = silencedMessage({ ...plan, dueAt }, { incident: plan.facts, silences }, now);
    const silence = silenced?.silence ?? (plan.kind === 'opened+resolved' ? holder : null);
    if (silence === null) return { ...plan, dueAt, mutedBy: null };
    if (plan.kind === 'opened+resolved') {
      return { ...plan, action: 'cancel', reason: cameAndWent(silence), mutedBy: silence };
    }
    return { ...plan, dueAt: silence.endsAt, reason: `${mutedReason(silence)}: ${plan.reason}`, mutedBy: silence };
  });
}

/** Why nothing is told of an incident that opened and resolved under a silence. */
export const cameAndWent = (silence: Silence) => `opened and resolved while ${mutedReason(silence)}`;

/** The active silence at whose end this row waits. */
function holderOf({ dueAt }: NotificationPlan, { silences }: Silences, now: Date): Silence | null {
  const isHolder = (one: Silence) => silenceState(one, now) === 'active' && one.endsAt.getTime() === dueAt.getTime();
  return silences.find(isHolder) ?? null;
}
