/** A place in a lane: `begun` when its work has a connection, `leave` when it is over. */
export interface Place {
  begun(): void;
  leave(): void;
}

/** Lets only so many transactions of one kind take a connection at once; the others wait in order of arrival. */
export interface Lane {
  enter(): Promise<Place>;
  /** How many wait for a place or for a connection. */
  waiting(): number;
  /** For how long the one that waits longest has waited; 0 when nobody does. */
  oldestWaitMs(): number;
}

export interface LaneSettings {
  /** Most transactions at once. */
  width: number;
  /** Whoever waits longer for a place gets an error of code ETIMEDOUT. */
  patienceMs: number;
  /** Milliseconds that never go back. */
  clock: () => number;
}

interface State {
  taken: number;
  /** Those that wait for a place; insertion order is order of arrival. */
  queue: Set<() => void>;
  /** When each that waits for a place or a connection came. */
  waitingSince: Map<object, number>;
}

export function createLane({ width, patienceMs, clock }: LaneSettings): Lane {
  const state: State = { taken: 0, queue: new Set(), waitingSince: new Map() };
  const isFree = () => state.taken < width && state.queue.size === 0;
  return {
    enter: async () => {
      const id = {};
      state.waitingSince.set(id, clock());
      return isFree() ? take(state, id) : queued(state, id, patienceMs);
    },
    waiting: () => state.waitingSince.size,
    oldestWaitMs: () => {
      const [oldest] = state.waitingSince.values();
      return oldest === undefined ? 0 : clock() - oldest;
    },
  };
}

function take(state: State, id: object): Place {
  state.taken += 1;
  let left = false;
  return {
    begun: () => void state.waitingSince.delete(id),
    leave: () => {
      if (left) return;
      left = true;
      state.waitingSince.delete(id);
      state.taken -= 1;
      const [first] = state.queue;
      first?.();
    },
  };
}

function queued(state: State, id: object, patienceMs: number): Promise<Place> {
  return new Promise((resolve, reject) => {
    const admit = () => {
      clearTimeout(timer);
      state.queue.delete(admit);
      resolve(take(state, id));
    };
    const timer = setTimeout(() => {
      state.queue.delete(admit);
      state.waitingSince.delete(id);
      reject(Object.assign(new Error(`no connection was free in ${patienceMs / 1000} s`), { code: 'ETIMEDOUT' }));
    }, patienceMs);
    state.queue.add(admit);
  });
}
