import type { CheckResult, History, HistoryPoint, Outcome, StoredProfile } from '../../../checks/index.ts';

/** One profile of a series, as far as later ones are compared with it. */
export interface SeriesEntry {
  id: number;
  effectiveAt: Date;
  /** The correction that took its place; it does so from then on. */
  supersededBy: number | null;
  point: HistoryPoint;
  /** May later profiles be compared with it? */
  accepted: boolean;
  /** How every expectation came out on it. */
  outcomes: Record<string, Outcome>;
  /** Kept only when a rule compares with whole profiles. */
  stored: StoredProfile | null;
  /** Kept only when it may be judged again, because profiles of other datasets that it is compared with come later. */
  judged: LastJudgement | null;
}

/** The judgement that speaks for a profile, as far as the next one must know it. */
export interface LastJudgement {
  results: readonly CheckResult[];
  /** Profiles of other datasets that it was compared with. */
  partners: readonly string[];
  /** The schema that the dataset had before it. */
  schema: History['previousSchema'];
}

/** The profiles of one series that came so far, in the order of the times that they speak of. */
export interface Series {
  add(entry: SeriesEntry): void;
  /** Those before a profile of this id and time, newest first: what the server would have read then. */
  before(of: Pick<SeriesEntry, 'id' | 'effectiveAt'>, count: number, kept: 'accepted' | 'all'): SeriesEntry[];
  /** The newest of all that the profile of this id had before it. */
  newest(beforeId: number): SeriesEntry | null;
  /** The one of this id, unless it was forgotten. */
  find(id: number): SeriesEntry | null;
  /** Where the newest two of them stand in time, newest first. */
  newestTimes(beforeId: number): Date[];
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
    before({ id, effectiveAt }, count, kept) {
      const found: SeriesEntry[] = [];
      for (let at = entries.length - 1; at >= 0 && found.length < count; at--) {
        const entry = entries[at] as SeriesEntry;
        const fits = entry.id < id && entry.effectiveAt < effectiveAt && (kept === 'all' || entry.accepted);
        if (fits && isCurrent(entry, id)) found.push(entry);
      }
      missed ||= forgotten && found.length < count;
      return found;
    },
    newest: (beforeId) => entries.findLast((entry) => isCurrent(entry, beforeId)) ?? null,
    find: (id) => entries.find((entry) => entry.id === id) ?? null,
    newestTimes: (beforeId) =>
      entries
        .filter((entry) => isCurrent(entry, beforeId))
        .slice(-2)
        .map(({ effectiveAt }) => effectiveAt)
        .reverse(),
    hasMissed: () => missed,
  };
}

const isAfter = (one: SeriesEntry, other: SeriesEntry) =>
  one.effectiveAt > other.effectiveAt ||
  (one.effectiveAt.getTime() === other.effectiveAt.getTime() && one.id > other.id);

/** Had no correction of it come before the profile of this id? */
const isCurrent = ({ supersededBy }: SeriesEntry, id: number) => supersededBy === null || supersededBy >= id;
