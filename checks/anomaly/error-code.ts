/** Sizes of errors in one byte: none, then by steps of 5.6 % from 1e-4 to 30 (so right to 3 %), coarser up to 1e5; smaller ones count as 1e-4. */
const LEAST = 1e-4;
const FINE_STEPS = 229;
const FINE = Math.log(30 / LEAST) / FINE_STEPS;
const COARSE = Math.log(1e5 / 30) / (255 - 1 - FINE_STEPS);

const SIZES = Float64Array.from({ length: 256 }, (_, code) => {
  if (code === 0) return 0;
  const fine = Math.min(code - 1, FINE_STEPS);
  return LEAST * Math.exp(FINE * fine + COARSE * (code - 1 - fine));
});

/** The code of an error's size; 0 only of no error. */
export function errorCode(size: number): number {
  if (size === 0) return 0;
  const steps = Math.log(size / LEAST) / FINE;
  if (steps <= 0) return 1;
  const code = steps <= FINE_STEPS ? steps : FINE_STEPS + ((steps - FINE_STEPS) * FINE) / COARSE;
  return Math.min(255, 1 + Math.round(code));
}

/** The size that a code stands for. */
export function errorSize(code: number): number {
  return SIZES[code]!;
}
