import type { Dataset } from '../data/dataset.ts';
import { contextOf } from '../data/context.ts';
import type { Rule } from '../rule.ts';
import { aucOf } from './auc.ts';
import { alarmedDay, judged, learn } from './judged.ts';
import type { RuleScore } from './judged.ts';

/** Dirty and clean versions of each partition: both are judged by what the clean versions before them taught. */
export function scorePaired({ manifest, partitions }: Dataset, rule: Rule): RuleScore {
  const watcher = rule.start(contextOf(manifest));
  const dirty: { score: number; alarmed: boolean }[] = [];
  const clean: typeof dirty = [];
  const falseAlarms = [];
  const missed: string[] = [];
  for (const [index, partition] of partitions.entries()) {
    const cleanOne = partition.clean ?? partition;
    if (index >= manifest.warmup) {
      const [bad, good] = [judged(watcher, partition), judged(watcher, cleanOne)];
      dirty.push({ score: bad.score, alarmed: bad.alarms.length > 0 });
      clean.push({ score: good.score, alarmed: good.alarms.length > 0 });
      if (good.alarms.length > 0) falseAlarms.push(alarmedDay(partition.start, good));
      if (bad.alarms.length === 0) missed.push(partition.start.toISOString());
    }
    learn(watcher, cleanOne);
  }
  const found = dirty.filter(({ alarmed }) => alarmed).length;
  const wrong = clean.filter(({ alarmed }) => alarmed).length;
  const precision = found + wrong === 0 ? 0 : found / (found + wrong);
  const recall = found / dirty.length;
  return {
    figures: {
      auc: aucOf(
        dirty.map(({ score }) => score),
        clean.map(({ score }) => score),
      ),
      precision,
      recall,
      f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
      cleanDaysWithAlarmPct: (100 * wrong) / clean.length,
      partitions: dirty.length,
    },
    details: { alarmedCleanDays: falseAlarms, missed },
  };
}
