import { datasetKey, type CheckResult, type History } from '../../../checks/index.ts';
import { nameKey } from '../../store/datasets.ts';
import type { OpenPart } from '../../store/open-parts.ts';
import { goneOf, partWords, profilesWithout } from '../no-longer-seen.ts';
import { byExpectation } from '../read-past.ts';
import type { DatasetRules } from '../rules-cache.ts';
import type { SeriesEntry, Series } from './series.ts';
import type { SideState, WalkedProfile } from './side-state.ts';

/** A profile as its judging must know it: by which id it knows others, and the rules of its dataset. */
export interface Judging extends Pick<WalkedProfile, 'partners'> {
  place: Pick<SeriesEntry, 'id' | 'effectiveAt'>;
  series: string;
  own: DatasetRules;
  schema: History['previousSchema'];
}

/** What the server would have found to be of parts that come no more. */
export function goneIn(
  { subject, series: known }: SideState,
  { place, series, results }: Pick<Judging, 'place' | 'series'> & { results: readonly CheckResult[] },
): Map<string, string> {
  const { id, effectiveAt } = place;
  const parts = [...subject.openParts()].flatMap(([part, failures]): OpenPart[] => {
    const [newestAt, previousAt = null] = known.get(part)?.newestTimes(id) ?? [];
    if (part === series || newestAt === undefined || newestAt >= effectiveAt) return [];
    const words = failures.map(({ segment = '' }) => segment).toSorted()[0] ?? '';
    const expectations = failures.map(({ expectation }) => expectation);
    const laterProfiles = countLater(known.get(series), place, newestAt) + 1;
    return [{ words, expectations, newestAt, previousAt, laterProfiles }];
  });
  return goneOf(parts, { effectiveAt, part: partWords(series, results) });
}

function countLater(series: Series | undefined, place: Judging['place'], after: Date): number {
  const before = series?.before(place, profilesWithout, 'all') ?? [];
  const times = before.map(({ effectiveAt }) => effectiveAt.getTime());
  return new Set(times.filter((at) => at > after.getTime())).size;
}

/** What the server would have read for this profile under its lock. */
export function historyOf(
  { side: { rules }, series: known, past }: SideState,
  { place, series, own: { needs }, schema, partners }: Judging,
): History {
  const before = (count: number, kept: 'accepted' | 'all' = 'accepted') =>
    count === 0 ? [] : (known.get(series)?.before(place, count, kept) ?? []);
  const others = needs.others.map((name) => {
    const found = partners.get(nameKey(rules.currentName(name))) ?? null;
    return [datasetKey(name), found] as const;
  });
  return {
    points: before(needs.points).map(({ point }) => point),
    previousSchema: schema,
    ...(needs.pinned.length > 0 && { pinned: past.pinned }),
    ...(needs.earlier > 0 && { earlier: before(needs.earlier).flatMap(({ stored }) => stored ?? []) }),
    ...(needs.others.length > 0 && { others: new Map(others) }),
    ...(needs.outcomes > 0 && {
      outcomes: byExpectation(before(needs.outcomes, 'all').map(({ outcomes }) => outcomes)),
    }),
  };
}

/** The profiles of other datasets that it was compared with. */
export const partnersOf = ({ others }: History): string[] =>
  [...(others?.values() ?? [])].flatMap((one) => (one === null ? [] : [one.profileId]));
