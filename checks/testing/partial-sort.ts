/** The places of a segment, both ends inside. */
interface Segment {
  from: number;
  to: number;
}

/**
 * Puts into the given places what belongs there in order, and only that (Chambers' Algorithm 410 upon Singleton's 347). It expects the
 * places in ascending order; given in descending order, as R's stl does for its two middle ones, it sometimes puts one of them wrong.
 * Numbers of R bear the trace, so what is held against them must err alike.
 */
export function partiallySorted(values: readonly number[], places: readonly number[]): number[] {
  const sorted = values.slice();
  place(sorted, { from: 0, to: values.length - 1 }, places);
  return sorted;
}

function place(values: number[], segment: Segment, places: readonly number[]): void {
  const { from, to } = segment;
  if (from >= to || places.length === 0) return;
  if (to - from <= 10 && from > 0) {
    const part = values.slice(from, to + 1).sort((a, b) => a - b);
    values.splice(from, part.length, ...part);
    return;
  }
  const { left, right } = divide(values, segment);
  const leftIsShorter = left - from <= to - right;
  const within = leftIsShorter ? lastFew(places, left) : firstFew(places, right);
  const [toLeft, toRight] = leftIsShorter ? [within.near, within.far] : [within.far, within.near];
  place(values, { from, to: left }, toLeft);
  place(values, { from: right, to }, toRight);
}

/** The places for the shorter left part: all up to the last that lies in it; the rest are for the right part. */
function lastFew(places: readonly number[], left: number): { near: number[]; far: number[] } {
  const end = places.findLastIndex((one) => one <= left) + 1;
  return { near: places.slice(0, end), far: places.slice(end) };
}

/** The places for the shorter right part: all from the first that lies in it. */
function firstFew(places: readonly number[], right: number): { near: number[]; far: number[] } {
  const found = places.findIndex((one) => one >= right);
  const start = found < 0 ? places.length : found;
  return { near: places.slice(start), far: places.slice(0, start) };
}

/** Divides a segment at the median of its first, middle and last value: where the left part ends and the right one starts. */
function divide(values: number[], { from, to }: Segment): { left: number; right: number } {
  const swap = (a: number, b: number): void => {
    [values[a], values[b]] = [values[b]!, values[a]!];
  };
  const middle = Math.floor((from + to + 2) / 2) - 1;
  if (values[from]! > values[middle]!) swap(from, middle);
  if (values[to]! < values[middle]!) {
    swap(to, middle);
    if (values[from]! > values[middle]!) swap(from, middle);
  }
  const pivot = values[middle]!;
  let [left, right] = [to, from];
  for (;;) {
    do left--;
    while (values[left]! > pivot);
    do right++;
    while (values[right]! < pivot);
    if (right > left) return { left, right };
    swap(left, right);
  }
}
