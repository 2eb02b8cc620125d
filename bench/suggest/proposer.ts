import type { Profile } from '../../checks/index.ts';

/** One proposed check, as a question to a profile. */
export interface ProposedCheck {
  name: string;
  /** Null for the table. */
  column: string | null;
  fails(profile: Profile): boolean;
}

export interface Proposed {
  checks: ProposedCheck[];
  /** What the proposer itself expects, by name, where it says so. */
  claims?: Record<string, number>;
}

/** A way to propose checks from profiles, newest first. */
export interface Proposer {
  name: string;
  about: string;
  propose(profiles: readonly Profile[]): Proposed;
}
