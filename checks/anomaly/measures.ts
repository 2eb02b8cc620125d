import type { Profile } from '../profile.ts';
import type { Baseline } from './baseline.ts';
import { addColumnMeasures } from './column-measures.ts';
import { addDistances } from './distances.ts';
import type { Measure } from './measure.ts';
import { type Adding, putMeasure } from './put-measure.ts';
import { readingOf } from './reading.ts';
import { unitOf } from './scale.ts';
import { isSequence } from './sequence.ts';
import { SlotFinder } from './slot-finder.ts';
import { addMasses, SHAPE_SHARES, VALUE_SHARES } from './value-memory.ts';

/** Everything of a profile that is watched over time, given what is remembered of its columns. */
export function measuresOf(profile: Profile, baseline: Baseline): Measure[] {
  const into: Measure[] = [];
  const finder = new SlotFinder(baseline.courses);
  const { rowCount } = profile;
  const ofTable: Adding = { column: null, into, finder };
  addTable(profile, ofTable);
  addCounters(profile, baseline, ofTable);
  for (const [column, metrics] of Object.entries(profile.columnMetrics ?? {})) {
    const { count, nullCount } = metrics;
    const rows = rowCount ?? (count === undefined ? NaN : count + (nullCount ?? 0));
    if (!(rows > 0)) continue;
    const memory = baseline.columns.get(column);
    const unit = memory?.unit ?? unitOf(metrics) ?? undefined;
    const isGiven = isSequence(metrics, { column, baseline, finder, unit });
    addColumnMeasures({ column, profile: metrics, rows, unit, into, finder, isGiven }, profile.dataInterval);
    if (memory === undefined || isGiven) continue;
    const reading = readingOf(metrics);
    const adding = { column, into, finder };
    addDistances(adding, memory.reference, reading);
    const { values, shapes } = reading;
    if (values !== null) addMasses(adding, { memory: memory.values, listed: values, names: VALUE_SHARES });
    if (shapes !== null) addMasses(adding, { memory: memory.shapes, listed: shapes, names: SHAPE_SHARES });
  }
  return into;
}

function addTable({ rowCount, duplicateRowCount, emptyRowCount, metrics }: Profile, adding: Adding): void {
  const add = (name: string, family: Measure['family'], [raw, n]: [number | undefined, number]): void => {
    if (raw === undefined || !Number.isFinite(raw)) return;
    const noise = family === 'share' ? 0.5 / Math.sqrt(n) : 0.01;
    putMeasure(adding, { name, family, raw, n: Math.max(1, n), noise });
  };
  add('rowCount', 'rows', [rowCount, rowCount ?? 1]);
  if (rowCount !== undefined && rowCount > 0) {
    if (duplicateRowCount !== undefined) add('duplicateRowShare', 'share', [duplicateRowCount / rowCount, rowCount]);
    if (emptyRowCount !== undefined) add('emptyRowShare', 'share', [emptyRowCount / rowCount, rowCount]);
  }
  for (const [name, value] of Object.entries(metrics ?? {})) add(`metric.${name}`, 'custom', [value, 1]);
}

/** What the profiler counts against the file before: `falls:` of keys, and what of a total is lost by these. */
const AGAINST_BEFORE = /^(?:falls|fallen|largest_fall):/;
const OF_TOTAL = /^(?:fallen|largest_fall):/;
/** So much of a total that only grows matters when it is gone. */
const LOST_TOTAL = 0.01;
/** Trouble of so many runs may be about to end. */
const LATELY = 3;

/** Counters of the whole table, each as the share that failed. What is held against a file that was in trouble tells of that trouble, and is left out. */
function addCounters({ counters = [] }: Profile, { open }: Baseline, adding: Adding): void {
  const isBlind = [...open].some(([key, { runs }]) => runs > 0 && runs <= LATELY && !isAgainstBefore(key));
  for (const { id, tested, failed, segment } of counters) {
    if (segment !== undefined || tested === undefined || tested <= 0) continue;
    const name = `${COUNTER}${id}`;
    if (isBlind && isAgainstBefore(name)) continue;
    const isOfTotal = OF_TOTAL.test(id);
    const family = isOfTotal ? 'mass' : 'share';
    const put = putMeasure(adding, { name, family, raw: failed / tested, n: tested, noise: 0.5 / Math.sqrt(tested) });
    put.isDeclared = true;
    if (isOfTotal) put.gate = LOST_TOTAL;
  }
}

const COUNTER = 'counter.';
const isAgainstBefore = (key: string): boolean =>
  key.startsWith(COUNTER) && AGAINST_BEFORE.test(key.slice(COUNTER.length));
