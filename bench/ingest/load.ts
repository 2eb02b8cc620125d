import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

export interface Load {
  url: string;
  path: string;
  headers: Record<string, string>;
  connections: number;
  seconds: number;
  /** After so many requests it ends, however much time is left. */
  requests?: number;
  /** Waits and posts again where the server says that it is too much, as clients do; else that is an error. */
  patient?: boolean;
  /** The body of the n-th request of this run; without bodies it gets in place of posting. */
  body: ((n: number) => Buffer) | null;
}

export interface Measured {
  perSecond: number;
  /** Of those that were let in; of one that was refused before, from its first try on. */
  latenciesMs: number[];
  /** How many tries the server refused because it was too much. */
  refused: number;
}

const PATIENCE_MS = 250;

/** Posts, or gets, from `connections` connections for `seconds`; every answer must be 2xx, or 503 where the load is patient. */
export async function measure(load: Load): Promise<Measured> {
  const pool = new Pool(load.url, { connections: load.connections, pipelining: 1 });
  const latenciesMs: number[] = [];
  const started = performance.now();
  const until = started + load.seconds * 1000;
  let [n, refused] = [0, 0];
  const ask = (content: Buffer | null) =>
    pool.request({
      path: load.path,
      method: load.body === null ? 'GET' : 'POST',
      headers: load.headers,
      body: content,
    });
  const client = async () => {
    while (performance.now() < until && n < (load.requests ?? Infinity)) {
      const sent = performance.now();
      const content = load.body?.(n++) ?? null;
      let { statusCode, body } = await ask(content);
      while (statusCode === 503 && load.patient) {
        refused++;
        await body.dump();
        if (performance.now() >= until) return;
        await sleep(PATIENCE_MS);
        ({ statusCode, body } = await ask(content));
      }
      if (statusCode >= 300) throw new Error(`${load.path} answered ${statusCode}: ${await body.text()}`);
      await body.dump({ limit: 1_000_000 });
      latenciesMs.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: load.connections }, client));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  return { perSecond: latenciesMs.length / seconds, latenciesMs, refused };
}

/** Linear interpolation between the two nearest ranks (type 7; Hyndman and Fan 1996). */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * p;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

export const median = (values: readonly number[]) => quantile(values, 0.5);
