import type { CheckResult, Outcome } from '../../../checks/index.ts';

/** Of the profiles that there are, how many could be decided, and on how many days of the period. */
export interface Coverage {
  available: number;
  evaluated: number;
  days: number;
}

export interface Tally {
  firings: number;
  shadow: number;
  incidents: number;
  messages: number;
  nights: number;
}

/** A failing or warning result of a replay. */
export interface Firing extends Pick<CheckResult, 'suite' | 'expectation' | 'outcome' | 'severity'> {
  at: string;
  effectiveAt: string;
  profileId: string;
  dataset: string;
  observed: CheckResult['observed'];
  expected: CheckResult['expected'];
  unit: string | null;
  reason: string;
  standing: NonNullable<CheckResult['standing']> | null;
  incident: string | null;
}

/** The first of a list, and how many more there are. */
export interface Listed<T> {
  items: T[];
  more: number;
}

export interface ExpectationAnswer {
  expectation: string;
  kind: string;
  column: string | null;
  severity: CheckResult['severity'];
  coverage: Coverage;
  nothing: string | null;
  outcomes: Record<Outcome, number>;
  tally: Tally;
}

export interface SuiteAnswer {
  suite: string;
  dataset: string;
  version: number | null;
  datasets: number;
  coverage: Coverage;
  nothing: string | null;
  tally: Tally;
  expectations: ExpectationAnswer[];
}

export interface IncidentAnswer {
  id: string;
  url: string | null;
  dataset: string;
  severity: CheckResult['severity'];
  openedAt: string;
  resolvedAt: string | null;
  failures: string[];
  messages: number;
}

export interface SideAnswer {
  coverage: Coverage;
  nothing: string | null;
  tally: Tally;
  suites: SuiteAnswer[];
  receivers: { receiver: string; messages: number; nights: number }[];
  incidents: Listed<IncidentAnswer>;
  firings: Listed<Firing>;
  labels: {
    confirmed: { of: number; caught: number } | null;
    expected: { of: number; caught: number } | null;
    words: string;
  };
}

export interface ReplayAnswer {
  since: string;
  until: string;
  zone: string;
  coverage: {
    datasets: number;
    datasetsWithProfiles: number;
    profiles: number;
    days: { asked: number; covered: number };
    partial: { reason: string; datasetsDone: number; coveredUntil: string | null } | null;
  };
  limits: string[];
  draft: SideAnswer;
  current: SideAnswer | null;
  difference: { tally: Tally; onlyDraft: Listed<Firing>; onlyCurrent: Listed<Firing> } | null;
}

/** A list that keeps its first `most` and counts the rest. */
export function createListed<T>(most: number): Listed<T> & { add(item: T): void } {
  const items: T[] = [];
  return {
    items,
    more: 0,
    add(item) {
      if (items.length < most) items.push(item);
      else this.more++;
    },
  };
}

export const listedOf = <T>({ items, more }: Listed<T>): Listed<T> => ({ items, more });
