import type { Profile } from '../../profile.ts';

/** A profile after something went wrong with the rows; `column` is null where the whole table is meant. */
export interface Injected {
  error: string;
  magnitude: string;
  column: string | null;
  profile: Profile;
}

/** Shares of the rows that something is done to. */
export const shareWords = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
