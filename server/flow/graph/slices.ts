import { setImmediate } from 'node:timers/promises';

const sliceMs = 8;

/** Runs work that yields now and then to its end, and lets everything else have its turn every few milliseconds. */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const until = performance.now() + sliceMs;
    do {
      const { done, value } = work.next();
      if (done === true) return value;
    } while (performance.now() < until);
    await setImmediate();
  }
}
