import { pooled } from '../drift/pooled-together.ts';
import { distributionOf, type Distribution } from '../drift/distribution.ts';
import type { BaselineName, RequiredHistory, StoredProfile } from '../expectation.ts';
import { instantMs } from '../instant.ts';
import { measuredProfile } from '../measured-profile.ts';
import type { ColumnProfile, Profile, Scalar } from '../profile.ts';
import type { Basis } from '../result.ts';
import { columnNamed } from './column-list.ts';
import type { Subject } from './kind.ts';
import { isSample } from './sample.ts';

const DAY_MS = 86_400_000;
/** A rolling reference pools at most so many profiles. */
const MOST_PROFILES = 56;
/** Among so many profiles before one of the same weekday is looked for. */
const MOST_FOR_WEEKDAY = 14;
/** One or two profiles are no habit. */
const FEWEST_PROFILES = 3;

/** What of the past a reference is made of: documents of earlier profiles, and nothing where one is pinned but that one. */
export function referenceNeeds(from: BaselineName): Partial<RequiredHistory> {
  if (from === 'previous') return { earlier: 1 };
  if (from === 'same_weekday') return { earlier: MOST_FOR_WEEKDAY };
  if ('pinned' in from) return { pinned: [from.pinned], pinnedWhole: true };
  return { earlier: 'lastN' in from ? from.lastN : MOST_PROFILES };
}

/** The profiles that a reference is made of, and how a result names it. */
export interface Reference {
  columns: ColumnProfile[];
  basis: Basis;
  words: string;
  /** Why it cannot be compared with; null when it can. */
  problem: string | null;
}

/** The columns of the profiles that a column is compared with; parts of a dataset are left out. */
export function referenceOf(subject: Subject, from: BaselineName): Reference {
  const { history, expectation } = subject;
  const chosen =
    'object' === typeof from && 'pinned' in from ? pinnedOf(subject, from.pinned) : chosenOf(subject, from);
  const columns = chosen.flatMap(({ profile }) => {
    const column = columnNamed(measuredProfile(profile), expectation.column ?? '');
    return column === null || isSample(profile) ? [] : [column];
  });
  const fewest = fewestOf(from);
  const found = { columns, ...namedReference(from, { chosen, count: columns.length }) };
  if (columns.length >= fewest) return { ...found, problem: null };
  const had = history.earlier?.length ?? 0;
  const few =
    fewest === 1
      ? 'there is no such profile with this column'
      : `${columns.length} of at least ${fewest} profiles have this column`;
  return { ...found, problem: `${few} to compare with${had > chosen.length ? `, among ${had} before` : ''}` };
}

function pinnedOf({ history }: Subject, profileId: string): StoredProfile[] {
  const point = history.pinned?.get(profileId);
  return point?.profile === undefined ? [] : [{ profileId, profile: point.profile }];
}

function chosenOf(subject: Subject, from: BaselineName): StoredProfile[] {
  const earlier = subject.history.earlier ?? [];
  if (from === 'previous') return earlier.slice(0, 1);
  const nowMs = ownMs(subject.profile) ?? subject.now.getTime();
  const dated = earlier.map((one) => ({ one, ms: one.effectiveAt?.getTime() ?? ownMs(one.profile) }));
  if (from === 'same_weekday') {
    const weekday = new Date(nowMs).getUTCDay();
    const found = dated
      .slice(0, MOST_FOR_WEEKDAY)
      .find(({ ms }) => ms !== null && new Date(ms).getUTCDay() === weekday);
    return found === undefined ? [] : [found.one];
  }
  if ('lastN' in from) return earlier.slice(0, from.lastN);
  const days = daysOf(from);
  return dated
    .slice(0, MOST_PROFILES)
    .flatMap(({ one, ms }) => (ms !== null && ms >= nowMs - days * DAY_MS ? [one] : []));
}

/** Suites that were stored before this was judged say seconds. */
function daysOf(from: BaselineName): number {
  const { rollingDays, rollingSeconds } = from as { rollingDays?: number; rollingSeconds?: number };
  return rollingDays ?? (rollingSeconds ?? 0) / 86_400;
}

/** Start of the data interval, else captured. */
const ownMs = ({ dataInterval, capturedAt }: Profile): number | null =>
  instantMs(dataInterval?.start) ?? instantMs(capturedAt);

function fewestOf(from: BaselineName): number {
  if (typeof from !== 'object' || 'pinned' in from) return 1;
  return 'lastN' in from ? Math.min(from.lastN, FEWEST_PROFILES) : FEWEST_PROFILES;
}

function namedReference(
  from: BaselineName,
  { chosen, count }: { chosen: readonly StoredProfile[]; count: number },
): Pick<Reference, 'basis' | 'words'> {
  const [first] = chosen;
  if (from === 'previous') {
    const basis: Basis = { kind: 'previous', ...(first && { profileId: first.profileId }), value: null };
    return { basis, words: 'the profile before' };
  }
  if (from === 'same_weekday')
    return { basis: { kind: 'same_weekday', history: count, value: null }, words: 'the same weekday before' };
  if ('pinned' in from)
    return {
      basis: { kind: 'pinned', profileId: from.pinned, value: null },
      words: `the pinned profile ${from.pinned}`,
    };
  if ('lastN' in from)
    return { basis: { kind: 'last_n', history: count, value: null }, words: `${count} profiles before together` };
  const days = daysOf(from);
  const words = `${count} profiles of ${days} days before together`;
  return { basis: { kind: 'rolling', days, history: count, value: null }, words };
}

/** Columns whose listed values can be told apart alike: where one has them hashed, all have. */
export function alike(columns: readonly ColumnProfile[], hashValue: (value: Scalar) => string): ColumnProfile[] {
  const isHashed = columns.some(({ topValues }) => topValues?.some(({ hashed }) => hashed === true));
  if (!isHashed) return [...columns];
  return columns.map((column) => {
    if (column.topValues === undefined) return column;
    const topValues = column.topValues.map((top) =>
      top.hashed === true || top.value === null ? top : { ...top, value: hashValue(top.value), hashed: true },
    );
    return { ...column, topValues };
  });
}

/** The distribution of all together; null where one of them does not tell what is compared. */
export function distributionTogether(columns: readonly ColumnProfile[], isNumeric: boolean): Distribution | null {
  const all: Distribution[] = [];
  for (const column of columns) {
    if (column.count === 0) continue;
    const one = distributionOf(column);
    if (one === null || (isNumeric ? one.numbers === null : one.categories === null)) return null;
    all.push(one);
  }
  return pooled(all);
}
