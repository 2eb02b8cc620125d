import { type Baseline } from '../../../checks/index.ts';

// Until the pure engine has a codec of its own.

/** The version of what is learnt: bookmarks of another are thrown away. */
export const ENGINE_VERSION = 1;

export const encodeBaseline = (baseline: Baseline): Uint8Array =>
  Buffer.from(
    JSON.stringify(baseline, (_, value: unknown) =>
      value instanceof Map
        ? { $map: [...(value as Map<unknown, unknown>)] }
        : typeof value === 'number' && !Number.isFinite(value)
          ? { $number: String(value) }
          : value,
    ),
  );

export const decodeBaseline = (bytes: Uint8Array): Baseline =>
  JSON.parse(Buffer.from(bytes).toString(), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
    return '$number' in value ? Number(value.$number) : value;
  }) as Baseline;

/** About how many bytes of memory it takes. */
export function bytesOf({ courses, columns, times }: Baseline): number {
  const { heads, marks, floats, halves, bytes } = courses;
  const arrays = [heads, marks, floats, halves, bytes].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return 8 * times.length + arrays + 100 * courses.slots.size + 4_000 * columns.size;
}
