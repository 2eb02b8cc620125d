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
  /** Where its key stands among the keys. */
  place: number;
}

/**
 * What this process remembers of series at their newest profile. When there is too much, any goes, by lot: where more datasets than find room come
 * in turn, the one that was used least lately would be the very next, and nothing would ever be found.
 */
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
  readonly size: number;
}

const keyOf = ({ datasetId, segment }: Series) => `${datasetId}/${segment}`;

const seriesOf = (key: string): Series => {
  const slash = key.indexOf('/');
  return { datasetId: Number(key.slice(0, slash)), segment: key.slice(slash + 1) };
};

const isAt = (place: SeriesPlace | null, other: SeriesPlace | null) =>
  (place?.profileId ?? null) === (other?.profileId ?? null);

/** States by series; never more bytes than asked for, but one state. */
class Kept {
  readonly entries = new Map<string, Entry>();
  /** The keys of the entries in no order, to draw from. */
  private readonly keys: string[] = [];
  private readonly mostBytes: number;
  private bytes = 0;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  drop(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.bytes -= entry.bytes;
    const last = this.keys.pop()!;
    if (last === key) return;
    this.keys[entry.place] = last;
    this.entries.get(last)!.place = entry.place;
  }

  keep(key: string, state: LearnedState, generation: number): void {
    this.drop(key);
    const bytes = bytesOf(state.baseline);
    while (this.keys.length > 0 && this.bytes + bytes > this.mostBytes)
      this.drop(this.keys[Math.floor(Math.random() * this.keys.length)]!);
    this.entries.set(key, { state, generation, bytes, pending: null, place: this.keys.length });
    this.keys.push(key);
    this.bytes += bytes;
  }

  settle(key: string, profileId: number): void {
    const entry = this.entries.get(key);
    if (entry?.pending?.place.profileId !== profileId) return;
    const { learn } = entry.pending;
    // Should learning fail, nothing stands that is not known to be right.
    this.drop(key);
    this.keep(key, learn(), entry.generation);
  }
}

export function createStateCache(mostBytes: number): StateCache {
  const kept = new Kept(mostBytes);
  return {
    find(series, { generation, newest }) {
      const key = keyOf(series);
      if (newest !== null) kept.settle(key, newest.profileId);
      const entry = kept.entries.get(key);
      if (entry === undefined) return null;
      if (entry.generation !== generation) {
        kept.drop(key);
        return null;
      }
      return { state: entry.state, isNewest: isAt(entry.state.place, newest) };
    },
    put: (series, state, generation) => kept.keep(keyOf(series), state, generation),
    hold(series, state, generation) {
      const entry = kept.entries.get(keyOf(series));
      if (entry?.state !== state || entry.generation !== generation) kept.keep(keyOf(series), state, generation);
    },
    propose(series, generation, pending) {
      const entry = kept.entries.get(keyOf(series));
      if (entry?.generation === generation) entry.pending = pending;
    },
    settle: (series, profileId) => kept.settle(keyOf(series), profileId),
    forget: (series) => kept.drop(keyOf(series)),
    *entries() {
      for (const [key, { state, generation }] of kept.entries) yield [seriesOf(key), state, generation];
    },
    get size() {
      return kept.entries.size;
    },
  };
}
