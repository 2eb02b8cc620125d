import type { Floats, NumberDistribution } from './number-distribution.ts';

/** Fewer points than this are all kept; of more, those with so much of the rows between them, and finer ones at both ends. */
const FEW_POINTS = 64;
const STEP = 1 / 48;
const FINE_STEP = 1 / 192;
const END = 1 / 32;
/** Ends with less than this beyond them are forgotten, once earlier rows count less than newer ones. */
const NOTHING = 1e-5;
/** What a 32-bit float may round a share by: what is certain stays so. */
const ROUNDING = 1e-7;

/** Where the points of two distributions are put together. */
const room = { size: 0, ...columns(1024), isOld: new Uint8Array(1024) };

function columns(size: number) {
  const column = (): Float64Array => new Float64Array(size);
  return { values: column(), below: column(), upTo: column(), atLeast: column(), atMost: column() };
}

/**
 * The numbers of both together, those of before counting only the part `kept`, at not many more than a hundred points. Those of before are
 * used up: where as many points are left, they stand in the same memory.
 */
export function pooledNumbers(
  before: NumberDistribution,
  current: NumberDistribution,
  kept: number,
): NumberDistribution {
  const rows = kept * before.rows + current.rows;
  putTogether(widened(before), current, current.rows / rows);
  const [first, last] = kept < 1 ? ends() : [0, room.size - 1];
  const points = chosen(first, last);
  const isSameRoom = before.values.length === points.length && before.below instanceof Float32Array;
  const { values, below, upTo, atLeast, atMost } = before;
  return packed(points, isSameRoom ? { rows, values, below, upTo, atLeast, atMost } : roomOf(points, rows));
}

/** The same of one alone. */
export function compacted(only: NumberDistribution): NumberDistribution {
  putTogether(only, only, 1);
  const points = chosen(0, room.size - 1);
  return packed(points, roomOf(points, only.rows));
}

/** All points of both in `room`, with the shares of both by weight. */
function putTogether(a: NumberDistribution, b: NumberDistribution, weightOfB: number): void {
  const [endOfA, endOfB] = [a.values.length, b.values.length];
  if (room.values.length < endOfA + endOfB)
    Object.assign(room, columns(2 * (endOfA + endOfB)), { isOld: new Uint8Array(2 * (endOfA + endOfB)) });
  const weightOfA = 1 - weightOfB;
  let size = 0;
  for (let i = 0, j = 0; i < endOfA || j < endOfB; size++) {
    const nextOfA = i < endOfA ? a.values[i]! : Infinity;
    const nextOfB = j < endOfB ? b.values[j]! : Infinity;
    const value = Math.min(nextOfA, nextOfB);
    const ofA = nextOfA === value;
    const ofB = nextOfB === value;
    const belowA = ofA ? a.below[i]! : shareAt(a, i, value);
    const belowB = ofB ? b.below[j]! : shareAt(b, j, value);
    room.values[size] = value;
    room.below[size] = weightOfA * belowA + weightOfB * belowB;
    room.upTo[size] = weightOfA * (ofA ? a.upTo[i]! : belowA) + weightOfB * (ofB ? b.upTo[j]! : belowB);
    room.atLeast[size] = weightOfA * leastAt(a, ofA ? i : i - 1) + weightOfB * leastAt(b, ofB ? j : j - 1);
    room.atMost[size] = weightOfA * mostAt(a, i) + weightOfB * mostAt(b, j);
    room.isOld[size] = ofA ? 1 : 0;
    if (ofA) i++;
    if (ofB) j++;
  }
  room.size = size;
}

const leastAt = (of: NumberDistribution, point: number): number => (point < 0 ? 0 : of.atLeast[point]!);
const mostAt = (of: NumberDistribution, point: number): number => (point === of.values.length ? 1 : of.atMost[point]!);

/** The share below a value between the points before `next` and at it. */
function shareAt({ values, below, upTo }: NumberDistribution, next: number, value: number): number {
  if (next === 0) return 0;
  if (next === values.length) return 1;
  // Pairs taken apart cost more here than the arithmetic.
  const behind = values[next - 1]!;
  const start = upTo[next - 1]!;
  return start + ((below[next]! - start) * (value - behind)) / (values[next]! - behind);
}

/** The first and the last point that still count. */
function ends(): [first: number, last: number] {
  let [first, last] = [0, room.size - 1];
  while (first < last && room.below[first + 1]! < NOTHING) first++;
  while (last > first && room.upTo[last - 1]! > 1 - NOTHING) last--;
  return [first, last];
}

const picked: number[] = [];

/**
 * Which points stay: those of before as long as they still part the rows, and others where the rows between these are too many. So the
 * same points stay while the rows are distributed as ever, and what is certain at them does too.
 */
function chosen(first: number, last: number): number[] {
  picked.length = 0;
  const { below, upTo, isOld } = room;
  let reached = upTo[first]!;
  // The next point of before, and how many rows lie below it.
  let old = first;
  for (let i = first; i <= last; i++) {
    if (i > first && i < last && last - first >= FEW_POINTS) {
      if (old <= i) for (old = i + 1; old < last && isOld[old] === 0;) old++;
      const step = reached < END || reached > 1 - END ? FINE_STEP : STEP;
      const isStep = upTo[i]! - below[i]! >= step;
      const left =
        isOld[i] === 1
          ? 2 * (below[i + 1]! - reached)
          : Math.max(below[old]! - reached > step ? below[i + 1]! - reached : 0);
      if (!isStep && left < step) continue;
    }
    picked.push(i);
    reached = upTo[i]!;
  }
  return picked;
}

/** One piece of memory for so many points. */
const roomOf = ({ length }: readonly number[], rows: number): NumberDistribution =>
  distributionIn(new ArrayBuffer(24 * length), length, rows);

/** The chosen points put into `made`: shares as 32-bit floats, what is certain rounded so that it stays so. */
function packed(points: readonly number[], made: NumberDistribution): NumberDistribution {
  const size = points.length;
  for (let at = 0; at < size; at++) {
    const from = points[at]!;
    made.values[at] = room.values[from]!;
    made.below[at] = at === 0 ? 0 : room.below[from]!;
    made.upTo[at] = at === size - 1 ? 1 : room.upTo[from]!;
    made.atLeast[at] = at === size - 1 ? 1 : Math.max(0, room.atLeast[from]! - ROUNDING);
    made.atMost[at] = at === 0 ? 0 : Math.min(1, room.atMost[from]! + ROUNDING);
  }
  return made;
}

/** A distribution of so many points whose numbers stand in the buffer: 24 bytes each. */
export function distributionIn(buffer: ArrayBuffer, size: number, rows: number): NumberDistribution {
  const share = (column: number): Floats => new Float32Array(buffer, 8 * size + 4 * size * column, size);
  return {
    rows,
    values: new Float64Array(buffer, 0, size),
    below: share(0),
    upTo: share(1),
    atLeast: share(2),
    atMost: share(3),
  };
}

const wide = columns(512);

/**
 * The same with all shares in 64 bits, as other distributions have them: code that sees one kind of numbers only is twice as fast. They
 * stand where the next call puts its own.
 */
export function widened(narrow: NumberDistribution): NumberDistribution {
  const size = narrow.values.length;
  if (size > wide.below.length) Object.assign(wide, columns(2 * size));
  const { below, upTo, atLeast, atMost } = wide;
  for (let at = 0; at < size; at++) {
    below[at] = narrow.below[at]!;
    upTo[at] = narrow.upTo[at]!;
    atLeast[at] = narrow.atLeast[at]!;
    atMost[at] = narrow.atMost[at]!;
  }
  return { rows: narrow.rows, values: narrow.values, below, upTo, atLeast, atMost };
}
