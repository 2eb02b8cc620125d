import type { Change } from './feed-reader.ts';
import { livePrincipals, type Credential } from './live-credentials.ts';
import { coversNamespace, hasPermission, namespacesOf, type Principal } from './principal.ts';
import type { AccessContext } from './sign-in.ts';

/** Somebody who follows the feed. */
export interface Listener {
  principal: Principal;
  credential: Credential;
  /** Changes that it may see, each once, and the position after them all. */
  tell(changes: readonly Change[], position: string): void;
  /** It missed more than is told: it must read everything anew. */
  reset(position: string): void;
  /** Nothing happened, and the feed is alive. */
  beat(position: string): void;
  close(): void;
}

/** A listener's place; `held` is what came while it is still told what it missed. */
export interface Seat {
  listener: Listener;
  held: Change[] | null;
}

/** Tells everybody what they may see of what changed. */
export function tellAll(seats: ReadonlySet<Seat>, changes: readonly Change[], position: string): void {
  for (const { listener, held } of seats) {
    const visible = changes.filter((change) => maySee(listener.principal, change));
    if (held) held.push(...visible);
    else if (visible.length > 0) listener.tell(newestOf(visible), position);
  }
}

/** Tells one what it missed (null: too much) and what came meanwhile; from now on it is told at once. */
export function tellMissed(seat: Seat, missed: readonly Change[] | null, position: string): void {
  const { listener, held } = seat;
  seat.held = null;
  if (missed === null) return listener.reset(position);
  const visible = [...missed, ...(held ?? [])].filter((change) => maySee(listener.principal, change));
  if (visible.length > 0) listener.tell(newestOf(visible), position);
  else listener.beat(position);
}

/** Nobody hears of a namespace that is not theirs; what lies in none is for administrators, and a sign of life for all. */
const maySee = (principal: Principal, { topic, namespace }: Change) =>
  topic === 'heartbeat' ||
  (namespace === null ? principal.role === 'admin' : coversNamespace(namespacesOf(principal), namespace));

/** Of several changes of one thing the newest. */
const newestOf = (changes: readonly Change[]) => [
  ...new Map(changes.map((change) => [`${change.topic} ${change.id}`, change])).values(),
];

/** Whose session ended or whose key was revoked is sent away; whose role or namespaces changed sees by the new ones. */
export async function closeForeign(access: AccessContext, seats: ReadonlySet<Seat>): Promise<void> {
  const listeners = [...seats].map(({ listener }) => listener);
  const principalOf = await livePrincipals(
    access,
    listeners.map(({ credential }) => credential),
  );
  for (const listener of listeners) {
    const principal = principalOf(listener.credential);
    if (principal && hasPermission(principal.role, 'catalogue.read')) listener.principal = principal;
    else listener.close();
  }
}
