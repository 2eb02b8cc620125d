import { contextOf } from '../data/context.ts';
import type { Dataset } from '../data/dataset.ts';
import { profileOf } from '../inject/trials.ts';
import type { Trial } from '../inject/trials.ts';
import type { DayVerdict, Rule } from '../rule.ts';
import { aucOf } from './auc.ts';
import { alarmedColumns, alarmedDay, judged, learn, told } from './judged.ts';
import type { AlarmedDay, RuleScore } from './judged.ts';

interface Outcome {
  trial: Trial;
  hit: boolean;
  /** The clean partition alarmed at the same place already, so that this trial shows nothing. */
  decided: boolean;
  score: number;
  weight: number;
}

interface Watched {
  cleanScores: number[];
  alarmedDays: AlarmedDay[];
  alarmedByColumn: Map<string | null, number>;
  outcomes: Outcome[];
}

/**
 * The injection protocol: every partition after the warm-up is taken for clean and judged; on test days each changed version is judged
 * by the same state of knowledge; then the clean one is learned.
 */
export function scoreInjected(dataset: Dataset, rule: Rule): RuleScore {
  const { manifest, partitions } = dataset;
  const watched: Watched = { cleanScores: [], alarmedDays: [], alarmedByColumn: new Map(), outcomes: [] };
  const watcher = rule.start(contextOf(manifest));
  for (const [index, partition] of partitions.entries()) {
    if (index >= manifest.warmup) {
      const verdict = judged(watcher, partition);
      watched.cleanScores.push(verdict.score);
      const said = told(verdict);
      if (said.alarms.length > 0) watched.alarmedDays.push(alarmedDay(partition.start, said));
      for (const column of alarmedColumns(said))
        watched.alarmedByColumn.set(column, (watched.alarmedByColumn.get(column) ?? 0) + 1);
      for (const trial of dataset.trials.get(index)?.trials ?? []) {
        const changed = watcher.judge({ ...partition, profile: profileOf(trial, partition.profile) });
        watched.outcomes.push(outcomeOf(trial, changed, verdict));
      }
    }
    learn(watcher, partition);
  }
  const columns = Object.keys(partitions.at(-1)?.profile.columnMetrics ?? {});
  const curve = curveOf(watched, columns.length);
  const details = detailsOf(watched);
  // Of ours each kind of error has a figure; of the others they stand in the details.
  const byError = rule.name === 'plumbline' ? Object.entries(details.recallByError) : [];
  const figures = Object.fromEntries(byError.map(([error, { recall }]) => [`recallOf ${error}`, recall]));
  return { figures: { ...figuresOf(watched, columns), ...figures }, details: { ...details, curve } };
}

function outcomeOf(trial: Trial, changed: DayVerdict, clean: DayVerdict): Outcome {
  const place = (verdict: DayVerdict): boolean => concerns(verdict, trial);
  return { trial, hit: place(changed), decided: place(clean), score: changed.score, weight: 1 };
}

/** An error in one column counts as found when that column or the table alarms; an error of the table, when anything does. */
function concerns({ alarms }: DayVerdict, { column, changed }: Trial): boolean {
  if (column === null || 'whole' in changed) return alarms.length > 0;
  return alarms.some((alarm) => alarm.column === null || alarm.column === column);
}

function figuresOf(watched: Watched, columns: string[]): Record<string, number> {
  const days = watched.cleanScores.length;
  const alarms = [...watched.alarmedByColumn.values()].reduce((sum, count) => sum + count, 0);
  const avh = avhOutcomes(watched, columns.length);
  const recall = recallOf(avh);
  const falseRate = alarms / (days * columns.length);
  return {
    falseAlarmsPer1000ColumnDays: 1000 * falseRate,
    cleanDaysWithAlarmPct: (100 * watched.alarmedDays.length) / days,
    recall,
    // Prevalence as in AVH: 27 dirty trials of a column of numbers, 33 of any other, beside 30 clean days.
    precision: recall === 0 ? 0 : recall / (recall + falseRate),
    recallCatalogue: recallOf(watched.outcomes.filter(({ trial }) => !trial.avh)),
    auc: aucOf(
      watched.outcomes.map(({ score }) => score),
      watched.cleanScores,
    ),
    cleanDays: days,
    trials: watched.outcomes.length,
    trialsUndecided: watched.outcomes.filter(({ decided }) => decided).length,
  };
}

/** AVH perturbs columns one by one: what is done to a table is done to each of its columns. */
function avhOutcomes({ outcomes }: Watched, columns: number): Outcome[] {
  return outcomes
    .filter(({ trial }) => trial.avh)
    .map((outcome) => ({ ...outcome, weight: outcome.trial.column === null ? columns : 1 }));
}

/** For falling limits of suspicion: percent of clean days at or above it, and the share of AVH's perturbations. */
function curveOf(watched: Watched, columns: number): [number, number][] {
  const { cleanScores } = watched;
  const trials = avhOutcomes(watched, columns);
  const total = trials.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return [];
  const limits = [...new Set(cleanScores)].sort((left, right) => right - left);
  return limits.map((limit) => {
    const found = trials.reduce((sum, { score, weight }) => sum + (score >= limit ? weight : 0), 0);
    return [(100 * cleanScores.filter((score) => score >= limit).length) / cleanScores.length, found / total];
  });
}

function recallOf(outcomes: readonly Outcome[]): number {
  const open = outcomes.filter(({ decided }) => !decided);
  const total = open.reduce((sum, { weight }) => sum + weight, 0);
  return open.reduce((sum, { hit, weight }) => sum + (hit ? weight : 0), 0) / total;
}

function detailsOf({ outcomes, alarmedDays }: Watched) {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = `${outcome.trial.error} ${outcome.trial.magnitude}`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  const recallByError = Object.fromEntries(
    [...groups]
      .sort()
      .map(([key, group]) => [key, { recall: recallOf(group), trials: group.length, avh: group[0]?.trial.avh }]),
  );
  const missed = outcomes
    .filter(({ hit, decided }) => !hit && !decided)
    .map(({ trial }) => `${trial.error} ${trial.magnitude} in ${trial.column ?? '(table)'}`);
  return { recallByError, alarmedCleanDays: alarmedDays, missed: countsOf(missed) };
}

function countsOf(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([, left], [, right]) => right - left));
}
