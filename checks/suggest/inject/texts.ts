import type { CharacterCounts, ColumnProfile, ShapeCount, TopValue } from '../../profile.ts';

/** A change of texts one by one. */
export interface TextChange {
  text(value: string): string;
  shape(shape: string): string;
  characters(counts: CharacterCounts, values: number): CharacterCounts;
  longer: number;
  padded: boolean;
}

const upper: TextChange = {
  text: (value) => value.toUpperCase(),
  shape: (shape) => runs(shape.replaceAll('a', 'A')),
  characters: (counts) => ({ ...counts, upper: counts.upper + counts.lower, lower: 0 }),
  longer: 0,
  padded: false,
};
const lower: TextChange = {
  text: (value) => value.toLowerCase(),
  shape: (shape) => runs(shape.replaceAll('A', 'a')),
  characters: (counts) => ({ ...counts, lower: counts.lower + counts.upper, upper: 0 }),
  longer: 0,
  padded: false,
};
const trailing: TextChange = {
  text: (value) => `${value} `,
  shape: (shape) => runs(`${shape} `),
  characters: (counts, values) => ({ ...counts, space: counts.space + values }),
  longer: 1,
  padded: true,
};

/** Upper and lower case, and a space behind. */
export const TEXT_CHANGES: Readonly<Record<string, TextChange>> = {
  'upper case': upper,
  'lower case': lower,
  'trailing space': trailing,
};

/** A run of one class is written once. */
const runs = (shape: string): string => shape.replace(/([Aa9 ])\1+/g, '$1');

/** Is it text whose values or shapes are known? */
export function isText(column: ColumnProfile): boolean {
  return (
    column.length !== undefined &&
    (column.count ?? 0) > 0 &&
    (column.topValues !== undefined || column.shapes !== undefined)
  );
}

/** The column after a share of its texts was changed; null where that leaves each of them as it was. */
export function rewritten(column: ColumnProfile, change: TextChange, share: number): ColumnProfile | null {
  const { topValues, shapes, characters, count = 0, distinct, length, paddedCount } = column;
  const values = topValues && movedValues(topValues, change, share);
  const newShapes = shapes && movedShapes(shapes, change, share);
  const isSame =
    (values ?? []).every(({ value }) => topValues?.some((top) => top.value === value)) &&
    (newShapes ?? []).every(({ shape }) => shapes?.some((one) => one.shape === shape));
  if (isSame) return null;
  const known = distinct?.value ?? values?.length ?? 0;
  const more = share < 1 ? Math.min(known, Math.round(count * share)) : 0;
  const different = column.valueCountsComplete && values ? values.length : Math.min(count, known + more);
  return {
    ...column,
    ...(values && { topValues: values }),
    ...(newShapes && { shapes: newShapes }),
    ...(distinct && { distinct: { value: different, exact: distinct.exact ?? false } }),
    ...(characters && { characters: mixedCharacters(characters, change, { share, count }) }),
    ...(length && { length: longer(length, change.longer, share) }),
    ...(change.padded &&
      paddedCount !== undefined && { paddedCount: Math.max(paddedCount, Math.round(count * share)) }),
  };
}

function movedValues(topValues: readonly TopValue[], change: TextChange, share: number): TopValue[] {
  const counted = new Map<TopValue['value'], number>();
  const add = (value: TopValue['value'], rows: number): void => {
    if (rows > 0) counted.set(value, (counted.get(value) ?? 0) + rows);
  };
  for (const { value, count } of topValues) {
    const moved = typeof value === 'string' ? Math.round(count * share) : 0;
    add(value, count - moved);
    add(typeof value === 'string' ? change.text(value) : value, moved);
  }
  const moved = [...counted].map(([value, count]) => ({ value, count }));
  return moved.sort((one, other) => other.count - one.count);
}

function movedShapes(shapes: readonly ShapeCount[], change: TextChange, share: number): ShapeCount[] {
  const counted = new Map<string, number>();
  for (const { shape, count } of shapes) {
    const moved = Math.round(count * share);
    counted.set(shape, (counted.get(shape) ?? 0) + count - moved);
    counted.set(change.shape(shape), (counted.get(change.shape(shape)) ?? 0) + moved);
  }
  return [...counted].flatMap(([shape, count]) => (count > 0 ? [{ shape, count }] : []));
}

function mixedCharacters(
  counts: CharacterCounts,
  change: TextChange,
  { share, count }: { share: number; count: number },
): CharacterCounts {
  const all = change.characters(counts, count);
  const mixed = Object.entries(counts).map(([name, before]) => [
    name,
    Math.round(before * (1 - share) + all[name as keyof CharacterCounts] * share),
  ]);
  return Object.fromEntries(mixed) as CharacterCounts;
}

function longer(
  length: NonNullable<ColumnProfile['length']>,
  by: number,
  share: number,
): NonNullable<ColumnProfile['length']> {
  return {
    ...(length.min !== undefined && { min: share >= 1 ? length.min + by : length.min }),
    ...(length.max !== undefined && { max: length.max + by }),
    ...(length.mean !== undefined && { mean: length.mean + by * share }),
  };
}
