/**
 * The places of a distribution under construction, by value: the ranks where each begins and ends, and the share that the value alone
 * surely has. Posted are ranks that somebody told, not those guessed between two that are.
 */
export class Points {
  size = 0;
  readonly values: Float64Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly mass: Float64Array;
  readonly isPosted: Uint8Array;

  /** With room for so many. */
  constructor(room: number) {
    const all = new Float64Array(4 * room);
    this.values = all.subarray(0, room);
    this.first = all.subarray(room, 2 * room);
    this.last = all.subarray(2 * room, 3 * room);
    this.mass = all.subarray(3 * room);
    this.isPosted = new Uint8Array(room);
  }

  /** A posted point above all others. */
  add(value: number, rank: number): void {
    const at = this.size++;
    this.values[at] = value;
    this.first[at] = this.last[at] = rank;
    this.mass[at] = 0;
    this.isPosted[at] = 1;
  }

  /** The first point that is not below the value; as many as there are where all are. */
  placeOf(value: number): number {
    let [from, to] = [0, this.size];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.values[middle]! < value) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** A value between the points before `at` and at it, its rank guessed between theirs. */
  insert(at: number, value: number, mass: number): void {
    const [before, after] = [this.values[at - 1]!, this.values[at]!];
    const start = this.last[at - 1]!;
    const rank = start + ((value - before) / (after - before)) * Math.max(0, this.first[at]! - start);
    for (const row of [this.values, this.first, this.last, this.mass]) row.copyWithin(at + 1, at, this.size);
    this.isPosted.copyWithin(at + 1, at, this.size);
    this.size++;
    this.values[at] = value;
    this.first[at] = this.last[at] = rank;
    this.mass[at] = mass;
    this.isPosted[at] = 0;
  }
}
