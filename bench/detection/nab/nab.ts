import type { DayVerdict, Partition, Rule } from '../rule.ts';
import { readNab } from './corpus.ts';
import type { NabSeries } from './corpus.ts';
import { bestNabScore, nabProfiles } from './score.ts';

/**
 * A rule's scores on the Numenta Anomaly Benchmark: each row is a partition with one metric, its suspicion the rule's own score. What was
 * told before and is not told again is no detection of its own. Ours was tuned on every second series by name, the first among them: halves are
 * scored apart.
 */
export function scoreNab(folder: string, rule: Rule): Record<string, number> {
  const files = readNab(folder)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map((series) => ({ scores: rowScores(series, rule), windows: series.windows }));
  const standard = (of: typeof files): number => bestNabScore(of, nabProfiles.standard).score;
  return {
    ...Object.fromEntries(
      Object.entries(nabProfiles).map(([profile, costs]) => [profile, bestNabScore(files, costs).score]),
    ),
    standardTunedHalf: standard(files.filter((_, index) => index % 2 === 0)),
    standardOtherHalf: standard(files.filter((_, index) => index % 2 === 1)),
  };
}

/** What a rule says of each row of a series before it learns it. */
function rowScores({ name, times, values }: NabSeries, rule: Rule): number[] {
  const watcher = rule.start({ cadence: 'hourly' });
  return values.map((value, row) => {
    const partition = partitionOf({ name, start: times[row]!, end: times[row + 1] ?? times[row]!, value });
    const verdict = watcher.judge(partition);
    watcher.observe(partition);
    return toldScore(verdict);
  });
}

const toldScore = ({ alarms, score }: DayVerdict): number =>
  alarms.length > 0 && alarms.every(({ continues }) => continues === true) ? 0 : score;

function partitionOf({ name, start, end, value }: { name: string; start: Date; end: Date; value: number }): Partition {
  return { start, end, profile: { dataset: { namespace: 'nab', name }, metrics: { value } } };
}
