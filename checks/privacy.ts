import { isOrderable } from './compare.ts';
import { normalisedFilter } from './filter-text.ts';
import { classifiedColumn, looksHashed } from './privacy/classified-column.ts';
import { levelOf, policyFor, type Policy, type PrivacyRule } from './privacy/level-of.ts';
import { isPersonalName, looksPersonal } from './privacy/personal.ts';
import { unclassifiedColumn } from './privacy/unclassified-column.ts';
import type { ColumnProfile, Counter, Profile, Scalar, Scope } from './profile.ts';

const LITERALS = /'[^']*'|\b\d{9,}\b/g;

type HashValue = (value: Scalar) => string;

/**
 * The profile as it may be stored: each column at the level of the first rule that matches, of its classification, or
 * guarded when nobody classified it. The input is never changed; the same object comes back when nothing has to go.
 */
export function applyPrivacy(profile: Profile, rules: readonly PrivacyRule[], hashValue: HashValue): Profile {
  const policy = policyFor(profile, rules);
  const changed: Partial<Profile> = {};
  const columns = protectedColumns(profile, policy, hashValue);
  if (columns !== null) changed.columnMetrics = columns;
  const counters = mapped(profile.counters, withoutRawKeys);
  if (counters !== null) changed.counters = counters;
  const partitions = mapped(profile.partitions, (partition) => {
    return looksPersonal(partition.value) === null ? partition : { ...partition, value: hashValue(partition.value) };
  });
  if (partitions !== null) changed.partitions = partitions;
  const segment = mapped(profile.segment ?? undefined, (part) => {
    const level = levelOf(part.key, policy);
    const isOpen = level === 'full' || (level === null && looksPersonal(part.value) === null);
    return isOpen || looksHashed(part.value) ? part : { ...part, value: hashValue(part.value) };
  });
  if (segment !== null) changed.segment = segment;
  const scope = withoutLiterals(profile.scope, hashValue);
  if (scope !== profile.scope && scope !== undefined) changed.scope = scope;
  return Object.keys(changed).length === 0 ? profile : { ...profile, ...changed };
}

function protectedColumns(
  profile: Profile,
  policy: Policy,
  hashValue: HashValue,
): Record<string, ColumnProfile> | null {
  let changed: [string, ColumnProfile][] | null = null;
  const columns = profile.columnMetrics ?? {};
  for (const name of Object.keys(columns)) {
    const column = columns[name];
    if (column === undefined) continue;
    const level = levelOf(name, policy, column);
    const kept =
      level === null
        ? unclassifiedColumn(column, isPersonalName(name), hashValue)
        : classifiedColumn(column, level, hashValue);
    if (kept !== column) (changed ??= []).push([name, kept]);
  }
  return changed === null ? null : Object.fromEntries([...Object.entries(columns), ...changed]);
}

function withoutRawKeys(counter: Counter): Counter {
  const hashes = counter.failedKeyHashes;
  if (hashes === undefined || hashes.every(looksHashed)) return counter;
  return { ...counter, failedKeyHashes: hashes.filter(looksHashed) };
}

/** A filter with its literals masked, but for dates and short numbers: they are values of cells. */
function withoutLiterals(scope: Scope | undefined, hashValue: HashValue): Scope | undefined {
  const filter = scope?.filter;
  const text = typeof filter === 'string' ? filter : filter?.text;
  if (scope === undefined || text === undefined) return scope;
  const masked = text.replace(LITERALS, (literal) => {
    const value = literal.replaceAll("'", '');
    return isOrderable(value) && looksPersonal(value) === null ? literal : "'?'";
  });
  const isPersonal = masked.split(/\s+/).some((word) => looksPersonal(word) !== null);
  if (masked === text && !isPersonal) return scope;
  const hash = typeof filter === 'object' ? filter?.hash : undefined;
  const kept = isPersonal ? {} : { text: masked };
  return { ...scope, filter: { ...kept, hash: hash ?? hashValue(normalisedFilter(text)) } };
}

/** A list with some items replaced; null when none was. */
function mapped<T>(items: readonly T[] | undefined, change: (item: T) => T): T[] | null {
  if (items === undefined) return null;
  const result = items.map(change);
  return result.some((item, index) => item !== items[index]) ? result : null;
}
