/** Longer than any transaction of ours may take (10 s) or Postgres lets an idle one live (15 s). */
const patienceMs = 30_000;
const mostGaps = 4096;

/** How far back a tracker that begins looks for ids that are not there yet. */
export const lookBack = mostGaps;

/**
 * Which ids of a growing table were seen. Ids are drawn before their transaction commits, so a lower one may show after a
 * higher one: each id that was jumped over is a gap, asked for again until it shows or nobody can hold it any more.
 */
export class SeenIds {
  #top = 0;
  readonly #gaps = new Map<number, number>();

  /** `recent`: the newest ids that are there, ascending; what lies between them may still come. */
  constructor(recent: readonly number[], at: Date) {
    this.#top = Math.max(0, (recent[0] ?? 1) - 1);
    this.take(recent, at);
  }

  /** The highest id seen. */
  get top(): number {
    return this.#top;
  }

  /** Everything up to here was seen or will never come: where somebody who comes back begins. */
  get floor(): number {
    let lowest = this.#top + 1;
    for (const id of this.#gaps.keys()) if (id < lowest) lowest = id;
    return lowest - 1;
  }

  get gaps(): number[] {
    return [...this.#gaps.keys()];
  }

  /** Takes what a read that began at `at` has found, ascending; gaps that are older than any transaction are given up. */
  take(found: readonly number[], at: Date): void {
    for (const id of found) {
      this.#gaps.delete(id);
      if (id > this.#top) this.#advance(id, at);
    }
    this.#giveUp(at);
  }

  /** Takes gaps that were found by a read that could not ask for all of them: none is given up. */
  fill(found: readonly number[]): void {
    for (const id of found) this.#gaps.delete(id);
  }

  #advance(id: number, at: Date): void {
    for (let missed = Math.max(this.#top + 1, id - mostGaps); missed < id; missed++) {
      this.#gaps.set(missed, at.getTime());
    }
    this.#top = id;
  }

  #giveUp(at: Date): void {
    for (const [id, since] of this.#gaps) {
      if (at.getTime() - since >= patienceMs || this.#gaps.size > 2 * mostGaps) this.#gaps.delete(id);
    }
  }
}
