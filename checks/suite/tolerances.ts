import type { ChangeBound, Tolerance } from '../expectation.ts';
import type { Report } from './report.ts';
import type { MapEntry, Tree } from './tree.ts';
import { readCount, readNumberBetween, readWord, refuse } from './values.ts';

/** Keys that say how many rows may break a rule. */
export const TOLERANCE_KEYS = ['mostly', 'max_failed', 'max_failed_pct'] as const;

const readFraction = readNumberBetween(0, 1);
const readPercentage = readNumberBetween(0, 100);
const readBaseline = readWord(['previous', 'same_weekday']);
const PERCENT = /^(\d{1,6}(?:\.\d{1,6})?)\s?%$/;
const MOST_POINTS = 56;

/** The tolerance that some keys of a mapping make; undefined when there is none. */
export function readTolerance(entries: readonly MapEntry[], report: Report): Tolerance | undefined {
  const tolerance: Tolerance = {};
  for (const { key, value } of entries) {
    if (key === 'mostly') tolerance.mostly = readFraction(value, report);
    if (key === 'max_failed') tolerance.maxFailed = readCount(value, report);
    if (key === 'max_failed_pct') tolerance.maxFailedPct = readPercentage(value, report);
  }
  const known = Object.entries(tolerance).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : (Object.fromEntries(known) as Tolerance);
}

/** A move from a baseline, and the smaller one that warns. */
export interface Change {
  change: ChangeBound;
  warnWithin?: number;
}

/** Reads `{ from: previous | same_weekday | { last_n: 7 }, within: 30% | 500, warn: 20% }`. */
export function readChange(value: Tree, report: Report): Change | undefined {
  if (value.type !== 'map') return refuse(value, report, 'a mapping with from and within');
  const parts = new Map(value.entries.map((entry) => [entry.key, entry]));
  for (const { key, place } of value.entries) {
    if (!['from', 'within', 'warn'].includes(key)) report('PL1007', place, `"change" knows no "${key}"`);
  }
  const from = readFrom(parts.get('from')?.value, value, report);
  const within = readMove(parts.get('within')?.value, value, report);
  const warnPart = parts.get('warn')?.value;
  const warn = warnPart === undefined ? undefined : readMove(warnPart, value, report);
  if (from === undefined || within === undefined) return undefined;
  const change = { from, within: within.size, relative: within.relative };
  if (warn === undefined) return { change };
  if (warn.relative !== within.relative) {
    report('PL1013', warnPart ?? value, '"warn" and "within" must both be per cent, or both not');
    return undefined;
  }
  return { change, warnWithin: warn.size };
}

function readFrom(value: Tree | undefined, parent: Tree, report: Report): ChangeBound['from'] | undefined {
  if (value === undefined) return absent('from', parent, report);
  if (value.type !== 'map') return readBaseline(value, report);
  const entry = value.entries[0];
  if (value.entries.length !== 1 || entry?.key !== 'last_n') return refuse(value, report, '{ last_n: 7 }');
  const lastN = readNumberBetween(1, MOST_POINTS)(entry.value, report);
  if (lastN !== undefined && !Number.isInteger(lastN)) return refuse(entry.value, report, 'a whole number');
  return lastN === undefined ? undefined : { lastN };
}

function readMove(
  value: Tree | undefined,
  parent: Tree,
  report: Report,
): { size: number; relative: boolean } | undefined {
  if (value === undefined) return absent('within', parent, report);
  const given = value.type === 'scalar' ? value.value : null;
  if (typeof given === 'number' && given >= 0 && Number.isFinite(given)) return { size: given, relative: false };
  const percent = typeof given === 'string' ? PERCENT.exec(given) : null;
  if (percent !== null) return { size: Number(percent[1]) / 100, relative: true };
  return refuse(value, report, 'a share such as 30%, or a number from 0 up');
}

function absent(key: string, parent: Tree, report: Report): undefined {
  report('PL1008', parent, `"change" needs "${key}"`);
  return undefined;
}
