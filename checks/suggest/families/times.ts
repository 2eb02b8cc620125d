import { instantMs } from '../../instant.ts';
import { measuredProfile } from '../../measured-profile.ts';
import type { ColumnProfile, Profile } from '../../profile.ts';
import { median } from '../../stats/median.ts';
import { quantileSorted } from '../../stats/quantile.ts';
import { supportOfProfiles, type Measured } from '../measured.ts';
import { FEWEST_RUNS, inProfiles, type Draft } from '../suggestion.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Clocks of producers may run ahead by so much. */
const AHEAD = -600;
/** Room above what was seen. */
const ROOM = 1.5;

/** What the profiles say of when data comes, and how new it is then. */
export function timeDrafts(given: readonly Profile[], columns: readonly Measured[]): Draft[] {
  const profiles = given.map(measuredProfile);
  return [...freshness(profiles, columns), ...arrival(profiles)];
}

/** Of the column whose newest value follows the clock most closely, no more than two days behind it in any profile. */
function freshness(profiles: readonly Profile[], columns: readonly Measured[]): Draft[] {
  const open = columns.filter(({ isClassified }) => !isClassified);
  const candidates = open.flatMap(({ name }) => {
    const ages = profiles.flatMap((profile) => ageSeconds(profile, profile.columnMetrics?.[name]) ?? []);
    const [youngest, oldest] = [Math.min(...ages), Math.max(...ages)];
    const isFitting = ages.length > 0 && 2 * ages.length >= profiles.length && youngest > AHEAD && oldest <= 2 * DAY;
    return isFitting ? [{ name, ages, oldest }] : [];
  });
  const [best] = candidates.sort((one, other) => one.oldest - other.oldest || (one.name < other.name ? -1 : 1));
  if (best === undefined) return [];
  const { name, ages, oldest } = best;
  const most =
    ages.length < FEWEST_RUNS
      ? 2 * oldest
      : ROOM *
        (quantileSorted(
          ages.toSorted((a, b) => a - b),
          0.99,
        ) ?? oldest);
  const hours = Math.max(1, Math.ceil(Math.max(most, oldest) / HOUR));
  const reason = `its newest value was at most ${Math.ceil(oldest / 60)} minutes old ${inProfiles(ages.length)}; ${ages.length < FEWEST_RUNS ? 'twice' : 'half as much again as'} that`;
  const support = supportOfProfiles(
    profiles.filter((profile) => ageSeconds(profile, profile.columnMetrics?.[name]) !== null),
  );
  return [{ column: null, kind: 'freshness', clause: { of: name, within: `${hours}h` }, reason, support }];
}

function ageSeconds(profile: Profile, column: ColumnProfile | undefined): number | null {
  const newest = column?.timestamp?.max ?? (/time/i.test(column?.type ?? '') ? column?.max : undefined);
  const [at, captured] = [instantMs(typeof newest === 'string' ? newest : undefined), instantMs(profile.capturedAt)];
  return at === null || captured === null ? null : (captured - at) / 1000;
}

/** How long after a profile the next one is overdue: half as much again as the 99 % longest gap; null where gaps show no rhythm. */
export function arrivalLimit(profiles: readonly Profile[]): { gap: number; limit: number; gaps: number } | null {
  const gaps = gapsOf(profiles.map(({ capturedAt }) => capturedAt));
  const [usual, longest] = [
    median(gaps),
    quantileSorted(
      gaps.toSorted((a, b) => a - b),
      0.99,
    ),
  ];
  if (gaps.length < FEWEST_RUNS - 1 || usual === null || longest === null || usual < 60) return null;
  const intervals = median(gapsOf(profiles.map(({ dataInterval }) => dataInterval?.start)));
  // Profiles of the past that were posted at once came in another rhythm than their data.
  const isOwnRhythm = intervals === null || (usual > intervals / 2 && usual < intervals * 2);
  return isOwnRhythm && longest <= 10 * usual ? { gap: usual, limit: ROOM * longest, gaps: gaps.length } : null;
}

function gapsOf(times: readonly (string | undefined)[]): number[] {
  const known = times.flatMap((time) => instantMs(time) ?? []).sort((a, b) => a - b);
  return known.slice(1).map((time, index) => (time - (known[index] ?? time)) / 1000);
}

function arrival(profiles: readonly Profile[]): Draft[] {
  const found = arrivalLimit(profiles);
  if (found === null) return [];
  const clause = { gap: durationOf(found.limit) };
  const reason = `a profile comes every ${durationOf(found.gap)}; half as much again as the longest of ${found.gaps} gaps`;
  return [{ column: null, kind: 'expect_every', clause, reason, support: supportOfProfiles(profiles) }];
}

/** Whole hours from one hour on, else minutes; never shorter. */
function durationOf(seconds: number): string {
  return seconds >= HOUR ? `${Math.ceil(seconds / HOUR)}h` : `${Math.ceil(seconds / 60)}m`;
}
