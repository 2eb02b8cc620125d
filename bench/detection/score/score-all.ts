import type { Rule } from '../rule.ts';
import type { Track } from '../tracks.ts';
import type { Pool } from '../work/pool.ts';
import type { RuleScore } from './judged.ts';

export interface Results {
  /** By `<dataset>.<rule>.<figure>`. */
  figures: Record<string, number>;
  /** Figures that could not be had, such as recall without an error. */
  empty: Record<string, null>;
  details: Record<string, unknown>;
}

/** One rule about one track. */
export interface Question {
  track: Track;
  rule: Rule;
}

/** Every rule about every track that has what it needs. */
export const questionsOf = (tracks: readonly Track[], rules: readonly Rule[]): Question[] =>
  tracks.flatMap((track) =>
    rules.filter(({ needs }) => needs === undefined || !track.lacks?.includes(needs)).map((rule) => ({ track, rule })),
  );

/** The answers in the order of the questions, whoever was ready first. */
export async function scoreAll(
  pool: Pool,
  questions: readonly Question[],
  { results, say }: { results: Results; say: (text: string) => void },
): Promise<void> {
  let ready = 0;
  const scores = await Promise.all(
    questions.map(async ({ track, rule }) => {
      const { result, cpuSeconds } = await pool.run({ kind: 'score', track: track.source, rule: rule.name });
      ready += 1;
      const spent = `${track.name}: ${rule.name} took ${cpuSeconds.toFixed(1)} s of a core`;
      say(`${spent} (${ready} of ${questions.length}), ${pool.progress.left()}`);
      return result;
    }),
  );
  for (const [index, { track, rule }] of questions.entries())
    addScore(results, `${track.name}.${rule.name}`, scores[index] ?? { figures: {}, details: {} });
}

export function addScore({ figures, empty, details }: Results, name: string, score: RuleScore): void {
  for (const [figure, value] of Object.entries(score.figures)) {
    if (Number.isFinite(value)) figures[`${name}.${figure}`] = value;
    else empty[`${name}.${figure}`] = null;
  }
  details[name] = score.details;
}
