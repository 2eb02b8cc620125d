import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult, Profile } from '../index.ts';
import { degradation, offByRank, profileHead } from '../testing/degrade.ts';
import { hold } from '../testing/hold.ts';
import { EXPECTATIONS, judgeEverything, told } from '../testing/judge-everything.ts';
import { profileRows } from '../testing/reference-profile.ts';
import { COLUMNS, rowsArbitrary } from '../testing/rows.ts';

/** Where less was known and yet something else was decided: at most undecided is allowed. */
function contradictions(before: readonly CheckResult[], after: readonly CheckResult[], profile: Profile): string[] {
  return EXPECTATIONS.flatMap((expectation, index) => {
    const was = before[index]!.outcome;
    const is = after[index]!.outcome;
    if (is === was || is === 'undecided') return [];
    const { topValues, otherCount, ...column } = profile.columnMetrics?.[expectation.column ?? ''] ?? {};
    const over = JSON.stringify({ topValues, otherCount, ...column });
    return [`${told(expectation)} was ${was} and is ${is} (${after[index]!.reason}) over ${over}`];
  });
}

describe('less knowledge', () => {
  it('never decides otherwise: what is missing, estimated, truncated or between ranks is undecided at most', () => {
    hold(
      fc.property(rowsArbitrary(12), fc.array(degradation, { minLength: 1, maxLength: 6 }), (rows, steps) => {
        let profile = profileRows(rows, COLUMNS);
        let before = judgeEverything(profile);
        for (const step of steps) {
          profile = step(profile, rows);
          const after = judgeEverything(profile);
          expect(contradictions(before, after, profile)).toEqual([]);
          before = after;
        }
      }),
      40,
    );
  });

  it('of ranks that are off by the stated error never decides the opposite', () => {
    hold(
      fc.property(rowsArbitrary(12), fc.constantFrom(-0.3, -0.05, 0.05, 0.3), (rows, by) => {
        const exact = profileRows(rows, COLUMNS);
        const off = offByRank(exact, rows, by);
        const whole = judgeEverything(exact);
        const wrong = contradictions(whole, judgeEverything(off), off);
        expect(wrong.filter((words) => !words.includes(' was undecided '))).toEqual([]);
      }),
      40,
    );
  });

  it('of a part of the rows never decides otherwise than all rows do', () => {
    hold(
      fc.property(rowsArbitrary(12), fc.nat(12), fc.constantFrom('cut', 'sampled'), (rows, kept, says) => {
        const part = profileHead(rows, kept, says);
        const whole = judgeEverything(profileRows(rows, COLUMNS));
        const seen = judgeEverything(profileRows(rows.slice(0, kept), COLUMNS));
        // Only a fault may be plain in a part that the profile of all rows does not show: then those rows alone have it.
        const judged = judgeEverything(part).map((result, index) => {
          const isFault = result.outcome === 'fail' && whole[index]!.outcome === 'undecided';
          return isFault && seen[index]!.outcome === 'fail' ? whole[index]! : result;
        });
        expect(contradictions(whole, judged, part)).toEqual([]);
      }),
      40,
    );
  });

  it('is told with what would decide it', () => {
    hold(
      fc.property(rowsArbitrary(6), fc.array(degradation, { maxLength: 6 }), (rows, steps) => {
        const profile = steps.reduce((known, step) => step(known, rows), profileRows(rows, COLUMNS));
        const results = judgeEverything(profile);
        const silent = results.filter(({ outcome, needs }) => (outcome === 'undecided') !== Boolean(needs));
        expect(silent).toEqual([]);
        expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([]);
      }),
      20,
    );
  });
});
