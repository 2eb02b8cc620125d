import { createKeyMeters, type KeyLimits, type KeyMeters, type KeyRefusal } from './key-meter.ts';

/** What is posted: `runs` are small and few, `profiles` many, `bulk` is a body over 1 MiB or of unknown length. */
export type IngestKind = 'runs' | 'profiles' | 'bulk';

/** Why posts are refused although there are places; null when nothing is wrong. */
export type Trouble = { reason: 'pool' | 'event-loop' | 'disk'; detail: string; retryAfterSeconds: number };

export interface AdmissionLimits {
  inFlightRequests: number;
  inFlightBytes: number;
  perKey: KeyLimits;
}

export interface Refusal {
  slug: 'overloaded' | 'rate-limited';
  reason: 'places' | 'bytes' | Trouble['reason'] | KeyRefusal['reason'];
  detail: string;
  retryAfterSeconds: number;
}

/** A post that was let in: what it holds until it is let go. */
export interface Ticket {
  /** The body has turned out larger by so much; answers why it cannot go on, or null. */
  grow(bytes: number): Refusal | null;
  /** How many profiles were in it. */
  charge(profiles: number): void;
  release(): void;
}

/** What is at work now and what was refused since the start, for a metrics page. */
export interface AdmissionState {
  inFlight: number;
  inFlightBytes: number;
  refused: Readonly<Record<Refusal['reason'], number>>;
  trouble: Trouble['reason'] | null;
}

/** What is known of a post before anything of its body is read and before anybody is looked up. */
export interface Arrival {
  kind: IngestKind;
  /** What its body will take, as far as it says. */
  bytes: number;
  /** Tells keys apart, known ones and others. */
  key: string;
}

export interface Admission {
  /** Would it be refused now? Takes nothing; a refusal is counted. */
  refusalOf(arrival: Arrival): Refusal | null;
  enter(arrival: Arrival): Ticket | Refusal;
  state(): AdmissionState;
}

/** What each kind may fill of the places: what is large gives way first, and runs find room when profiles do not. */
const shareOf: Record<IngestKind, number> = { bulk: 0.5, profiles: 0.9, runs: 1 };

export const isRefusal = (answer: Ticket | Refusal): answer is Refusal => 'slug' in answer;

interface Surroundings {
  /** What is wrong around the server at this moment. */
  trouble: () => Trouble | null;
  /** Milliseconds that never go back. */
  clock: () => number;
}

interface Counts extends Surroundings {
  limits: AdmissionLimits;
  meters: KeyMeters;
  held: { requests: number; bytes: number };
  refuse: (refusal: Refusal) => Refusal;
}

/** Decides what is let in; holds only counts, and no request waits here. */
export function createAdmission(limits: AdmissionLimits, surroundings: Surroundings): Admission {
  const held = { requests: 0, bytes: 0 };
  const refused = { places: 0, bytes: 0, pool: 0, 'event-loop': 0, disk: 0, requests: 0, profiles: 0, share: 0 };
  const refuse = (refusal: Refusal): Refusal => ((refused[refusal.reason] += 1), refusal);
  const counts: Counts = { ...surroundings, limits, held, refuse, meters: createKeyMeters(limits.perKey) };
  const refusalOf = ({ kind, bytes, key }: Arrival) => {
    const wrong = surroundings.trouble();
    if (wrong && isOurs(wrong, held.requests)) return refuse({ ...wrong, slug: 'overloaded' });
    if (held.requests >= Math.max(1, limits.inFlightRequests * shareOf[kind])) return refuse(tooManyRequests);
    if (!hasRoom(counts, bytes, 0)) return refuse(tooManyBytes);
    const wait = counts.meters.refusalOf(key, surroundings.clock());
    return wait && refuse(keyRefusal(wait));
  };
  return {
    refusalOf,
    enter: (arrival) => {
      const refusal = refusalOf(arrival);
      if (refusal) return refusal;
      counts.meters.enter(arrival.key, surroundings.clock());
      held.requests += 1;
      held.bytes += arrival.bytes;
      return ticketOf(counts, arrival);
    },
    state: () => ({
      inFlight: held.requests,
      inFlightBytes: held.bytes,
      refused: { ...refused },
      trouble: surroundings.trouble()?.reason ?? null,
    }),
  };
}

/** Fewer posts than this at once are not what keeps the process from its work: another program is, or one very large body. */
const crowd = 4;

/** Would refusing help? A lone post is never refused because the machine is slow: it would only be slower to take. */
const isOurs = ({ reason }: Trouble, inFlight: number) => reason !== 'event-loop' || inFlight >= crowd;

// Alone, a body is taken whatever its size: its own limit is checked by whoever reads it.
const hasRoom = ({ held, limits }: Counts, bytes: number, own: number) =>
  bytes === 0 || held.bytes === own || held.bytes + bytes <= limits.inFlightBytes;

function ticketOf(counts: Counts, { bytes: declared, key }: Omit<Arrival, 'kind'>): Ticket {
  const { held, meters, clock, refuse } = counts;
  let own = declared;
  let open = true;
  return {
    grow: (bytes) => {
      if (!hasRoom(counts, bytes, own)) return refuse(tooManyBytes);
      own += bytes;
      held.bytes += bytes;
      return null;
    },
    charge: (profiles) => meters.charge(key, profiles, clock()),
    release: () => {
      if (!open) return;
      open = false;
      held.requests -= 1;
      held.bytes -= own;
      meters.leave(key);
    },
  };
}

const tooManyRequests: Refusal = {
  slug: 'overloaded',
  reason: 'places',
  detail: 'As many posts as may be at work at once are at work. Nothing was kept; try again.',
  retryAfterSeconds: 1,
};

const tooManyBytes: Refusal = {
  slug: 'overloaded',
  reason: 'bytes',
  detail: 'As many bytes of bodies as may be held at once are held. Nothing was kept; try again.',
  retryAfterSeconds: 1,
};

const keyDetails: Record<KeyRefusal['reason'], string> = {
  requests: 'This key has posted more often than limits.requests_per_second lets through.',
  profiles: 'This key has posted more profiles than limits.profiles_per_second lets through.',
  share: 'As many posts of this key as may be at work at once are at work; see limits.key_share.',
};

const keyRefusal = ({ reason, retryAfterSeconds }: KeyRefusal): Refusal => ({
  slug: 'rate-limited',
  reason,
  detail: `${keyDetails[reason]} Nothing was kept; try again.`,
  retryAfterSeconds,
});
