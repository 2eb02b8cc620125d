import type { CharacterCounts, ColumnProfile, ShapeCount } from '../profile.ts';
import { sumOf } from './add.ts';

type Form = Pick<ColumnProfile, 'characters' | 'shapes' | 'otherShapeCount' | 'formSampled' | 'hours'>;

const CLASSES = ['upper', 'lower', 'digit', 'space', 'punctuation', 'other'] as const;
const MOST_SHAPES = 20;

/** Character classes and hours are added up. So are shapes, but those that some part may have and does not list. */
export function mergeForm(parts: readonly ColumnProfile[]): Form {
  const [characters, hours] = [charactersOf(parts), hoursOf(parts)];
  const isSampled = parts.some(({ formSampled }) => formSampled !== undefined);
  const sampled = sumOf(parts.map(({ formSampled, count }) => formSampled ?? count));
  return {
    ...(characters && { characters }),
    ...shapesOf(parts),
    ...(isSampled && sampled !== undefined && { formSampled: sampled }),
    ...(hours && { hours }),
  };
}

function charactersOf(parts: readonly ColumnProfile[]): CharacterCounts | undefined {
  const sums = CLASSES.map((name) => [name, sumOf(parts.map(({ characters }) => characters?.[name]))] as const);
  return sums.every(([, sum]) => sum !== undefined)
    ? (Object.fromEntries(sums) as unknown as CharacterCounts)
    : undefined;
}

function hoursOf(parts: readonly ColumnProfile[]): number[] | undefined {
  const sums = Array.from({ length: 24 }, (_, hour) => sumOf(parts.map(({ hours }) => hours?.[hour])));
  return sums.every((sum) => sum !== undefined) ? sums : undefined;
}

/** A part whose other shapes are none has none of a shape that it does not list; of any other nobody knows. */
function shapesOf(parts: readonly ColumnProfile[]): Pick<Form, 'shapes' | 'otherShapeCount'> {
  const tables = parts.map(({ shapes, otherShapeCount }) => {
    return shapes && otherShapeCount !== undefined ? { counts: countsOf(shapes), other: otherShapeCount } : null;
  });
  const known = tables.filter((table) => table !== null);
  if (known.length < parts.length || known.length === 0) return {};
  const names = new Set(known.flatMap(({ counts }) => [...counts.keys()]));
  const shapes = [...names]
    .filter((shape) => known.every(({ counts, other }) => other === 0 || counts.has(shape)))
    .map((shape): ShapeCount => ({
      shape,
      count: known.reduce((sum, { counts }) => sum + (counts.get(shape) ?? 0), 0),
    }))
    .sort((a, b) => b.count - a.count || (a.shape < b.shape ? -1 : 1))
    .slice(0, MOST_SHAPES);
  const all = known.reduce(
    (sum, { counts, other }) => sum + other + [...counts.values()].reduce((a, b) => a + b, 0),
    0,
  );
  return { shapes, otherShapeCount: all - shapes.reduce((sum, { count }) => sum + count, 0) };
}

function countsOf(shapes: readonly ShapeCount[]): Map<string, number> {
  return new Map(shapes.map(({ shape, count }) => [shape, count]));
}
