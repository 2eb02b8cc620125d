import type { ApiClient } from './client.ts';
import { unableFailure } from './failure.ts';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
}

const pageSize = 200;

/** Up to `limit` entries of a list of the server, page by page, and how many there are in all. */
export async function listPages<T>(
  client: ApiClient,
  list: { path: string; query: Readonly<Record<string, string | undefined>> },
  limit: number,
): Promise<{ items: T[]; total: number }> {
  const items: T[] = [];
  for (let cursor: string | null = null; ;) {
    const query = new URLSearchParams({ limit: String(Math.min(pageSize, limit - items.length)) });
    for (const [name, value] of Object.entries(list.query)) if (value !== undefined) query.set(name, value);
    if (cursor !== null) query.set('cursor', cursor);
    const { body } = await client.send('GET', `${list.path}?${query}`);
    const page = body as Page<T> | null;
    if (!Array.isArray(page?.items))
      throw unableFailure(`${client.url} did not answer with a list`, undefined, 'PL3003');
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null || page.items.length === 0 || items.length >= limit) return { items, total: page.total };
  }
}

/** `2026-11-22 05:58Z`: an instant to the minute, in UTC. */
export const shortInstant = (instant: string) => `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')}Z`;
