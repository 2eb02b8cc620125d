import type { ColumnProfile, Profile } from '../profile.ts';

/** An expectation as it would stand in a suite, before it was tried on the profiles that it was made from. */
export interface Draft {
  /** Null for the dataset as a whole. */
  column: string | null;
  kind: string;
  /** What stands after the kind in YAML, as plain JSON. */
  clause: unknown;
  /** Why it is proposed: one clause, with the numbers. */
  reason: string;
}

/** A proposed expectation, and how it would have judged the profiles that it was made from. */
export interface Suggestion extends Draft {
  /** Of how many profiles it decides, and on how many it holds: all of those. */
  decided: number;
  /** What a profile must bring before it can judge; null when it judges now. */
  needs: string | null;
}

/** A column in every profile that measured it, newest first. */
export interface Measured {
  name: string;
  /** How often the dataset was profiled, measured or not. */
  profiles: number;
  columns: readonly ColumnProfile[];
}

/** Fewer rows than this prove no habit. */
export const FEWEST_ROWS = 100;

/** `in any of 5 profiles`, `in the one profile given`. */
export function inProfiles(count: number): string {
  return count === 1 ? 'in the one profile given' : `in all of ${count} profiles`;
}

/** A whole number with its thousands apart. */
export function counted(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The columns of the newest profile, each with its measurements in all of them. */
export function measuredColumns(profiles: readonly Profile[]): Measured[] {
  const names = Object.keys(profiles[0]?.columnMetrics ?? {});
  return names.map((name) => ({
    name,
    profiles: profiles.length,
    columns: profiles.flatMap(({ columnMetrics = {} }) => {
      const column = Object.hasOwn(columnMetrics, name) ? columnMetrics[name] : undefined;
      return column === undefined ? [] : [column];
    }),
  }));
}
