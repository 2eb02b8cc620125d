import type { CheckResult } from '../../checks/index.ts';
import { readOpenParts, type OpenPart } from '../store/open-parts.ts';
import type { Sql } from '../store/sql.ts';
import { segmentWords } from './failures.ts';

/** So many later profiles of the whole or of another part, without a part that fails, end its failures. */
export const profilesWithout = 3;

/** What is known of a part of a dataset that fails and that the profile just judged is not about. */
export interface AbsentPart {
  /** Where its newest profile stands in time, and the one before that. */
  newestAt: Date;
  previousAt: Date | null;
  /** How many profiles of the series that is judged now stand later than that, this one among them. */
  laterProfiles: number;
}

/**
 * Does a part of a dataset come no more? Yes when one other series went on for three profiles without it, and for three times
 * as long as lay between its own last two: a part that comes once a day is not gone because the whole comes every minute.
 */
function isNoLongerSeen({ newestAt, previousAt, laterProfiles }: AbsentPart, at: Date): boolean {
  if (laterProfiles < profilesWithout) return false;
  if (previousAt === null) return true;
  const usualMs = newestAt.getTime() - previousAt.getTime();
  return at.getTime() - newestAt.getTime() >= profilesWithout * usualMs;
}

/** What the timeline says: `3 later profiles of the dataset came without country=DE`. */
const goneWords = (part: string, judgedPart: string) =>
  `${profilesWithout} later profiles of ${judgedPart === '' ? 'the dataset' : judgedPart} came without ${part}`;

/** The part that a profile is about, for people; empty for the whole. */
export function partWords(series: string, results: readonly CheckResult[]): string {
  if (series === '') return '';
  const [first] = results;
  return first === undefined ? 'another part' : segmentWords(first);
}

/** Failures in the open incident whose part of the dataset comes no more, with what there is to say of each. */
export async function goneFailures(
  sql: Sql,
  judged: { openIncident: number | null; datasetId: number; series: string; effectiveAt: Date; part: string },
): Promise<Map<string, string>> {
  if (judged.openIncident === null) return new Map();
  const parts = await readOpenParts(sql, { ...judged, incident: judged.openIncident, most: profilesWithout });
  return goneOf(parts, judged);
}

/** The same of parts that are known: the receive and the replay both ask this. */
export function goneOf(
  parts: readonly OpenPart[],
  { effectiveAt, part }: { effectiveAt: Date; part: string },
): Map<string, string> {
  const gone = parts.filter((one) => isNoLongerSeen(one, effectiveAt));
  return new Map(
    gone.flatMap(({ words, expectations }) => expectations.map((each) => [each, goneWords(words, part)] as const)),
  );
}
