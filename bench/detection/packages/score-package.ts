import { contextOf } from '../data/context.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Manifest } from '../data/manifest.ts';
import type { Rule } from '../rule.ts';
import { alarmedColumns, judged, learn, told } from '../score/judged.ts';
import type { RuleScore } from '../score/judged.ts';
import type { PackageDay } from './run-package.ts';

/** The partitions that packages judge: all that are labelled, then others evenly over what follows the warm-up, `count` in all. */
export function packageDays({ partitions, warmup, labels }: Manifest, count: number): number[] {
  const first = Math.max(1, warmup);
  const starts = new Set(labels?.map(({ start }) => start.getTime()));
  const after = [...partitions.keys()].slice(first);
  const labelled = after.filter((index) => starts.has(partitions[index]!.start.getTime()));
  const rest = after.filter((index) => !labelled.includes(index));
  const wanted = Math.min(rest.length, Math.max(0, count - labelled.length));
  const step = rest.length / Math.max(1, wanted);
  const evenly = Array.from({ length: wanted }, (_, index) => rest[Math.floor(index * step)]!);
  return [...labelled, ...evenly].sort((left, right) => left - right);
}

/** The columns that a rule alarms about, by partition; the table is ''. */
export type AlarmedByDay = ReadonlyMap<number, ReadonlySet<string>>;

/** What a rule says of the same days; it learns from all days before. */
export function alarmsOfRule({ manifest, partitions }: Dataset, rule: Rule, days: readonly number[]): AlarmedByDay {
  const wanted = new Set(days);
  const watcher = rule.start(contextOf(manifest));
  const alarms = new Map<number, Set<string>>();
  for (const [index, partition] of partitions.entries()) {
    const clean = partition.clean ?? partition;
    if (wanted.has(index))
      alarms.set(index, new Set([...alarmedColumns(told(judged(watcher, clean)))].map((column) => column ?? '')));
    learn(watcher, clean);
  }
  return alarms;
}

interface Rivals {
  /** The rule written after the package, and ours. */
  rewritten: AlarmedByDay;
  plumbline: AlarmedByDay;
}

/** The package's figures on the days that it judged, beside those of the rule that is written after it and of ours on the same days. */
export function scorePackage(dataset: Dataset, days: readonly PackageDay[], rivals: Rivals): RuleScore {
  const ok = days.filter(({ columns }) => columns !== undefined);
  const own: AlarmedByDay = new Map(ok.map(({ index, columns = {} }) => [index, beyond(columns)]));
  const times = timesOf(dataset);
  const seen = new Map(
    ok.map(({ index, columns = {} }) => [index, Object.keys(columns).filter((name) => !times.has(name))]),
  );
  const labels = new Map((dataset.manifest.labels ?? []).map((label) => [label.start.getTime(), label]));
  const labelAt = (index: number) => labels.get(dataset.partitions[index]!.start.getTime());
  const clean = ok.map(({ index }) => index).filter((index) => labelAt(index) === undefined);
  const errors = ok.map(({ index }) => index).filter((index) => labelAt(index)?.class === 'error');
  const columns = Object.keys(dataset.partitions.at(-1)?.profile.columnMetrics ?? {}).length;
  const rates = (alarms: AlarmedByDay, prefix: string): Record<string, number> =>
    ratesOf(alarms, { clean, errors, columns, prefix });
  return {
    figures: {
      days: ok.length,
      daysWithoutAnswer: days.length - ok.length,
      cpuSecondsPerDay: ok.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / ok.length,
      ...rates(own, ''),
      ...agreement(own, rivals.rewritten, seen),
      ...rates(rivals.rewritten, 'rewritten'),
      ...rates(rivals.plumbline, 'plumbline'),
      ...(labels.size > 0 && { errorsTotal: errors.length }),
    },
    details: {
      days: days.map(({ index, ...day }) => ({ day: dataset.partitions[index]!.start.toISOString(), ...day })),
    },
  };
}

/** Columns of times: pandas reads them from CSV as texts, each of them new, where the rules pass them over. */
function timesOf({ partitions }: Dataset): Set<string> {
  const columns = partitions.flatMap(({ profile }) => Object.entries(profile.columnMetrics ?? {}));
  return new Set(columns.flatMap(([name, { type }]) => (type === 'date' || type === 'timestamp' ? [name] : [])));
}

const beyond = (columns: Record<string, number>): Set<string> =>
  new Set(Object.entries(columns).flatMap(([name, distance]) => (distance > 1 ? [name] : [])));

function ratesOf(
  alarms: AlarmedByDay,
  { clean, errors, columns, prefix }: { clean: number[]; errors: number[]; columns: number; prefix: string },
): Record<string, number> {
  const of = (index: number): number => alarms.get(index)?.size ?? 0;
  const named = (name: string): string => (prefix === '' ? name : prefix + name[0]!.toUpperCase() + name.slice(1));
  const count = clean.reduce((sum, index) => sum + of(index), 0);
  return {
    [named('falseAlarmsPer1000ColumnDays')]: (1000 * count) / (clean.length * columns),
    [named('cleanDaysWithAlarmPct')]: (100 * clean.filter((index) => of(index) > 0).length) / clean.length,
    ...(errors.length > 0 && { [named('errorsFound')]: errors.filter((index) => of(index) > 0).length }),
  };
}

/** Column by column and day by day: in what share both say the same, and of what either alarms about, in what share both do. */
function agreement(
  own: AlarmedByDay,
  other: AlarmedByDay,
  seen: ReadonlyMap<number, readonly string[]>,
): Record<string, number> {
  let [same, total, both, either] = [0, 0, 0, 0];
  for (const [index, columns] of seen)
    for (const column of columns) {
      const [left, right] = [own.get(index)?.has(column) ?? false, other.get(index)?.has(column) ?? false];
      total += 1;
      if (left === right) same += 1;
      if (left && right) both += 1;
      if (left || right) either += 1;
    }
  return { agreementPct: (100 * same) / total, agreementOnAlarmsPct: (100 * both) / either };
}
