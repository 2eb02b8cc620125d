import type { Judged } from '../judge-measure.ts';

/** What is so many times as bad as it was at its worst is trouble of its own. */
const MUCH_WORSE = 3;

/**
 * A trouble of a stream that was told stays open until nothing was out of the ordinary for two hours. `factor` is by what scores are divided
 * before they are told: what was too little to be told holds nothing back.
 */
export function asOngoing(judged: Judged, factor: number): Judged {
  const { ongoing, told } = judged;
  if (ongoing === undefined) return judged;
  const worst = ongoing / factor;
  if (worst < 1) return { ...judged, ongoing: undefined };
  return { ...judged, ongoing: worst, isHeld: told < 1, told: Math.max(1, told) };
}

/** Is what is told of a column (or of a measure of the table) the trouble of before? `all` are the judged measures of the run. */
export function goesOn(column: string | null, alarms: readonly Judged[], all: readonly Judged[]): boolean {
  if (alarms.some(({ told, ongoing }) => ongoing !== undefined && told > MUCH_WORSE * ongoing)) return false;
  if (column === null) return alarms.every(({ ongoing }) => ongoing !== undefined);
  return all.some(({ measure, ongoing }) => measure.column === column && ongoing !== undefined);
}
