const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/** What is between the exponents of a 32-bit float and of ours, shifted to where our exponent stands. */
const BIAS = (127 - 31) << 9;

/** A number in sixteen bits: sign, six bits of exponent (2⁻³⁰ to 2³²), nine of fraction; right to one part in a thousand. */
export function toHalf(value: number): number {
  FLOAT[0] = value;
  const bits = BITS[0]!;
  const size = (((bits & 0x7fffffff) + 0x2000) >>> 14) - BIAS;
  return ((bits >>> 31) << 15) | (size <= 0 ? 0 : Math.min(size, 0x7fff));
}

/** The number that such sixteen bits stand for. */
export function fromHalf(half: number): number {
  const size = half & 0x7fff;
  if (size === 0) return 0;
  BITS[0] = ((half & 0x8000) << 16) | ((size + BIAS) << 14);
  return FLOAT[0]!;
}
