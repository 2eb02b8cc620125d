const size = 8;

/** Numbers as they lie in `profile.metric_values`: little-endian float64s. */
export function packed(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * size);
  for (const [index, value] of values.entries()) bytes.writeDoubleLE(value, index * size);
  return bytes;
}

/** The number at a position; undefined beyond the end. */
export function unpacked(bytes: Uint8Array, position: number): number | undefined {
  const from = position * size;
  if (from + size > bytes.byteLength) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset + from, size).getFloat64(0, true);
}
