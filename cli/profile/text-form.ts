import type { CharacterCounts, ColumnProfile } from '../../checks/index.ts';

const mostShapes = 20;
const longestShape = 40;

const classes: readonly (readonly [RegExp, keyof CharacterCounts, string | null])[] = [
  [/[\p{Lu}\p{Lt}]/u, 'upper', 'A'],
  [/\p{Ll}/u, 'lower', 'a'],
  [/\p{Nd}/u, 'digit', '9'],
  [/[\t\n\v\f\r\p{Z}]/u, 'space', ' '],
  [/[\p{P}\p{S}]/u, 'punctuation', null],
  // Letters without case, marks and other numbers are shown as letters: a shape must not tell what a text in such a script says.
  [/[\p{L}\p{M}\p{N}]/u, 'other', 'a'],
];

interface CharacterKind {
  name: keyof CharacterCounts;
  /** How a shape shows it, and whether a run of such is shown once. */
  shown: string;
  isRun: boolean;
}

const kinds = new Map<string, CharacterKind>();
const mostKinds = 10_000;

function kindOf(character: string): CharacterKind {
  const known = kinds.get(character);
  if (known) return known;
  const found = classes.find(([pattern]) => pattern.test(character));
  const shown = found?.[2] ?? character;
  const kind = { name: found?.[1] ?? 'other', shown, isRun: typeof found?.[2] === 'string' };
  if (kinds.size < mostKinds) kinds.set(character, kind);
  return kind;
}

export interface TextForm {
  /** Takes a value that `rows` rows have. */
  add(value: string, rows: number): void;
  /** Character classes and shapes of what was added, scaled to `count` values of `characters` characters together. */
  metrics(of: { count: number; characters: number }): ColumnProfile;
}

/** What the values of a text column are made of: character classes, and shapes in which runs of letters, digits and white space are one. */
export function textForm(): TextForm {
  const counts: CharacterCounts = { upper: 0, lower: 0, digit: 0, space: 0, punctuation: 0, other: 0 };
  const shapes = new Map<string, number>();
  return {
    add: (value, rows) => {
      let shape = '';
      let before: string | null = null;
      let length = 0;
      for (const character of value) {
        const { name, shown, isRun } = kindOf(character);
        counts[name] += rows;
        if (length < longestShape && !(isRun && shown === before)) {
          shape += shown;
          length += 1;
        }
        before = isRun ? shown : null;
      }
      shapes.set(shape, (shapes.get(shape) ?? 0) + rows);
    },
    metrics: ({ count, characters }) => ({ characters: scaledTo(counts, characters), ...shapesOf(shapes, count) }),
  };
}

function shapesOf(
  shapes: ReadonlyMap<string, number>,
  count: number,
): Pick<ColumnProfile, 'shapes' | 'otherShapeCount'> {
  const sorted = [...shapes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const [listed, rest] = [sorted.slice(0, mostShapes), sorted.slice(mostShapes)];
  const other = rest.reduce((sum, [, rows]) => sum + rows, 0);
  const named = Object.fromEntries([...listed.map(([, rows], index) => [String(index), rows]), ['other', other]]);
  const scaled = scaledTo(named, count);
  return {
    shapes: listed.map(([shape], index) => ({ shape, count: scaled[String(index)] ?? 0 })),
    otherShapeCount: scaled['other'] ?? 0,
  };
}

/** Counts in the same proportions that add up to `total`: whole numbers by largest remainders; the same when they do already. */
export function scaledTo<T extends object>(counts: T, total: number): T {
  const entries = Object.entries(counts) as [keyof T, number][];
  const sum = entries.reduce((all, [, value]) => all + value, 0);
  if (sum === total || sum === 0) return { ...counts };
  const exact = entries.map(([name, value]) => ({ name, share: (value / sum) * total }));
  const whole = new Map(exact.map(({ name, share }) => [name, Math.floor(share)]));
  let left = total - [...whole.values()].reduce((all, value) => all + value, 0);
  for (const { name, share } of exact.toSorted((a, b) => (b.share % 1) - (a.share % 1))) {
    if (left <= 0) break;
    whole.set(name, Math.floor(share) + 1);
    left -= 1;
  }
  return Object.fromEntries(whole) as T;
}
