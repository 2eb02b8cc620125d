/**
 * The places of a distribution under construction, by value: the ranks where each begins and ends, and the share that the value alone
 * surely has. Posted are ranks that somebody told, not those guessed between two that are. Used again and again: `clear` begins anew.
 */
export class Points {
  size = 0;
  values = new Float64Array(0);
  first = new Float64Array(0);
  last = new Float64Array(0);
  mass = new Float64Array(0);
  isPosted = new Uint8Array(0);

  /** None, with room for so many. */
  clear(room: number): void {
    this.size = 0;
    if (room <= this.values.length) return;
    const all = new Float64Array(4 * room);
    this.values = all.subarray(0, room);
    this.first = all.subarray(room, 2 * room);
    this.last = all.subarray(2 * room, 3 * room);
    this.mass = all.subarray(3 * room);
    this.isPosted = new Uint8Array(room);
  }

  /** A posted point above all others. */
  add(value: number, rank: number): void {
    this.put(value, { first: rank, last: rank }, 1);
  }

  /** The posted points of `others`, and between them these values (ascending, all different), their ranks guessed between those of their neighbours. */
  merge(others: Points, heavy: readonly { value: number; mass: number }[]): void {
    this.clear(others.size + heavy.length);
    let next = 0;
    for (let at = 0; at < others.size; at++) {
      const value = others.values[at]!;
      while (next < heavy.length && heavy[next]!.value < value) this.guess(heavy[next++]!, others, at);
      this.put(value, { first: others.first[at]!, last: others.last[at]! }, 1);
      if (next < heavy.length && heavy[next]!.value === value) this.mass[this.size - 1] = heavy[next++]!.mass;
    }
  }

  /** A value between the newest point and that at `at` of the others. */
  private guess({ value, mass }: { value: number; mass: number }, { values, first }: Points, at: number): void {
    const newest = this.size - 1;
    const [before, start] = [this.values[newest]!, this.last[newest]!];
    const rank = start + ((value - before) / (values[at]! - before)) * Math.max(0, first[at]! - start);
    this.put(value, { first: rank, last: rank }, 0);
    this.mass[newest + 1] = mass;
  }

  private put(value: number, { first, last }: { first: number; last: number }, isPosted: 0 | 1): void {
    const at = this.size++;
    this.values[at] = value;
    this.first[at] = first;
    this.last[at] = last;
    this.mass[at] = 0;
    this.isPosted[at] = isPosted;
  }
}
