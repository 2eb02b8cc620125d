/** Few runs have not shown yet how far they go. */
const FEW = 14;
const SOME = 28;
/** What moves one way is given three times the way it went, since it will go on. */
const WHILE_MOVING = 3;
/** Deviations from what chance would show, from which on runs move one way. */
const SURE = 4;

/**
 * How often the distance between the least and the most of the runs fits into the room beyond them: once; twice from fewer than 28
 * runs; three times from fewer than 14, and where they rise or fall steadily (Mann 1945, Kendall 1975: the sum of signs over all
 * pairs, in its standard deviations without ties).
 */
export function roomFactor(runs: readonly number[]): number {
  const n = runs.length;
  if (n < FEW) return WHILE_MOVING;
  let sum = 0;
  runs.forEach((value, at) => {
    for (let other = at + 1; other < n; other++) sum += Math.sign(value - (runs[other] ?? value));
  });
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  return deviation > 0 && Math.abs(sum) / deviation > SURE ? WHILE_MOVING : n < SOME ? 2 : 1;
}
