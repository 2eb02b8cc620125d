import type { ProfiledPartition } from '../data/profiled.ts';
import type { DayVerdict, Watcher } from '../rule.ts';

const unreadableScore = 1e6;

/** A rule's verdict; of a file that no profile can be made of, the same one for every rule. */
export function judged(watcher: Watcher, partition: ProfiledPartition): DayVerdict {
  if (partition.unreadable === undefined) return watcher.judge(partition);
  const alarm = { column: null, metric: 'readable', score: unreadableScore, text: partition.unreadable };
  return { alarms: [alarm], score: unreadableScore };
}

/** Lets the rule learn, unless there is nothing to learn from. */
export function learn(watcher: Watcher, partition: ProfiledPartition): void {
  if (partition.unreadable === undefined) watcher.observe(partition);
}

/** Of a verdict, what somebody is told: not again what was told the run before. */
export const told = ({ alarms, score }: DayVerdict): DayVerdict => ({
  alarms: alarms.filter(({ continues }) => continues !== true),
  score,
});

/** The columns that alarmed, each once; null is the table. */
export const alarmedColumns = ({ alarms }: DayVerdict): Set<string | null> =>
  new Set(alarms.map(({ column }) => column));

export interface AlarmedDay {
  day: string;
  alarms: string[];
}

export const alarmedDay = (start: Date, { alarms }: DayVerdict): AlarmedDay => ({
  day: start.toISOString(),
  alarms: alarms.map(
    ({ column, metric, score, text }) => `${column ?? '(table)'} ${metric} [${score.toPrecision(3)}]: ${text}`,
  ),
});

/** What one rule makes of one dataset: numbers, and what a reader may look into. */
export interface RuleScore {
  figures: Record<string, number>;
  details: Record<string, unknown>;
}
