import { deserialize, serialize } from 'node:v8';
import { type Baseline } from '../../../checks/index.ts';

// Until the pure engine has a codec of its own.

/** The version of what is learnt: bookmarks of another are thrown away. */
export const ENGINE_VERSION = 1;

export const encodeBaseline = (baseline: Baseline): Uint8Array => serialize(baseline);

export const decodeBaseline = (bytes: Uint8Array): Baseline => deserialize(bytes) as Baseline;

/** About how many bytes of memory it takes. */
export function bytesOf({ watched, columns, times }: Baseline): number {
  let bytes = 8 * times.length;
  for (const { series } of watched.values()) bytes += 1_000 + 8 * series.values.length * (2 + series.errors.length);
  return bytes + 4_000 * columns.size;
}
