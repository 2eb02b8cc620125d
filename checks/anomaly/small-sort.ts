/** Sorts the first numbers of an array, ascending, where it stands: for the few dozen that a forecast rests on. */
export function sortFirst(numbers: Float64Array, count: number): void {
  if (count > 32) {
    numbers.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const one = numbers[i]!;
    let at = i;
    while (at > 0 && numbers[at - 1]! > one) {
      numbers[at] = numbers[at - 1]!;
      at--;
    }
    numbers[at] = one;
  }
}

/** The median of the first numbers, which are put in order; NaN of none. */
export function medianOfFirst(numbers: Float64Array, count: number): number {
  if (count === 0) return NaN;
  sortFirst(numbers, count);
  const middle = count >> 1;
  return count % 2 === 1 ? numbers[middle]! : (numbers[middle - 1]! + numbers[middle]!) / 2;
}
