import { instantMs } from '../instant.ts';
import type { Profile } from '../profile.ts';
import { clopperPearson } from '../stats/intervals.ts';
import { CompiledDrafts, isAlarm, isOfTop, judged } from './compiled.ts';
import { draftsOf, identityOf } from './drafts.ts';
import { arrivalLimit } from './families/times.ts';
import { type BackTest, type Draft, type FalseAlarms } from './suggestion.ts';

/** So many of the newest runs are tried; more would cost more than they tell. */
const MOST_TRIED = 28;

/**
 * How often each proposal would have told of a run that it was not made from. For each of the newest runs everything is proposed
 * again from the runs before it, half as many as there are at least, and judged on it: the whole way of proposing is tried, not the limits that it ended with.
 */
export function backTests(
  profiles: readonly Profile[],
  compiled: CompiledDrafts,
  now: Date,
): ReadonlyMap<string, BackTest> {
  const tests = new Map<string, BackTest>();
  const fewest = Math.ceil(profiles.length / 2);
  const tried = Math.min(MOST_TRIED, profiles.length - fewest);
  for (let at = 0; at < tried; at++) {
    const [run, earlier] = [profiles[at]!, profiles.slice(at + 1)];
    const drafts = draftsOf(earlier);
    const expectations = compiled.of(drafts);
    drafts.forEach((draft, index) => {
      const expectation = expectations[index] ?? null;
      const alarms = isOfTop(draft) ? isLate(run, earlier) : expectation && alarmsOn(expectation, run, now);
      if (alarms === null) return;
      const { failed, runs } = tests.get(identityOf(draft)) ?? { failed: 0, runs: 0 };
      tests.set(identityOf(draft), { failed: failed + Number(alarms), runs: runs + 1 });
    });
  }
  return tests;
}

/** Null where the run does not decide it. */
function alarmsOn(expectation: Parameters<typeof judged>[0], run: Profile, now: Date): boolean | null {
  const found = judged(expectation, run, now);
  return found.outcome === 'undecided' ? null : isAlarm(found);
}

function isLate(run: Profile, earlier: readonly Profile[]): boolean | null {
  const rule = arrivalLimit(earlier);
  const [at, before] = [instantMs(run.capturedAt), instantMs(earlier[0]?.capturedAt)];
  return rule === null || at === null || before === null ? null : (at - before) / 1000 > rule.limit + 3600;
}

/** What a back-test lets expect of a thousand runs; null where nothing was tried. */
export function falseAlarmsOf({ failed, runs }: BackTest): FalseAlarms | null {
  if (runs === 0) return null;
  const { high } = clopperPearson({ count: failed, of: runs }, 0.9);
  return { per1000: Math.round((1000 * failed) / runs), atMostPer1000: Math.round(1000 * high) };
}

/** The test of a proposal; none where no earlier runs would have proposed it. */
export function testOf(tests: ReadonlyMap<string, BackTest>, draft: Draft): BackTest {
  return tests.get(identityOf(draft)) ?? { failed: 0, runs: 0 };
}
