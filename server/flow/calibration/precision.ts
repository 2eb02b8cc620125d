import { LEARNED_SUITE, wilson } from '../../../checks/index.ts';
import { listMarkedFamilies, type MarkedFamily } from '../../store/precision.ts';
import type { Sql } from '../../store/sql.ts';

/** Fewer answered alarms say nothing of a kind of alarm. */
export const LEAST_MARKED = 8;
/** What was said longer ago does not count any more. */
export const PRECISION_DAYS = 180;

const dayMs = 86_400_000;
export const precisionSince = (now: Date): Date => new Date(now.getTime() - PRECISION_DAYS * dayMs);

interface Marked {
  real: number;
  falseAlarm: number;
}

/** The share of real faults among alarms called real or false, and where it lies with 95 % confidence (Wilson); null without any. */
export function precisionOf({ real, falseAlarm }: Marked): { share: number; low: number; high: number } | null {
  const of = real + falseAlarm;
  return of === 0 ? null : { share: real / of, ...wilson({ count: real, of }) };
}

/** Is a kind of alarm surely right more seldom than the floor? */
export function isBelow(marked: Marked, floor: number | null): boolean {
  if (floor === null || marked.real + marked.falseAlarm < LEAST_MARKED) return false;
  return (precisionOf(marked)?.high ?? 1) < floor;
}

/** By dataset: the families of learned monitors that are demoted. */
export async function readDemoted(sql: Sql, floor: number | null, now: Date): Promise<Map<number, Set<string>>> {
  const demoted = new Map<number, Set<string>>();
  if (floor === null) return demoted;
  const asked = { since: precisionSince(now), least: LEAST_MARKED, learnedSuite: LEARNED_SUITE };
  for (const marked of await listMarkedFamilies(sql, asked)) if (isBelow(marked, floor)) add(demoted, marked);
  return demoted;
}

function add(demoted: Map<number, Set<string>>, { datasetId, family }: MarkedFamily): void {
  demoted.set(datasetId, (demoted.get(datasetId) ?? new Set()).add(family));
}
