import type { Task } from './tasks.ts';

type Kind = Task['kind'];

/** Seconds that a part of each kind takes where nothing is known yet: only their proportions matter after the first part. */
const usual: Record<Kind, number> = { profiles: 3, trials: 25, score: 6 };

/** How much is left of a run whose parts take unlike times. */
export interface Progress {
  /** More parts of a kind are to be done. */
  plan(kind: Kind, count: number): void;
  /** One of them took so many seconds. */
  done(kind: Kind, seconds: number): void;
  /** Such as "about 4 min to go in all", as long as parts are left. */
  left(): string;
}

/**
 * Of each kind that was seen the mean time so far; of one that was not yet, its usual time at the speed of what was seen. `width`
 * parts are done at once.
 */
export function progress(width: number): Progress {
  const kinds = new Map<Kind, { planned: number; finished: number; seconds: number }>();
  const of = (kind: Kind) => {
    const known = kinds.get(kind) ?? { planned: 0, finished: 0, seconds: 0 };
    kinds.set(kind, known);
    return known;
  };
  const speed = (): number => {
    const seen = [...kinds].filter(([, { finished }]) => finished > 0);
    const expected = seen.reduce((sum, [kind, { finished }]) => sum + finished * usual[kind], 0);
    return seen.length === 0 ? 1 : seen.reduce((sum, [, { seconds }]) => sum + seconds, 0) / expected;
  };
  return {
    plan: (kind, count) => void (of(kind).planned += count),
    done: (kind, seconds) => {
      const one = of(kind);
      one.finished += 1;
      one.seconds += seconds;
    },
    left: () => {
      const rate = speed();
      let [parts, seconds] = [0, 0];
      for (const [kind, one] of kinds) {
        const open = one.planned - one.finished;
        parts += open;
        seconds += open * (one.finished > 0 ? one.seconds / one.finished : usual[kind] * rate);
      }
      return parts === 0 ? 'all done' : `about ${duration(seconds / Math.min(width, parts))} to go in all`;
    },
  };
}

function duration(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
