import { durationWords } from '../../calendar/index.ts';
import { instantMs } from '../instant.ts';
import { finding, missing, undecided } from './finding.ts';
import type { Finding, Subject } from './kind.ts';

const CLOCK_SKEW_SECONDS = 600;

/** Something that is so old by now, against the bound of the expectation. */
export interface AgeCase {
  label: string;
  at: string | undefined;
  /** Where the profile would say it. */
  pointer: string;
  /** By the profile's time (captured, else now), or by the time at which it is judged. */
  clock: 'profile' | 'evaluation';
  /** Whether a newer one may exist that was not seen. */
  mayBeNewer: boolean;
}

/** Judges an age in seconds on its ladder; a time more than ten minutes ahead of the clock proves nothing. */
export function judgeAge(subject: Subject, given: AgeCase): Finding {
  const { label, at, pointer, mayBeNewer } = given;
  const ms = instantMs(at);
  if (ms === null) return missing(subject, `the ${label}`, pointer);
  const age = (referenceMs(subject, given.clock) - ms) / 1000;
  const limit = Number(subject.expectation.bound?.high);
  const evidence = { observed: age, expected: { low: null, high: limit }, unit: 'seconds' };
  if (age < -CLOCK_SKEW_SECONDS) {
    const reason = `the ${label} is ${durationWords(-age)} after the ${given.clock === 'profile' ? "profile's time" : 'time of judging'}`;
    return undecided(reason, 'a time that is not ahead', evidence);
  }
  const old = `the ${label} is ${durationWords(age)} old${otherClock(subject, given, ms)}`;
  const warn = Number(subject.expectation.warnBound?.high ?? limit);
  if (age <= Math.min(limit, warn)) return finding('pass', old, evidence);
  const reason = `${old}, more than ${durationWords(age > limit ? limit : warn)}`;
  if (mayBeNewer) return undecided(`${reason}, in a sample`, 'a profile of all rows', evidence);
  return age > limit
    ? finding('fail', reason, evidence)
    : finding('warn', reason, { ...evidence, expected: { low: null, high: warn } });
}

function referenceMs({ profile, now }: Subject, clock: AgeCase['clock']): number {
  const captured = clock === 'profile' ? instantMs(profile.capturedAt) : null;
  return captured ?? now.getTime();
}

/** The age by the profile's time, told beside the one by the time of judging. */
function otherClock({ profile }: Subject, { clock }: AgeCase, ms: number): string {
  const captured = clock === 'profile' ? null : instantMs(profile.capturedAt);
  return captured === null ? '' : ` (${durationWords(Math.max(0, (captured - ms) / 1000))} when it was captured)`;
}
