import type { HistoryPoint, Outcome, StoredProfile } from '../../../checks/index.ts';

/** One profile of a series, as far as later ones are compared with it. */
export interface SeriesEntry {
  id: number;
  effectiveAt: Date;
  /** The correction that took its place; it does so from then on. */
  supersededBy: number | null;
  point: HistoryPoint;
  /** May later profiles be compared with it? One answer for each side of the replay: what one rule set refuses, another may not. */
  accepted: boolean[];
  /** How its expectations came out, on each side; empty where it was not replayed. */
  outcomes: ReadonlyMap<string, Outcome>[];
  /** Kept only when a rule compares with whole profiles. */
  stored: StoredProfile | null;
}

/** Profiles of one dataset that came so far, in the order of the times that they speak of. */
export interface Series {
  add(entry: SeriesEntry): void;
  /** The comparable ones that `side` has for a profile of this id and time, newest first: what the server would have read then. */
  before(of: { id: number; effectiveAt: Date }, side: number, points: number): SeriesEntry[];
  /** The newest of all that the profile of this id had before it. */
  newest(beforeId: number): SeriesEntry | null;
  /** Did a profile come so late that what it is compared with was forgotten? */
  hasMissed(): boolean;
}

// Far more than any rule compares with (56): only a profile that comes this late would miss one.
const mostKept = 600;

export function createSeries(): Series {
  const entries: SeriesEntry[] = [];
  let forgotten = false;
  let missed = false;
  return {
    add(entry) {
      let place = entries.length;
      while (place > 0 && isAfter(entries[place - 1] as SeriesEntry, entry)) place--;
      entries.splice(place, 0, entry);
      if (entries.length <= mostKept) return;
      entries.shift();
      forgotten = true;
    },
    before({ id, effectiveAt }, side, points) {
      const found: SeriesEntry[] = [];
      for (let at = entries.length - 1; at >= 0 && found.length < points; at--) {
        const entry = entries[at] as SeriesEntry;
        if (entry.effectiveAt < effectiveAt && entry.accepted[side] === true && isCurrent(entry, id)) found.push(entry);
      }
      missed ||= forgotten && found.length < points;
      return found;
    },
    newest: (beforeId) => entries.findLast((entry) => isCurrent(entry, beforeId)) ?? null,
    hasMissed: () => missed,
  };
}

const isAfter = (one: SeriesEntry, other: SeriesEntry) =>
  one.effectiveAt > other.effectiveAt ||
  (one.effectiveAt.getTime() === other.effectiveAt.getTime() && one.id > other.id);

/** Had no correction of it come before the profile of this id? */
const isCurrent = ({ supersededBy }: SeriesEntry, id: number) => supersededBy === null || supersededBy >= id;
