import { instantMs } from '../instant.ts';
import type { Profile } from '../profile.ts';
import { clopperPearson } from '../stats/intervals.ts';
import { CompiledDrafts, isAlarm, isOfTop, judged } from './compiled.ts';
import { draftsOf, identityOf } from './drafts.ts';
import { arrivalLimit } from './families/times.ts';
import { type BackTest, type Draft, type FalseAlarms } from './suggestion.ts';

/** So many of the newest runs are tried; more would cost more than they tell. */
const MOST_TRIED = 28;
/** Proposals are made again after so many runs, as a suite stands for some time once it is in force. */
const STANDS_FOR = 4;

/**
 * How often each proposal would have told of a run that it was not made from. Everything is proposed again from the runs before the
 * newest ones, half as many as there are at least, and judged on those that follow: the whole way of proposing is tried, not the
 * limits that it ended with.
 */
export function* backTests(
  profiles: readonly Profile[],
  compiled: CompiledDrafts,
  now: Date,
): Generator<void, ReadonlyMap<string, BackTest>> {
  const tests = new Map<string, BackTest>();
  const tried = Math.min(MOST_TRIED, Math.floor(profiles.length / 2));
  for (let end = tried; end > 0; end -= STANDS_FOR) {
    const runs = profiles.slice(Math.max(0, end - STANDS_FOR), end);
    const drafts = yield* draftsOf(profiles.slice(end));
    const expectations = compiled.of(drafts);
    for (const [at, run] of runs.entries()) {
      const earlier = profiles.slice(Math.max(0, end - STANDS_FOR) + at + 1);
      drafts.forEach((draft, index) => {
        const expectation = expectations[index] ?? null;
        const alarms = isOfTop(draft) ? isLate(run, earlier) : expectation && alarmsOn(expectation, run, now);
        if (alarms !== null) count(tests, draft, alarms);
      });
      yield;
    }
  }
  return tests;
}

function count(tests: Map<string, BackTest>, draft: Draft, alarms: boolean): void {
  const { failed, runs } = tests.get(identityOf(draft)) ?? { failed: 0, runs: 0 };
  tests.set(identityOf(draft), { failed: failed + Number(alarms), runs: runs + 1 });
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
