import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bound, Expectation, Outcome, Tolerance } from '../index.ts';
import { degradation } from '../testing/degrade.ts';
import { hold } from '../testing/hold.ts';
import { EXPECTATIONS, judgeEverything, told } from '../testing/judge-everything.ts';
import { profileRows } from '../testing/reference-profile.ts';
import { COLUMNS, rowsArbitrary } from '../testing/rows.ts';

const DAY_MS = 86_400_000;

/** An end further out: by a number, or by as many days. */
function moved(end: number | string | undefined, by: number): number | string | undefined {
  if (typeof end === 'number') return end + by;
  return end === undefined ? undefined : new Date(Date.parse(end) + by * DAY_MS).toISOString().slice(0, 10);
}

function widerBound(bound: Bound | undefined, by: number): Bound | undefined {
  if (bound === undefined) return undefined;
  const low = moved(bound.low, -by);
  const high = moved(bound.high, by);
  return { ...bound, ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
}

function widerTolerance(tolerance: Tolerance | undefined, by: number): Tolerance | undefined {
  if (tolerance === undefined) return undefined;
  const { mostly, maxFailed, maxFailedPct } = tolerance;
  return {
    ...(mostly !== undefined && { mostly: Math.max(0, mostly - by / 10) }),
    ...(maxFailed !== undefined && { maxFailed: maxFailed + by }),
    ...(maxFailedPct !== undefined && { maxFailedPct: Math.min(100, maxFailedPct + by * 10) }),
  };
}

/** The same expectation with more room everywhere: bound, warning, tolerance, change. */
function wider(expectation: Expectation, by: number): Expectation {
  const { bound, warnBound, tolerance, change, params } = expectation;
  const warnTolerance = widerTolerance(params['warnTolerance'] as Tolerance | undefined, by);
  const warnWithin = params['warnWithin'];
  return {
    ...expectation,
    ...(bound && { bound: widerBound(bound, by)! }),
    ...(warnBound && { warnBound: widerBound(warnBound, by)! }),
    ...(tolerance && { tolerance: widerTolerance(tolerance, by)! }),
    ...(change && { change: { ...change, within: change.within + by } }),
    params: {
      ...params,
      ...(warnTolerance && { warnTolerance }),
      ...(typeof warnWithin === 'number' && { warnWithin: warnWithin + by }),
    },
  };
}

const BADNESS: Partial<Record<Outcome, number>> = { pass: 0, warn: 1, fail: 2 };

describe('more room', () => {
  it('never makes a verdict worse, and less room never better: decided stays decided where it was a pass', () => {
    const room = fc.constantFrom(0.25, 1, 3);
    const steps = fc.array(degradation, { maxLength: 4 });
    hold(
      fc.property(rowsArbitrary(10), steps, room, (rows, taken, by) => {
        const profile = taken.reduce((known, step) => step(known, rows), profileRows(rows, COLUMNS));
        const tight = judgeEverything(profile);
        const loose = judgeEverything(
          profile,
          EXPECTATIONS.map((expectation) => wider(expectation, by)),
        );
        const faults = EXPECTATIONS.flatMap((expectation, index) => {
          const [was, is] = [tight[index]!, loose[index]!];
          const [before, after] = [BADNESS[was.outcome], BADNESS[is.outcome]];
          const isLost = was.outcome === 'pass' && is.outcome !== 'pass';
          const isWorse = before !== undefined && after !== undefined && after > before;
          const isFound = was.outcome === 'undecided' && is.outcome === 'fail';
          if (!isLost && !isWorse && !isFound) return [];
          return [`${told(expectation)} wider by ${by}: ${was.outcome} became ${is.outcome} (${is.reason})`];
        });
        expect(faults).toEqual([]);
      }),
      40,
    );
  });
});
