import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../index.ts';
import { degradation } from '../testing/degrade.ts';
import { hold } from '../testing/hold.ts';
import { EXPECTATIONS, judgeEverything, told } from '../testing/judge-everything.ts';
import { profileRows } from '../testing/reference-profile.ts';
import { COLUMNS, rowsArbitrary } from '../testing/rows.ts';

type Path = (string | number)[];

/** The paths of all measured values: numbers and dates below columns and of the dataset. */
function measuredPaths(profile: Profile): Path[] {
  const paths: Path[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (typeof value === 'number') paths.push(path);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    } else if (['min', 'max'].includes(String(path.at(-1)))) paths.push(path);
  };
  walk(profile, []);
  return paths;
}

/** The same with another value in one place; the place itself is taken away when it is undefined. */
function replaced(profile: Profile, path: Path, value: unknown): Profile {
  const copy = structuredClone(profile);
  let holder = copy as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string | number, unknown>;
  const last = path.at(-1)!;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

/** Profiles of a few rows, whole or with estimates and gaps. */
const known = fc.tuple(rowsArbitrary(8), fc.array(degradation, { maxLength: 4 })).map(([rows, steps]) => {
  return steps.reduce((profile, step) => step(profile, rows), profileRows(rows, COLUMNS));
});
/** Errors, odd values and other types: to leave them out says that there are none, which is not true of every profile. */
const VOUCHING = new Set(['errorUpper', 'rankError', 'nanCount', 'infCount', 'typeCounts']);
const broken = fc.constantFrom(NaN, Infinity, -Infinity, null, 'n/a');

describe('what is not a number', () => {
  it('never decides: no measurement that is NaN, infinite or text decides otherwise than the number or its absence', () => {
    hold(
      fc.property(known, fc.nat(), broken, (profile, pick, value) => {
        const paths = measuredPaths(profile);
        const path = paths[pick % paths.length]!;
        const whole = judgeEverything(profile);
        const absent = judgeEverything(replaced(profile, path, undefined));
        const odd = judgeEverything(replaced(profile, path, value));
        const faults = EXPECTATIONS.flatMap((expectation, index) => {
          const [is, was, without] = [odd[index]!, whole[index]!, absent[index]!];
          // A listed value that is another text is another value: the expectation may well say so.
          const isOther =
            (is.outcome !== without.outcome && !path.some((key) => VOUCHING.has(String(key)))) ||
            (is.outcome !== was.outcome && path.at(-1) !== 'value');
          if (is.outcome === 'undecided' || !isOther) return [];
          return [
            `${path.join('.')} = ${value}: ${told(expectation)} is ${is.outcome} (${is.reason}), not ${without.outcome} or ${was.outcome}`,
          ];
        });
        expect(faults).toEqual([]);
      }),
      60,
    );
  });
});
