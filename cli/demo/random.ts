/** Pseudo-random numbers in 0..1 that are the same for the same text (FNV-1a, then mulberry32). */
export function randomOf(text: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Around 1, by at most `spread` either way, most often close to it: the mean of three throws. */
export const wobble = (random: () => number, spread: number) =>
  1 + ((random() + random() + random()) / 3 - 0.5) * 2 * spread;
