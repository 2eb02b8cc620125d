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
export function bytesOf({ watched, columns, times }: Baseline): number {
  let bytes = 8 * times.length;
  for (const { series } of watched.values()) bytes += 1_000 + 8 * series.values.length * (2 + series.errors.length);
  return bytes + 4_000 * columns.size;
}
