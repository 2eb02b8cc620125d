import type { Profile } from '../profile.ts';
import type { Baseline } from './baseline.ts';
import { addColumnMeasures } from './column-measures.ts';
import { addDistances } from './distances.ts';
import type { Measure } from './measure.ts';
import { readingOf } from './reading.ts';
import { unitOf } from './scale.ts';
import { SlotFinder } from './slot-finder.ts';
import { addMasses, SHAPE_SHARES, VALUE_SHARES } from './value-memory.ts';

/** Everything of a profile that is watched over time, given what is remembered of its columns. */
export function measuresOf(profile: Profile, baseline: Baseline): Measure[] {
  const into: Measure[] = [];
  const finder = new SlotFinder(baseline.courses);
  const { rowCount } = profile;
  addTable(profile, into, finder);
  for (const [column, metrics] of Object.entries(profile.columnMetrics ?? {})) {
    const { count, nullCount } = metrics;
    const rows = rowCount ?? (count === undefined ? NaN : count + (nullCount ?? 0));
    if (!(rows > 0)) continue;
    const memory = baseline.columns.get(column);
    const unit = memory?.unit ?? unitOf(metrics) ?? undefined;
    addColumnMeasures({ column, profile: metrics, rows, unit, into, finder }, profile.dataInterval);
    if (memory === undefined) continue;
    const reading = readingOf(metrics);
    const adding = { column, into, finder };
    addDistances(adding, memory.reference, reading);
    const { values, shapes } = reading;
    if (values !== null) addMasses(adding, { memory: memory.values, listed: values, names: VALUE_SHARES });
    if (shapes !== null) addMasses(adding, { memory: memory.shapes, listed: shapes, names: SHAPE_SHARES });
  }
  return into;
}

function addTable(
  { rowCount, duplicateRowCount, emptyRowCount, counters, metrics }: Profile,
  into: Measure[],
  finder: SlotFinder,
): void {
  const add = (key: string, family: Measure['family'], [raw, n]: [number | undefined, number]): void => {
    if (raw !== undefined && Number.isFinite(raw))
      into.push({
        slot: finder.find(null, key),
        key,
        column: null,
        family,
        raw,
        scaled: raw,
        n: Math.max(1, n),
        noise: family === 'share' ? 0.5 / Math.sqrt(n) : 0.01,
      });
  };
  add('rowCount', 'rows', [rowCount, rowCount ?? 1]);
  if (rowCount !== undefined && rowCount > 0) {
    if (duplicateRowCount !== undefined) add('duplicateRowShare', 'share', [duplicateRowCount / rowCount, rowCount]);
    if (emptyRowCount !== undefined) add('emptyRowShare', 'share', [emptyRowCount / rowCount, rowCount]);
  }
  for (const { id, tested, failed, segment } of counters ?? []) {
    if (segment === undefined && tested !== undefined && tested > 0) {
      add(`counter.${id}`, 'share', [failed / tested, tested]);
      Object.assign(into.at(-1) as Measure, { isDeclared: true });
    }
  }
  for (const [name, value] of Object.entries(metrics ?? {})) add(`metric.${name}`, 'custom', [value, 1]);
}
