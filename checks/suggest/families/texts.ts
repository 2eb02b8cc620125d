import { known, supportOf } from '../measured.ts';
import { shareLimit, toleranceOf } from '../share-limit.ts';
import { FEWEST_ROWS, FEWEST_RUNS, inProfiles, percent } from '../suggestion.ts';
import type { Family } from './family.ts';
import { patternOf } from '../../shape-pattern.ts';

const MOST_SHAPES = 6;
const LEAST_COVERED = 0.995;

/** One length that all texts have, or from five runs on the lengths between which they stayed, with room for a half more. */
export const length: Family = (measured) => {
  const runs = known(measured, ({ column: { length: of, count = 0 } }) =>
    of?.min === undefined || of.max === undefined || count === 0 ? null : { min: of.min, max: of.max },
  );
  const support = supportOf(runs);
  if (runs.length === 0 || support.rows < FEWEST_ROWS) return [];
  const [least, most] = [
    Math.min(...runs.map(({ value }) => value.min)),
    Math.max(...runs.map(({ value }) => value.max)),
  ];
  if (least === most) {
    if (most === 0) return [];
    return [{ kind: 'length', clause: most, reason: `every text is ${most} long ${inProfiles(runs.length)}`, support }];
  }
  if (runs.length < FEWEST_RUNS || !(most > 0)) return [];
  const clause = { between: [least > 0 ? 1 : 0, Math.ceil(1.5 * most) + 1] };
  return [
    { kind: 'length', clause, reason: `texts are from ${least} to ${most} long ${inProfiles(runs.length)}`, support },
  ];
};

/** The few shapes that at least 99.5 % of the texts had in every run, as a regular expression. */
export const shapes: Family = (measured) => {
  if (measured.isClassified) return [];
  const runs = known(
    measured,
    ({ column: { shapes: found, otherShapeCount = 0, formSampled, nonAsciiCount, count = 0 } }) =>
      found === undefined || formSampled !== undefined || nonAsciiCount === undefined || count === 0
        ? null
        : {
            found: new Map(found.map(({ shape, count: rows }) => [shape, rows])),
            other: otherShapeCount,
            nonAscii: nonAsciiCount,
            count,
          },
  );
  const support = supportOf(runs);
  if (runs.length === 0 || support.rows < FEWEST_ROWS) return [];
  const everywhere = [...(runs[0]?.value.found ?? [])].filter(([shape]) =>
    runs.every(({ value }) => (value.found.get(shape) ?? 0) > 0),
  );
  const usual = everywhere
    .map(([shape]) => shape)
    .slice(0, MOST_SHAPES)
    .sort();
  const pattern = patternOf(usual);
  if (pattern === null) return [];
  const outside = runs.map(({ value }) => {
    const fitting = usual.reduce((sum, shape) => sum + (value.found.get(shape) ?? 0), 0);
    return { count: Math.min(value.count, value.count - fitting + value.nonAscii), of: value.count };
  });
  const least = 1 - Math.max(...outside.map(({ count, of }) => count / of));
  const limit = shareLimit(outside);
  if (least < LEAST_COVERED || (limit !== null && limit > 0.05)) return [];
  const tolerance = toleranceOf(limit);
  const clause = tolerance === true ? pattern : { pattern, ...tolerance };
  const like = usual.map((shape) => `"${shape}"`).join(', ');
  const reason = `${least === 1 ? 'all texts are' : `at least ${percent(least)} of the texts are`} like ${like} ${inProfiles(runs.length)}`;
  return [{ kind: 'regex_match', clause, reason, support }];
};

/** Every value can be read as what the column holds, told by counts where the declared type may change between kinds of numbers. */
export const typed: Family = (measured) => {
  const runs = known(measured, ({ column: { typeCounts, count = 0 } }) =>
    typeCounts === undefined || count === 0 ? null : typeCounts,
  );
  const support = supportOf(runs);
  if (runs.length === 0 || support.rows < FEWEST_ROWS) return [];
  const names = new Set(
    runs.flatMap(({ value }) =>
      Object.entries(value).flatMap(([name, count]) => (count > 0 && name !== 'null' ? [name] : [])),
    ),
  );
  const isNumber = [...names].every((name) => name === 'integral' || name === 'fractional');
  const [only] = names;
  const is = isNumber ? (names.has('fractional') ? 'number' : 'integral') : names.size === 1 ? only : undefined;
  if (only === undefined || is === undefined || is === 'string' || is === 'unknown') return [];
  const word = is === 'integral' ? 'whole number' : is;
  return [{ kind: 'type', clause: is, reason: `every value is a ${word} ${inProfiles(runs.length)}`, support }];
};
