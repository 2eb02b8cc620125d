import { setImmediate as turn } from 'node:timers/promises';

/** Whoever asked is gone: nobody wants the answer any more. */
export class ReplayCancelled extends Error {}

/** Keeps a long computation from holding up what else the process does, and from going on for ever. */
export interface Pace {
  /** To be called between two small pieces of work: lets others work when it is time; false when there is no time left. */
  goOn(): Promise<boolean>;
  /** How much of the time is over: 0 to 1. */
  spent(): number;
}

// Far below what somebody would notice who posts meanwhile; a turn of the event loop costs microseconds.
const sliceMs = 8;

/** @throws ReplayCancelled from goOn() once `signal` is aborted. */
export function createPace(of: { limitMs: number; signal: AbortSignal; clock: () => number }): Pace {
  const endsAt = of.clock() + of.limitMs;
  let sliceEndsAt = of.clock() + sliceMs;
  return {
    async goOn() {
      const now = of.clock();
      if (now < sliceEndsAt) return now < endsAt;
      await turn();
      if (of.signal.aborted) throw new ReplayCancelled('whoever asked for the replay is gone');
      sliceEndsAt = of.clock() + sliceMs;
      return of.clock() < endsAt;
    },
    spent: () => (of.limitMs <= 0 ? 1 : Math.min(1, 1 - (endsAt - of.clock()) / of.limitMs)),
  };
}
