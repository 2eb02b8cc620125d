import { durationSeconds } from '../../calendar/index.ts';
import type { BaselineName, ChangeBound, Tolerance } from '../expectation.ts';
import { nearestWord } from './nearest-word.ts';
import { quoted, type Report } from './report.ts';
import type { MapEntry, Tree } from './tree.ts';
import {
  described,
  readCount,
  readNumberBetween,
  readWord,
  refuse,
  type JsonSchema,
  type ValueReader,
} from './values.ts';

/** Keys that say how many rows may break a rule. */
export const TOLERANCE_KEYS = ['mostly', 'max_failed', 'max_failed_pct'] as const;

const readFraction = readNumberBetween(0, 1);
const readPercentage = readNumberBetween(0, 100);
/** What each of them may be. */
export const TOLERANCE_SCHEMAS: Record<string, JsonSchema> = {
  mostly: readFraction.schema ?? {},
  max_failed: readCount.schema ?? {},
  max_failed_pct: readPercentage.schema ?? {},
};
const readBaselineWord = readWord(['previous', 'same_weekday'] as const);
const PERCENT = /^(\d{1,6}(?:\.\d{1,6})?)\s?%$/;
const MOST_POINTS = 56;
const MOST_DAYS = 366;

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

const DURATION: JsonSchema = { type: 'string', minLength: 2 };
const MOVE: JsonSchema = {
  anyOf: [
    { type: 'number', minimum: 0 },
    { type: 'string', pattern: PERCENT.source },
  ],
};
const one = (key: string, schema: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: { [key]: schema },
  required: [key],
  additionalProperties: false,
});

/** What a baseline may look like. */
const FROM_SCHEMA: JsonSchema = {
  anyOf: [
    { enum: ['previous', 'same_weekday'] },
    { type: 'string', pattern: '^rolling\\s+\\S{1,20}$' },
    one('last_n', { type: 'integer', minimum: 1, maximum: MOST_POINTS }),
    one('pinned', { type: 'string', pattern: '^prf_\\w{1,40}$' }),
    one('rolling', DURATION),
  ],
};

/** What `change` may look like. */
export const CHANGE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    from: FROM_SCHEMA,
    within: MOVE,
    warn: MOVE,
  },
  required: ['from', 'within'],
  additionalProperties: false,
};

/** A move from a baseline, and the smaller one that warns. */
export interface Change {
  change: ChangeBound;
  warnWithin?: number;
}

/** Reads `{ from: previous, within: 30% | 500, warn: 20% }`; a warning's move is of the same sort as the failing one. */
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

function readFrom(value: Tree | undefined, parent: Tree, report: Report): BaselineName | undefined {
  return value === undefined ? absent('from', parent, report) : readBaselineName(value, report);
}

/** `previous`, `same_weekday`, `rolling 30d`, `{ last_n: 7 }`, `{ pinned: prf_12 }` or `{ rolling: 30d }`. */
export const readBaselineName = described<BaselineName>(FROM_SCHEMA, (value, report) => {
  if (value.type !== 'map') return readBaseline(value, report);
  const entry = value.entries[0];
  if (value.entries.length !== 1 || entry === undefined)
    return refuse(value, report, 'one of { last_n: 7 }, { pinned: prf_12 }, { rolling: 30d }');
  if (entry.key === 'last_n') {
    const lastN = readPoints(entry.value, report);
    return lastN === undefined ? undefined : { lastN };
  }
  if (entry.key === 'pinned') {
    const pinned = readProfileId(entry.value, report);
    return pinned === undefined ? undefined : { pinned };
  }
  if (entry.key === 'rolling') {
    const rollingDays = readDays(entry.value, report);
    return rollingDays === undefined ? undefined : { rollingDays };
  }
  const message = `no baseline is called ${quoted(entry.key)}`;
  report('PL1007', entry.place, { message, suggestion: nearestWord(entry.key, ['last_n', 'pinned', 'rolling']) });
  return undefined;
});

const readBaseline: ValueReader<BaselineName> = (value, report) => {
  const text = value.type === 'scalar' && typeof value.value === 'string' ? value.value : '';
  const rolling = /^rolling\s+(\S{1,20})$/.exec(text)?.[1];
  if (rolling === undefined) return readBaselineWord(value, report);
  const rollingDays = readDays({ ...value, type: 'scalar', value: rolling }, report);
  return rollingDays === undefined ? undefined : { rollingDays };
};

const readPoints: ValueReader<number> = (value, report) => {
  const lastN = readNumberBetween(1, MOST_POINTS)(value, report);
  return lastN !== undefined && !Number.isInteger(lastN) ? refuse(value, report, 'a whole number') : lastN;
};

const readProfileId: ValueReader<string> = (value, report) => {
  const id = value.type === 'scalar' ? String(value.value) : '';
  return /^prf_\w{1,40}$/.test(id) ? id : refuse(value, report, 'the id of a profile, such as prf_12');
};

const readDays: ValueReader<number> = (value, report) => {
  const seconds = value.type === 'scalar' ? durationSeconds(String(value.value)) : null;
  const days = (seconds ?? 0) / 86_400;
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  return refuse(value, report, `whole days, such as 30d, up to ${MOST_DAYS}d`);
};

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
