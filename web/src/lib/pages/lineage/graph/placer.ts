import type { Placed, ToPlace } from './place.ts';

let worker: Worker | null = null;
let serial = 0;
const waiting = new Map<number, { resolve: (placed: Placed) => void; reject: (reason: Error) => void }>();

function start(): Worker {
  const made = new Worker(new URL('./place-worker.ts', import.meta.url), { type: 'module' });
  made.onmessage = ({ data }: MessageEvent<{ id: number; placed: Placed }>) => {
    waiting.get(data.id)?.resolve(data.placed);
    waiting.delete(data.id);
  };
  made.onerror = ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
    worker = null;
  };
  return made;
}

/** Has the worker ready before the first graph is known. */
export function warmPlacer(): void {
  worker ??= start();
}

/** Places the cards in a worker, so that the page stays alive meanwhile. */
export function place(asked: ToPlace): Promise<Placed> {
  worker ??= start();
  const id = ++serial;
  worker.postMessage({ id, asked });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}
