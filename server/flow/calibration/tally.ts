import { binOf, SCORE_BINS, type Family, type LearnedInput, type LearnedVerdict } from '../../../checks/index.ts';
import { addTally } from '../../store/calibration.ts';
import type { Pool } from '../../store/sql.ts';

const flushMs = 60_000;

/** Counts how far out measures were, by family and bin of the score, and adds the counts to the database once a minute. */
export interface Tally {
  /** What is to be counted of a verdict, read off before anything is learnt of it; counted when the answer is called. */
  draw(input: LearnedInput, verdict: LearnedVerdict): () => void;
  /** Adds what was counted to the database; what could not be is kept for the next time. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

interface TallySettings {
  pool: Pool;
  engine: number;
  clock: () => Date;
  log: { warn(fields: object, message: string): void };
}

/**
 * Of a trouble that goes on only the first run counts: an outage of five runs is one alarm. Runs that somebody calls a real fault are left
 * out when a calibration is made.
 */
export function eachScoreToCount(
  { baseline: { open } }: LearnedInput,
  { judged }: LearnedVerdict,
  tell: (family: Family, bin: number) => void,
): void {
  for (const { measure, score } of judged)
    if (open.size === 0 || !open.has(measure.key)) tell(measure.family, binOf(score));
}

export function createTally({ pool, engine, clock, log }: TallySettings): Tally {
  let counts = new Map<Family, number[]>();
  const flush = async () => {
    const [counted, day] = [counts, clock().toISOString().slice(0, 10)];
    if (counted.size === 0) return;
    counts = new Map();
    try {
      await addTally(pool, { day, engine, counts: counted });
    } catch (error) {
      for (const [family, own] of counted) add(counts, family, own);
      log.warn({ error }, 'how far out measures were could not be counted; it is tried again');
    }
  };
  const timer = setInterval(() => void flush(), flushMs).unref();
  return {
    draw: (input, verdict) => {
      const drawn = new Map<Family, number[]>();
      eachScoreToCount(input, verdict, (family, bin) => {
        const own = drawn.get(family) ?? noCounts();
        own[bin]!++;
        drawn.set(family, own);
      });
      return () => {
        for (const [family, own] of drawn) add(counts, family, own);
      };
    },
    flush,
    stop: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

const noCounts = (): number[] => new Array<number>(SCORE_BINS).fill(0);

function add(counts: Map<Family, number[]>, family: Family, more: readonly number[]): void {
  const own = counts.get(family);
  counts.set(family, own === undefined ? [...more] : own.map((count, bin) => count + (more[bin] ?? 0)));
}
