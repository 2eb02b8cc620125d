import type { Tolerance } from '../expectation.ts';
import type { Outcome } from '../result.ts';
import { empty, finding, missing, undecided, words } from './finding.ts';
import type { Evidence } from './finding.ts';
import type { Finding, Subject } from './kind.ts';
import { isRandomSample, isSample, shareInterval } from './sample.ts';

/** Rows that break a rule: between `failedLow` and `failedHigh` of `tested`. Null is not known. */
export interface Share {
  tested: number | null;
  failedLow: number;
  failedHigh: number | null;
  /** What the failing ones are called: `values are null`. */
  what: string;
  /** What the producer would have to post to decide. */
  needs: string;
  /** Does a random sample's share carry over to the whole? Not for uniqueness. */
  carriesOver?: boolean;
  /** May a pass stand without knowing how many were tested? Only for counters, where the producer vouches for it. */
  testedOptional?: boolean;
  expected?: Evidence['expected'];
}

type Standing = 'ok' | 'broken' | 'unclear';

/** Judges a share of failing rows against the tolerance (none may fail when there is none), with the warn ladder. */
export function judgeShare(subject: Subject, share: Share): Finding {
  if (!isCount(share.tested) || !isKnownCount(share.failedLow) || !isCount(share.failedHigh)) {
    return undecided('a count is not a whole number from zero up', 'correct counts');
  }
  if (share.tested === 0 && share.failedLow === 0) return empty(subject, 'there is nothing to test');
  const standing = standingOf(subject, share, subject.expectation.tolerance);
  if (share.tested === null && share.testedOptional !== true && standing !== 'broken')
    return missing(subject, 'the number of values', 'count');
  const warn = subject.expectation.params['warnTolerance'] as Tolerance | undefined;
  const warning = standing === 'ok' && warn !== undefined ? standingOf(subject, share, warn) : standing;
  const known = share.failedLow === share.failedHigh || standing === 'broken';
  const evidence: Evidence = {
    observed: known ? share.failedLow : null,
    expected: share.expected ?? null,
    tested: share.tested,
    failed: known ? share.failedLow : null,
    breach: isSample(subject.profile) ? null : (share.failedHigh ?? share.tested),
  };
  if (warning === 'unclear') return undecided(unclearReason(subject, share), unclearNeeds(subject, share), evidence);
  if (warning === 'ok') return finding('pass', countWords(share), evidence);
  return finding(breachOf(standing), countWords(share), evidence);
}

function breachOf(standing: Standing): Outcome {
  return standing === 'broken' ? 'fail' : 'warn';
}

function isCount(value: number | null): boolean {
  return value === null || isKnownCount(value);
}

function isKnownCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function standingOf(subject: Subject, share: Share, tolerance: Tolerance | undefined): Standing {
  if (isSample(subject.profile)) return standingInSample(subject, share, tolerance);
  const allowed = allowedFailures(tolerance, share.tested);
  if (allowed === null) return 'unclear';
  if (share.failedLow > allowed) return 'broken';
  const high = share.failedHigh ?? share.tested;
  return high !== null && high <= allowed ? 'ok' : 'unclear';
}

/**
 * Failing rows of a sample exist in the whole, so a limit in rows can be proven broken but never kept. A limit by share is
 * decided where a random sample's 99.9 % interval lies on one side of it.
 */
function standingInSample(subject: Subject, share: Share, tolerance: Tolerance | undefined): Standing {
  const rows = tolerance === undefined ? 0 : tolerance.maxFailed;
  if (rows !== undefined && share.failedLow > rows) return 'broken';
  const allowed = allowedShare(tolerance);
  if (allowed === null || !share.tested || share.carriesOver !== true) return 'unclear';
  if (!isRandomSample(subject.profile)) return 'unclear';
  if (shareInterval(share.failedLow, share.tested)[0] > allowed) return 'broken';
  if (rows !== undefined || share.failedHigh === null) return 'unclear';
  return shareInterval(share.failedHigh, share.tested)[1] <= allowed ? 'ok' : 'unclear';
}

/** How many may fail; null when a share is allowed of an unknown total. A trillionth is forgiven to binary fractions. */
function allowedFailures(tolerance: Tolerance | undefined, tested: number | null): number | null {
  if (tolerance === undefined) return 0;
  const share = allowedShare(tolerance);
  const rows = tolerance.maxFailed ?? Infinity;
  if (share === null) return tolerance.maxFailed ?? 0;
  return tested === null ? null : Math.min(rows, share * tested + tested * 1e-12);
}

function allowedShare(tolerance: Tolerance | undefined): number | null {
  if (tolerance?.mostly === undefined && tolerance?.maxFailedPct === undefined) return null;
  return Math.min(1 - (tolerance.mostly ?? 0), (tolerance.maxFailedPct ?? 100) / 100);
}

function countWords(share: Share): string {
  const least = share.failedHigh === share.failedLow ? '' : 'at least ';
  const of = share.tested === null ? '' : ` of ${words(share.tested)}`;
  return `${least}${words(share.failedLow)}${of} ${share.what}`;
}

function unclearReason(subject: Subject, share: Share): string {
  if (isSample(subject.profile)) return `only a sample was seen: ${words(share.failedLow)} ${share.what} in it`;
  if (share.tested === null) return 'how many were tested is not known';
  const level = subject.column?.privacy?.level ?? 'full';
  const withheld = level === 'full' ? '' : `, the rest is withheld at privacy level ${level}`;
  const suppressed = subject.column?.privacy?.suppressed ? ', the rest is withheld for privacy' : withheld;
  const high = share.failedHigh ?? share.tested;
  return `${words(share.failedLow)} to ${words(high)} of ${words(share.tested)} ${share.what}${suppressed}`;
}

function unclearNeeds(subject: Subject, share: Share): string {
  if (isSample(subject.profile)) return 'a profile of all rows';
  return share.tested === null ? 'the number tested' : share.needs;
}
