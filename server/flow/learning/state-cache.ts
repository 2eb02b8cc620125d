import { bytesOf, type Baseline } from '../../../checks/index.ts';
import type { Series, SeriesHead, SeriesPlace } from '../../store/learned.ts';

/** What is known of a series after the profile at `place`; null: nothing was learnt yet. */
export interface LearnedState {
  baseline: Baseline;
  place: SeriesPlace | null;
}

/** A profile that was judged and is learnt once its transaction is known to be kept. */
export interface Pending {
  place: SeriesPlace;
  learn: () => LearnedState;
}

interface Entry {
  state: LearnedState;
  generation: number;
  bytes: number;
  pending: Pending | null;
}

/** What this process remembers of series at their newest profile: the least recently used goes when there is too much. */
export interface StateCache {
  /** The state, when it is still that of the series; with `isNewest` it is the one just before the place that was asked of. */
  find(
    series: Series,
    head: Pick<SeriesHead, 'generation' | 'newest'>,
  ): { state: LearnedState; isNewest: boolean } | null;
  put(series: Series, state: LearnedState, generation: number): void;
  /** The same unless it is there already. */
  hold(series: Series, state: LearnedState, generation: number): void;
  /** The next state, should its profile be kept: the tables tell, or `settle`. */
  propose(series: Series, generation: number, pending: Pending): void;
  /** The profile was kept. */
  settle(series: Series, profileId: number): void;
  forget(series: Series): void;
  entries(): Iterable<[Series, LearnedState, number]>;
  readonly bytes: number;
  readonly size: number;
}

const keyOf = ({ datasetId, segment }: Series) => `${datasetId}/${segment}`;

const seriesOf = (key: string): Series => {
  const slash = key.indexOf('/');
  return { datasetId: Number(key.slice(0, slash)), segment: key.slice(slash + 1) };
};

const isAt = (place: SeriesPlace | null, other: SeriesPlace | null) =>
  (place?.profileId ?? null) === (other?.profileId ?? null);

export function createStateCache(mostBytes: number): StateCache {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  const drop = (key: string) => {
    bytes -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  const keep = (key: string, state: LearnedState, generation: number): void => {
    drop(key);
    const entry = { state, generation, bytes: bytesOf(state.baseline), pending: null };
    entries.set(key, entry);
    bytes += entry.bytes;
    for (const oldest of entries.keys()) {
      if (bytes <= mostBytes || oldest === key) break;
      drop(oldest);
    }
  };
  const settle = (key: string, profileId: number): void => {
    const entry = entries.get(key);
    if (entry?.pending?.place.profileId !== profileId) return;
    const { learn } = entry.pending;
    // Should learning fail, nothing stands that is not known to be right.
    drop(key);
    keep(key, learn(), entry.generation);
  };
  return {
    find(series, { generation, newest }) {
      const key = keyOf(series);
      if (newest !== null) settle(key, newest.profileId);
      const entry = entries.get(key);
      if (entry === undefined) return null;
      if (entry.generation !== generation) {
        drop(key);
        return null;
      }
      entries.delete(key);
      entries.set(key, entry);
      return { state: entry.state, isNewest: isAt(entry.state.place, newest) };
    },
    put: (series, state, generation) => void keep(keyOf(series), state, generation),
    hold(series, state, generation) {
      const key = keyOf(series);
      const entry = entries.get(key);
      if (entry?.state !== state || entry.generation !== generation) keep(key, state, generation);
    },
    propose(series, generation, pending) {
      const entry = entries.get(keyOf(series));
      if (entry?.generation === generation) entry.pending = pending;
    },
    settle: (series, profileId) => settle(keyOf(series), profileId),
    forget: (series) => drop(keyOf(series)),
    *entries() {
      for (const [key, { state, generation }] of entries) yield [seriesOf(key), state, generation];
    },
    get bytes() {
      return bytes;
    },
    get size() {
      return entries.size;
    },
  };
}
