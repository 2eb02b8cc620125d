import type { Pool } from '../store/sql.ts';
import { createAlarm } from './alarm.ts';
import { closeForeign, tellAll, tellMissed, type Listener, type Seat } from './feed-listeners.ts';
import { positionOf, positionText } from './feed-position.ts';
import { openFeedReader, type FeedReader } from './feed-reader.ts';
import type { Principal } from './principal.ts';
import type { AccessContext } from './sign-in.ts';

export interface FeedContext {
  pool: Pool;
  access: AccessContext;
  clock: () => Date;
  log: { warn(fields: object, message: string): void };
  beatSeconds?: number;
}

const lookEverySeconds = 0.5;
const restMs = 100;
const checkEveryMs = 1000;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * What changed, for all listeners of this process. Reads the tables only while somebody listens, once for all: at once when
 * woken, and twice a second for what other processes commit.
 */
export class EventFeed {
  readonly #context: FeedContext;
  readonly #seats = new Set<Seat>();
  readonly #alarm = createAlarm();
  #reader: Promise<FeedReader> | null = null;
  #loop: Promise<void> = Promise.resolve();
  #closed = false;
  #beatAt = 0;
  #checkedAt = 0;
  #lookedAt = 0;

  constructor(context: FeedContext) {
    this.#context = context;
  }

  /** Tells a listener everything after `after` (the present without one) until it leaves; answers how it leaves. */
  async join(listener: Listener, after: string | null): Promise<() => void> {
    if (this.#closed) return (listener.close(), () => {});
    const seat: Seat = { listener, held: [] };
    this.#seats.add(seat);
    const leave = () => {
      if (this.#seats.delete(seat) && this.#seats.size === 0) this.#alarm.ring();
    };
    try {
      const reader = await (this.#reader ??= this.#begin());
      const start = positionText(reader.position());
      const from = positionOf(after);
      tellMissed(seat, from ? await reader.missed(from) : [], start);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  /** Look now: something was committed. */
  wake(): void {
    if (this.#seats.size > 0) this.#alarm.ring();
  }

  get listeners(): number {
    return this.#seats.size;
  }

  /** How many listeners are of one person or key. */
  listenersOf({ kind, id }: Principal): number {
    return [...this.#seats].filter(({ listener: { principal: p } }) => p.kind === kind && p.id === id).length;
  }

  /** Closes every listener; nobody joins any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#alarm.ring();
    for (const { listener } of this.#seats) listener.close();
    this.#seats.clear();
    await this.#loop;
  }

  async #begin(): Promise<FeedReader> {
    try {
      const reader = await openFeedReader(this.#context.pool, this.#context.clock);
      this.#beatAt = this.#checkedAt = performance.now();
      this.#loop = this.#run(reader);
      return reader;
    } catch (error) {
      this.#reader = null;
      throw error;
    }
  }

  async #run(reader: FeedReader): Promise<void> {
    while (this.#seats.size > 0 && !this.#closed) {
      const more = await this.#look(reader);
      this.#beat(reader);
      if (more) continue;
      await this.#alarm.wait(lookEverySeconds);
      // What is committed together is read together.
      await pause(Math.max(0, this.#lookedAt + restMs - performance.now()));
    }
    this.#reader = null;
  }

  /** One look at everything; answers whether there is more to be read at once. */
  async #look(reader: FeedReader): Promise<boolean> {
    this.#lookedAt = performance.now();
    try {
      if (this.#lookedAt - this.#checkedAt >= checkEveryMs) {
        this.#checkedAt = this.#lookedAt;
        await closeForeign(this.#context.access, this.#seats);
      }
      const { changes, more } = await reader.poll();
      if (changes.length > 0) tellAll(this.#seats, changes, positionText(reader.position()));
      return more;
    } catch (error) {
      this.#context.log.warn({ error }, 'events could not be read; trying again');
      await pause(checkEveryMs);
      return false;
    }
  }

  #beat(reader: FeedReader): void {
    const { beatSeconds = 15 } = this.#context;
    if (performance.now() - this.#beatAt < beatSeconds * 1000) return;
    this.#beatAt = performance.now();
    for (const { listener, held } of this.#seats) if (!held) listener.beat(positionText(reader.position()));
  }
}
