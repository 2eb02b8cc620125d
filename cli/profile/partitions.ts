import { basename, dirname } from 'node:path';
import { usageFailure } from '../failure.ts';
import type { DataInterval } from '../../checks/index.ts';
import type { DatasetFile } from './dataset-files.ts';
import { packingOf } from './unpack.ts';

export interface Partition {
  /** `date=2026-01-01/region=eu`, or the file's name without its endings. */
  name: string;
  paths: string[];
  /** The event time that the name tells, when it does. */
  dataInterval: DataInterval | undefined;
}

/**
 * Files by partition, in the order of their names: folders like `date=2026-01-01` make a partition of all files in them; without such
 * folders each file is one. `pattern` says where in the name the time stands (YYYY, MM, DD, HH); without it, ISO dates are looked for.
 */
export function partitionsOf(files: readonly DatasetFile[], pattern: string | undefined): Partition[] {
  const hive = files.filter(({ path }) => keysOf(path).length > 0);
  if (hive.length > 0 && hive.length < files.length) {
    const other = files.find(({ path }) => keysOf(path).length === 0);
    throw usageFailure(`${other?.path} is in no partition folder, though other files are`, 'Profile them apart.');
  }
  const partitions = new Map<string, Partition>();
  for (const { path } of files) {
    const keys = keysOf(path);
    const name = keys.length > 0 ? keys.map(([key, value]) => `${key}=${value}`).join('/') : plainName(path);
    const known = partitions.get(name);
    if (known && keys.length === 0) {
      throw usageFailure(
        `two files would be the partition ${name}: ${known.paths[0]} and ${path}`,
        'Profile them apart.',
      );
    }
    if (known) known.paths.push(path);
    else partitions.set(name, { name, paths: [path], dataInterval: intervalOf(name, keys, pattern) });
  }
  return [...partitions.values()].sort(byTime);
}

/** By the time they cover, then by name: the order in which they are judged. */
function byTime(a: Partition, b: Partition): number {
  const [left, right] = [a, b].map(({ dataInterval, name }) => `${dataInterval?.start ?? ''} ${name}`) as [
    string,
    string,
  ];
  return left < right ? -1 : left > right ? 1 : 0;
}

function plainName(path: string): string {
  return basename(packingOf(path).bare).replace(/\.[A-Za-z]+$/, '');
}

function keysOf(path: string): [key: string, value: string][] {
  return dirname(path)
    .split('/')
    .flatMap((part): [string, string][] => {
      const at = part.indexOf('=');
      return at > 0 ? [[part.slice(0, at), unescaped(part.slice(at + 1))]] : [];
    });
}

/** Hive writes `:` and other characters as %3A. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function intervalOf(name: string, keys: [string, string][], pattern: string | undefined): DataInterval | undefined {
  if (pattern !== undefined) return spanOf(partsByPattern(name, pattern));
  const units = unitParts(keys);
  if (units.YYYY !== undefined) return spanOf(units);
  const texts = keys.length > 0 ? keys.map(([, value]) => value) : [name];
  for (const text of texts) {
    const found = isoParts(text);
    if (found) return spanOf(found);
  }
  return undefined;
}

type Parts = Partial<Record<'YYYY' | 'MM' | 'DD' | 'HH', string>>;

/** year=2026/month=01/day=02/hour=03 */
function unitParts(keys: [string, string][]): Parts {
  const names = { YYYY: /^(year|yyyy|y)$/i, MM: /^(month|mm|m)$/i, DD: /^(day|dd|d)$/i, HH: /^(hour|hh|h)$/i };
  const entries = Object.entries(names).flatMap(([unit, expression]) => {
    const value = keys.find(([key, text]) => expression.test(key) && /^\d{1,4}$/.test(text))?.[1];
    return value === undefined ? [] : [[unit, value]];
  });
  const parts = Object.fromEntries(entries) as Parts;
  return parts.YYYY?.length === 4 ? parts : {};
}

function isoParts(text: string): Parts | undefined {
  const found =
    /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?:[T_ -](\d{2})(?!\d))?/.exec(text) ??
    /(?<!\d)(\d{4})(\d{2})(\d{2})(?:[T_-]?(\d{2}))?(?!\d)/.exec(text) ??
    /(?<!\d)(\d{4})-(\d{2})(?![-\d])/.exec(text);
  if (!found) return undefined;
  const [, YYYY, MM, DD, HH] = found;
  return { ...(YYYY && { YYYY }), ...(MM && { MM }), ...(DD && { DD }), ...(HH && { HH }) };
}

function partsByPattern(name: string, pattern: string): Parts {
  if (!/YYYY/.test(pattern)) {
    throw usageFailure(
      `--interval ${JSON.stringify(pattern)} has no YYYY in it`,
      'With --partitions it is a pattern of their names, such as orders_YYYYMMDD or DD.MM.YYYY.',
    );
  }
  const seen = new Set<string>();
  const source = pattern.replace(/YYYY|MM|DD|HH|[^A-Za-z0-9]/g, (part) => {
    if (!/^[YMDH]/.test(part)) return /[\\^$.*+?()[\]{}|/]/.test(part) ? `\\${part}` : part;
    if (seen.has(part)) return part === 'YYYY' ? '\\d{4}' : '\\d{2}';
    seen.add(part);
    return `(?<${part}>${part === 'YYYY' ? '\\d{4}' : '\\d{2}'})`;
  });
  return (new RegExp(source, 'u').exec(name)?.groups ?? {}) as Parts;
}

/** The hour, day, month or year that the finest part names, in UTC; undefined when there is no such time. */
function spanOf({ YYYY, MM, DD, HH }: Parts): DataInterval | undefined {
  if (YYYY === undefined) return undefined;
  const [year, month, day, hour] = [YYYY, MM ?? '1', DD ?? '1', HH ?? '0'].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const start = new Date(Date.UTC(year, month - 1, day, hour));
  if (start.getUTCMonth() !== month - 1 || start.getUTCDate() !== day || start.getUTCHours() !== hour) return undefined;
  const end = new Date(
    HH !== undefined
      ? Date.UTC(year, month - 1, day, hour + 1)
      : DD !== undefined
        ? Date.UTC(year, month - 1, day + 1)
        : MM !== undefined
          ? Date.UTC(year, month)
          : Date.UTC(year + 1, 0),
  );
  return { start: start.toISOString(), end: end.toISOString() };
}
