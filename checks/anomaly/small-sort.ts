/** So few are put in order faster than they are parted. */
const FEW = 12;

/** The median of the first numbers, which are put in another order; NaN of none. */
export function medianOfFirst(numbers: Float64Array, count: number): number {
  if (count === 0) return NaN;
  const middle = count >> 1;
  if (count <= FEW) sortBetween(numbers, 0, count - 1);
  else part(numbers, count, middle);
  if (count % 2 === 1) return numbers[middle]!;
  let below = numbers[0]!;
  for (let at = 1; at < middle; at++) if (numbers[at]! > below) below = numbers[at]!;
  return (below + numbers[middle]!) / 2;
}

/** Puts at place `middle` what stands there in order, what is no larger before it and what is no smaller behind it (Hoare's FIND, 1961). */
function part(numbers: Float64Array, count: number, middle: number): void {
  let low = 0;
  let high = count - 1;
  while (high - low >= FEW) {
    const pivot = middleOf(numbers[low]!, numbers[(low + high) >> 1]!, numbers[high]!);
    let left = low;
    let right = high;
    while (left <= right) {
      while (numbers[left]! < pivot) left++;
      while (numbers[right]! > pivot) right--;
      if (left > right) break;
      const one = numbers[left]!;
      numbers[left++] = numbers[right]!;
      numbers[right--] = one;
    }
    if (middle <= right) high = right;
    else if (middle >= left) low = left;
    else return;
  }
  sortBetween(numbers, low, high);
}

const middleOf = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

function sortBetween(numbers: Float64Array, low: number, high: number): void {
  for (let i = low + 1; i <= high; i++) {
    const one = numbers[i]!;
    let at = i;
    while (at > low && numbers[at - 1]! > one) {
      numbers[at] = numbers[at - 1]!;
      at--;
    }
    numbers[at] = one;
  }
}
