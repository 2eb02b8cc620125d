const sliceMs = 8;

/** Does something with each of many in turn, and lets others have the event loop every few milliseconds. */
export async function inSlices<T>(items: Iterable<T>, each: (item: T) => void): Promise<void> {
  let until = performance.now() + sliceMs;
  for (const item of items) {
    each(item);
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + sliceMs;
  }
}
