/** Label names to values; a missing label equals the empty string. */
export type Labels = Readonly<Record<string, string>>;

export type Severity = 'info' | 'warn' | 'error' | 'critical';
export type IncidentState = 'open' | 'acknowledged' | 'resolved';

/** One failing expectation (or failed run) inside an incident: facts only, so that any channel can word them. */
export interface Failure {
  expectation: string;
  kind: string;
  column: string | null;
  outcome: 'fail' | 'warn' | 'error';
  severity: Severity;
  observed: number | string | boolean | null;
  expected:
    | { low: number | string | null; high: number | string | null }
    | { set: (number | string | boolean)[] }
    | { text: string }
    | null;
  unit: string | null;
  reason: string;
  /** RFC 3339: when this failure was first seen in this incident. */
  since: string;
  healedAt: string | null;
  /** Which part of the subject it speaks of, by a text that tells parts apart; absent for the whole. */
  series?: string;
  /** The same part for people: `country=DE`. */
  segment?: string;
  /** What else its sentence says: `2 of the last 3 profiles`. */
  note?: string;
  /** Whose clause it breaches; the producer's when there is none. */
  consumer?: string;
  /** Who looks after it, where that is not the owner of the whole. */
  owner?: string;
  /** The suite that told it. */
  suite?: string;
  /** What kind of measure shows it best, where learned monitors told it. */
  family?: string;
}

/** What the incident machine decides from. */
export interface IncidentFacts {
  /** INC-7. */
  id: string;
  subject: { kind: 'dataset' | 'job'; namespace: string; name: string };
  state: IncidentState;
  severity: Severity;
  owner: string | null;
  labels: Labels;
  runbook: string | null;
  openedAt: string;
  acknowledgedBy: string | null;
  resolvedAt: string | null;
  failures: Failure[];
  /** Absolute link to the incident's page. */
  url: string;
  /** Of a part of an incident: whom it concerns, the producer as the empty text. Absent of the whole. */
  audiences?: string[];
}

/** `name op value`; regexes are RE2, anchored at both ends. */
export interface Matcher {
  name: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** Prometheus Alertmanager's route: depth-first, first matching child wins unless `continue`; children inherit what they do not say. */
export interface Route {
  receiver?: string;
  matchers?: Matcher[];
  continue?: boolean;
  groupWaitSeconds?: number;
  groupIntervalSeconds?: number;
  repeatIntervalSeconds?: number;
  routes?: Route[];
}

export type ReceiverChannel =
  | { kind: 'email'; to: string }
  | { kind: 'webhook'; url: string; secret?: string; allowPrivateNetwork?: boolean }
  /** `token` is where a bot token of its own is kept (`${SLACK_TOKEN_B}`, `file:/run/secrets/b`), never the token. */
  | { kind: 'slack'; channel: string; token?: string };

export interface Receiver {
  name: string;
  channels: ReceiverChannel[];
  sendResolved?: boolean;
  /** The receiver that hears of errors in its place when it has been in trouble for a while. */
  fallback?: string;
}

export interface Routing {
  route: Route;
  receivers: Receiver[];
}

/** Where one set of labels goes, and why: `path` names each node from the root with the matchers that let it through. */
export interface RouteDecision {
  receiver: string;
  groupKey: string;
  groupWaitSeconds: number;
  groupIntervalSeconds: number;
  repeatIntervalSeconds: number;
  path: { index: number; matchers: string[] }[];
}

/** What a notification tells about its incident; `opened+resolved` is one message that says both. */
export type NotificationKind = 'opened' | 'updated' | 'resolved' | 'opened+resolved';

/** A channel-neutral message: what every renderer (mail, webhook, Slack…) starts from. */
export interface Message {
  notificationId: string;
  incidentId: string;
  kind: NotificationKind;
  severity: Severity;
  /** One line, unchanged over the life of the incident so that mail clients thread. */
  subject: string;
  /** `Critical`, `Error, updated`, `Resolved`, `TEST`. */
  stateWord: string;
  /** `mean of amount is 4,190, expected 10 to 90 (and 2 more)`. */
  sentence: string;
  /** `[Critical] shop.orders: mean of amount is 4,190, expected 10 to 90`. */
  heading: string;
  /** Ordered facts: what, observed, expected, since, owner, runbook. */
  facts: { name: string; value: string }[];
  /** At most ten failures, then "and N more" in `more`. */
  failures: { title: string; observed: string; expected: string; since: string; healed: boolean }[];
  more: number;
  url: string;
  runbook: string | null;
  sentAt: string;
  /** The receiver that this message was meant for first and that does not answer; null when it goes where it belongs. */
  insteadOf: string | null;
  /** Somebody tries a receiver: there is no incident behind it. */
  isTest: boolean;
  incident: IncidentFacts;
}

/** Where a message stands with a provider that can change it later (Slack: channel and ts); only its channel reads it. */
export type ChannelReference = Readonly<Record<string, string>>;

/** What stood in the way of a delivery, in a few words that can be counted. */
export type FailureCause =
  'client_error' | 'server_error' | 'rate_limited' | 'authentication' | 'timeout' | 'unreachable' | 'refused' | 'other';

/**
 * What a channel answers for one delivery to one recipient. `later`: not tried, for the channel keeps a pace; it counts as
 * no attempt. `rateLimited`: the other side is well and asked for a pause, which is no failure of it. A cause that is not
 * given counts as `other`.
 */
export type Delivery =
  | { status: 'delivered'; providerId?: string; reference?: ChannelReference }
  | { status: 'retry'; reason: string; cause?: FailureCause; retryAfterSeconds?: number; rateLimited?: true }
  | { status: 'later'; afterSeconds: number }
  | { status: 'gave-up'; reason: string; cause?: FailureCause };

/** What a channel may want to know besides the message. */
export interface SendOptions {
  /** What this place answered for the first message about the same incident, when it did. */
  reference?: ChannelReference | null;
  /** 1 for the first; from 2 on, the one before may have arrived without our knowing. */
  attempt?: number;
  /** An AbortSignal. */
  signal?: unknown;
}

/** What a channel must do: send one message to one recipient within its own time-out; never throw; never retry by itself. */
export interface Channel<K extends ReceiverChannel = ReceiverChannel> {
  kind: K['kind'];
  send(message: Message, to: K, options?: SendOptions): Promise<Delivery>;
}
