import type { ApiClient } from './client.ts';
import { Failure, unableFailure } from './failure.ts';

export interface PushedItem {
  status: number;
  body: unknown;
}

// What the server takes at once; a body stays well below its 32 MiB.
const mostProfiles = 1000;
const mostCharacters = 8 * 2 ** 20;

/** Lists of at most 1,000 profiles and about 8 MiB each, in order. */
function batchesOf(profiles: readonly unknown[]): unknown[][] {
  const batches: unknown[][] = [];
  let characters = 0;
  for (const profile of profiles) {
    const length = (JSON.stringify(profile) ?? '').length;
    const last = batches.at(-1);
    if (last && last.length < mostProfiles && characters + length <= mostCharacters) {
      last.push(profile);
      characters += length;
    } else {
      batches.push([profile]);
      characters = length;
    }
  }
  return batches;
}

/** Posts a list in batches and hands on each answer as it comes; a failure in the midst says how many were answered before it. */
export async function pushBatches(
  client: ApiClient,
  profiles: readonly unknown[],
  onAnswers: (items: PushedItem[], start: number) => Promise<void>,
): Promise<void> {
  let done = 0;
  for (const batch of batchesOf(profiles)) {
    try {
      const { body } = await client.send('POST', '/api/v1/profiles', batch);
      await onAnswers(itemsOf(body, client.url), done);
    } catch (error) {
      throw error instanceof Failure && done > 0 ? afterSome(error, done, profiles.length) : error;
    }
    done += batch.length;
  }
}

function afterSome({ exitCode, code, fix, message }: Failure, done: number, total: number): Failure {
  const again = `${done} of ${total} profiles were answered before; sending all again repeats none that has a key or time of its own.`;
  return new Failure({ exitCode, code, fix: fix === undefined ? again : `${fix}\n${again}` }, message);
}

function itemsOf(body: unknown, url: string): PushedItem[] {
  const items = (body as { items?: unknown } | null)?.items;
  if (!Array.isArray(items)) throw notOurs(url);
  return items as PushedItem[];
}

/** The server took it and did not answer as Plumbline does. */
export function notOurs(url: string): Failure {
  return unableFailure(
    `${url} took the profile but did not answer with a verdict`,
    'Is that a plumbline server of this version?',
    'PL3003',
  );
}
