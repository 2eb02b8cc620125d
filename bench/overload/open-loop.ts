import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

export interface OpenLoop {
  url: string;
  path: string;
  /** Of the n-th request. */
  headers: (n: number) => Record<string, string>;
  body: (n: number) => Buffer;
  perSecond: number;
  seconds: number;
}

export interface Tally {
  accepted: number;
  /** 429 and 503 that said when to come again. */
  tooMany: number;
  overloaded: number;
  /** Everything else: another status, a refusal without Retry-After, a broken connection. */
  wrong: number;
  /** Requests that were due but not sent, because this client had too many under way itself. */
  unsent: number;
  seconds: number;
}

const connections = 400;
const mostUnderWay = 2_000;

/** Sends at a fixed rate whatever is answered, as many clients do that know nothing of each other. */
export async function sendAtRate(load: OpenLoop): Promise<Tally> {
  const pool = new Pool(load.url, { connections, pipelining: 1 });
  const tally: Tally = { accepted: 0, tooMany: 0, overloaded: 0, wrong: 0, unsent: 0, seconds: 0 };
  const underWay = new Set<Promise<void>>();
  const send = (n: number) => {
    const sent = one(pool, load, n)
      .then((kind) => void (tally[kind] += 1))
      .finally(() => underWay.delete(sent));
    underWay.add(sent);
  };
  const started = performance.now();
  let due = 0;
  for (let elapsed = 0; elapsed < load.seconds; elapsed = (performance.now() - started) / 1000) {
    for (const until = Math.floor(elapsed * load.perSecond); due < until; due += 1) {
      if (underWay.size < mostUnderWay) send(due);
      else tally.unsent += 1;
    }
    await delay(5);
  }
  // What was accepted while it was sent; the rest is answered, but was taken after the load was over.
  const inTime = { ...tally, seconds: (performance.now() - started) / 1000 };
  await Promise.all(underWay);
  await pool.close();
  return { ...tally, accepted: inTime.accepted, seconds: inTime.seconds };
}

async function one(pool: Pool, load: OpenLoop, n: number): Promise<'accepted' | 'tooMany' | 'overloaded' | 'wrong'> {
  try {
    const answer = await pool.request({
      path: load.path,
      method: 'POST',
      headers: load.headers(n),
      body: load.body(n),
    });
    await answer.body.dump({ limit: 1_000_000 });
    if (answer.statusCode === 201) return 'accepted';
    const says = Number(answer.headers['retry-after']) > 0;
    if (says && answer.statusCode === 429) return 'tooMany';
    return says && answer.statusCode === 503 ? 'overloaded' : 'wrong';
  } catch {
    return 'wrong';
  }
}
