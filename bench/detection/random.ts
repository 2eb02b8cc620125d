import { createHash } from 'node:crypto';

/** Numbers that look like chance and are the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  unit(): number;
  /** A whole number in [0, below). */
  below(limit: number): number;
  /** Gaussian with mean 0 and standard deviation 1. */
  normal(): number;
  pick<T>(items: readonly T[]): T;
  /** `count` different numbers in [0, size), in no order. */
  sample(size: number, count: number): number[];
}

/** A stream of its own for each text: adding an injection or a series changes no other (sfc32, seeded by SHA-256). */
export function randomFrom(seed: string): Random {
  const unit = sfc32(createHash('sha256').update(seed).digest());
  const below = (limit: number): number => Math.floor(unit() * limit);
  return {
    unit,
    below,
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    pick: (items) => items[below(items.length)]!,
    sample: (size, count) => {
      const all = Array.from({ length: size }, (_, index) => index);
      for (let index = 0; index < count; index++) {
        const other = index + below(size - index);
        [all[index], all[other]] = [all[other]!, all[index]!];
      }
      return all.slice(0, count);
    },
  };
}

function sfc32(seed: Buffer): () => number {
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => seed.readInt32LE(at)) as [number, number, number, number];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}

/** Gamma with this shape and scale 1 (Marsaglia and Tsang 2000). */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.unit()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

export function beta(random: Random, a: number, b: number): number {
  const x = gamma(random, a);
  return x / (x + gamma(random, b));
}

/** How many of n succeed: by trials up to 1,000, beyond by the normal approximation. */
export function binomial(random: Random, n: number, p: number): number {
  if (n > 1000 && n * p * (1 - p) > 25)
    return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(n * p * (1 - p)) * random.normal())));
  let successes = 0;
  for (let trial = 0; trial < n; trial++) if (random.unit() < p) successes += 1;
  return successes;
}

/** Student's t with 4 degrees of freedom, scaled to standard deviation 1. */
export function heavyTailed(random: Random): number {
  return random.normal() / Math.sqrt((2 * gamma(random, 2)) / 4) / Math.SQRT2;
}
