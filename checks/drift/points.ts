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
    const at = this.size++;
    this.values[at] = value;
    this.first[at] = this.last[at] = rank;
    this.mass[at] = 0;
    this.isPosted[at] = 1;
  }

  /** A value of a known mass among others, ascending; of one that is there already the new mass counts. */
  sortIn(value: number, mass: number): void {
    const { values, mass: masses } = this;
    let at = this.size;
    while (at > 0 && values[at - 1]! > value) at--;
    if (at > 0 && values[at - 1] === value) {
      masses[at - 1] = mass;
      return;
    }
    for (let above = this.size; above > at; above--) {
      values[above] = values[above - 1]!;
      masses[above] = masses[above - 1]!;
    }
    values[at] = value;
    masses[at] = mass;
    this.size++;
  }

  /** The posted points of `others`, and between them values of a known mass, their ranks guessed between those of their neighbours. */
  merge(others: Points, heavy: Points): void {
    this.clear(others.size + heavy.size);
    let next = 0;
    for (let from = 0; from < others.size; from++) {
      const value = others.values[from]!;
      while (next < heavy.size && heavy.values[next]! < value) this.guess(heavy, next++, { others, from });
      const at = this.size++;
      this.values[at] = value;
      this.first[at] = others.first[from]!;
      this.last[at] = others.last[from]!;
      this.mass[at] = next < heavy.size && heavy.values[next] === value ? heavy.mass[next++]! : 0;
      this.isPosted[at] = 1;
    }
  }

  /** A value between the newest point and that at `from` of the others. */
  private guess(heavy: Points, next: number, { others, from }: { others: Points; from: number }): void {
    const at = this.size++;
    const before = this.values[at - 1]!;
    const start = this.last[at - 1]!;
    const value = heavy.values[next]!;
    const rank =
      start + ((value - before) / (others.values[from]! - before)) * Math.max(0, others.first[from]! - start);
    this.values[at] = value;
    this.first[at] = this.last[at] = rank;
    this.mass[at] = heavy.mass[next]!;
    this.isPosted[at] = 0;
  }
}
