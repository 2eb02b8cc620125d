/**
 * Area under the ROC curve: the chance that a bad one scores higher than a good one, ties counted half (Mann-Whitney). NaN when
 * there are none of either.
 * @throws RangeError when a score is NaN.
 * @example aucOf([3, 2], [1, 2]) // => 0.875
 */
export function aucOf(bad: readonly number[], good: readonly number[]): number {
  if ([...bad, ...good].some(Number.isNaN)) throw new RangeError('a score is not a number');
  const all = [...bad.map((score) => ({ score, bad: true })), ...good.map((score) => ({ score, bad: false }))];
  all.sort((left, right) => left.score - right.score);
  let rankSum = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    while (to < all.length && all[to]!.score === all[from]!.score) to += 1;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at++) if (all[at]!.bad) rankSum += rank;
    from = to;
  }
  return (rankSum - (bad.length * (bad.length + 1)) / 2) / (bad.length * good.length);
}
