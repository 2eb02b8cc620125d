import type { Expectation } from '../expectation.ts';
import type { Counter } from '../profile.ts';
import type { Basis, Expected } from '../result.ts';
import { readClause, type Clause, type ClauseSpec } from '../suite/clause.ts';
import type { Report } from '../suite/report.ts';
import type { Tree } from '../suite/tree.ts';
import { readText } from '../suite/values.ts';
import { externalFinding, externalResult } from './external-result.ts';
import { undecided } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { hasSomeValue, rowBasis } from './row-basis.ts';
import { judgeShare } from './share.ts';

/** How many rows break a rule as far as a profile tells: from `failedLow` to `failedHigh` (null: all, for all it knows). */
export interface Bracket {
  tested: number | null;
  failedLow: number;
  failedHigh: number | null;
  /** Does a random sample's share carry over to the whole? True when left out. */
  carriesOver?: boolean;
  basis?: Basis;
}

/** What two sources prove of the same rows: at least what either does, at most what neither rules out. */
export function bothBrackets(one: Bracket | null, other: Bracket | null): Bracket | null {
  if (one === null || other === null) return one ?? other;
  const failedLow = Math.max(one.failedLow, other.failedLow);
  const highs = [one.failedHigh, other.failedHigh].filter((high) => high !== null);
  const failedHigh = highs.length === 0 ? null : Math.max(failedLow, Math.min(...highs));
  return { ...other, ...one, tested: one.tested ?? other.tested, failedLow, failedHigh };
}

/** A rule about single rows or values: who saw the rows counts those that break it; a profile may prove something too. */
export interface RowRule {
  name: string;
  on: Kind['on'];
  /** The metric that is evidence, where the profile has one. */
  metric?: string;
  spec: ClauseSpec;
  needs?: Kind['needs'];
  reads: NonNullable<Kind['reads']>;
  /** Turns the clause that was read into the one to keep; null when it refused (and reported). */
  settle?(clause: Clause, value: Tree, report: Report): Clause | null;
  /** What the failing ones are called: `values do not match`. */
  what: string | ((subject: Subject) => string);
  /** What of the profile would decide it, besides a counter: `complete topValues`. */
  decidedBy?: string;
  expected?(subject: Subject): Expected;
  /** When there is nothing to judge and the empty policy answers: without a value of the column if left out; see the bracket. */
  emptyWithout?: 'values' | 'rows' | 'what the bracket tested';
  /** What the profile proves: a bracket, a finding where a bracket cannot say it, or null for nothing. */
  bracket(subject: Subject): Bracket | Finding | null;
}

/** The kind of a rule about rows: a counter decides, else a result of another tool, else what the profile proves. */
export function rowKind(rule: RowRule): Kind {
  const { name, on, metric = null, spec, settle } = rule;
  const params = { ...spec.params, counter: readText };
  return {
    name,
    on,
    metric,
    reads: rule.reads,
    needs: (expectation) => ({ ...rule.needs?.(expectation), external: true }),
    read: (value, report) => {
      const clause = readClause(value, { ...spec, params, tolerance: true }, report);
      return clause === null || settle === undefined ? clause : settle(clause, value, report);
    },
    judge: (subject) => judgeRows(subject, rule),
  };
}

function judgeRows(subject: Subject, rule: RowRule): Finding {
  const what = typeof rule.what === 'string' ? rule.what : rule.what(subject);
  const id = counterName(subject.expectation);
  const needs = needsWords(id, rule.decidedBy);
  const expected = rule.expected?.(subject) ?? null;
  const judgeCounts = (counts: Bracket, testedOptional: boolean): Finding =>
    judgeShare(subject, { what, needs, expected, carriesOver: true, testedOptional, ...counts });
  const counted = counterOf(subject, id);
  if (counted !== undefined) return judgeCounts(countsOf(counted), true);
  const posted = externalResult(subject, id);
  if (posted !== undefined) return externalFinding(posted);
  if (isNothing(subject, rule)) return judgeCounts({ tested: 0, failedLow: 0, failedHigh: 0 }, true);
  const bracket = rule.bracket(subject);
  if (bracket === null) return undecided(`nobody counted how many ${what}`, needs, { expected });
  if ('outcome' in bracket) return bracket;
  const judged = judgeCounts(bracket, subject.column === null || hasSomeValue(subject.column));
  return bracket.basis === undefined ? judged : { ...judged, basis: bracket.basis };
}

/** What a counter says: it vouches for its rows where it leaves `tested` out, but not with one that is no number. */
export function countsOf({ tested, failed }: Counter): {
  tested: number | null;
  failedLow: number;
  failedHigh: number;
} {
  const known = typeof tested === 'number' ? tested : NaN;
  return { tested: tested === undefined ? null : known, failedLow: failed, failedHigh: failed };
}

function isNothing(subject: Subject, { on, emptyWithout = 'values' }: RowRule): boolean {
  if (emptyWithout === 'what the bracket tested') return false;
  if (subject.profile.rowCount === 0) return true;
  return emptyWithout === 'values' && on === 'column' && subject.column !== null && rowBasis(subject).values === 0;
}

/** By which name others count for an expectation: what it says, else its own key without the segment or filter in brackets. */
function counterName({ params, key, segment, where }: Expectation): string {
  if (typeof params['counter'] === 'string') return params['counter'];
  const bracket = segment === undefined && where === undefined ? -1 : key.indexOf('[');
  return bracket < 1 ? key : key.slice(0, bracket).trimEnd();
}

/** The counter of that name over all that the profile is about; one over a part of it says nothing of the whole. */
function counterOf({ profile }: Subject, id: string): Counter | undefined {
  return profile.counters?.find((one) => one.id === id && isOfProfile(one, profile.segment ?? []));
}

function isOfProfile({ segment = [] }: Counter, own: readonly { key: string; value: string }[]): boolean {
  return segment.every(({ key, value }) => own.some((part) => part.key === key && part.value === value));
}

function needsWords(id: string, decidedBy: string | undefined): string {
  const counter = `the counter ${id.slice(0, 80)} with failed and tested, or a result of that name from another tool`;
  return decidedBy === undefined ? counter : `${decidedBy}, or ${counter}`;
}
