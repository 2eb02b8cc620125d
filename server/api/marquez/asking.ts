import { createHash } from 'node:crypto';
import { z } from 'zod';
import { coversNamespace, namespaceLikes, namespacesOf, type Principal } from '../../flow/principal.ts';
import { Problem } from '../../problem.ts';
import type { Pool } from '../../store/sql.ts';
import { text } from '../text.ts';

/** Who asks, where, and what they may see (patterns for SQL's like; null: all). */
export interface Asking {
  pool: Pool;
  principal: Principal;
  likes: string[] | null;
  /** May this namespace be seen? */
  sees(namespace: string): boolean;
}

export const askingOf = (pool: Pool, principal: Principal): Asking => ({
  pool,
  principal,
  likes: namespaceLikes(principal),
  sees: (namespace) => coversNamespace(namespacesOf(principal), namespace),
});

/** What every route of Marquez's that reads has in common. */
export const readMarquez = { method: 'get', permission: 'catalogue.read', tag: 'Marquez' } as const;

const digits = z.string().regex(/^\d{1,9}$/);

/** `limit` (100, at most 1,000) and `offset` of Marquez's lists. */
export const marquezPage = { limit: digits.optional(), offset: digits.optional() };

export const marquezPageOf = (q: { limit?: string | undefined; offset?: string | undefined }) => ({
  limit: Math.min(1_000, Number(q.limit ?? 100)),
  offset: Number(q.offset ?? 0),
});

export const namespaceParams = z.object({ namespace: text(200, 1) });

/** 404 in Marquez's words. */
export const missing = (kind: string, name: string) => new Problem('not-found', `${kind} '${name}' not found.`);

/** Throws 404 for what is not there or lies in a namespace that the caller may not see: what is foreign does not exist. */
export function found<T>(
  asking: Asking,
  value: T | null | undefined,
  what: [kind: string, namespace: string, name: string],
): T {
  const [kind, namespace, name] = what;
  if (value === null || value === undefined || !asking.sees(namespace)) throw missing(kind, name);
  return value;
}

/** A UUID (version 8) that is always the same for the same parts: Marquez's clients want one where we have none. */
export function uuidOf(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('\0')).digest('hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The version of a dataset that a run wrote; `null`: as it was before any run wrote it. */
export const versionOf = (datasetId: number, writer: number | null) => uuidOf('version', datasetId, writer ?? 0);
