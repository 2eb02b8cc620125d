import { z } from 'zod';
import { stringFault } from './read-json.ts';

/** A text that the database can hold: no U+0000, no half surrogate pair, at most `max` characters. */
export const text = (max: number, min = 0) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => stringFault(value) === null, { error: 'contains a character that cannot be stored' });

/** A document that a person wrote, at most a million characters. */
export const yamlBody = z.strictObject({ yaml: text(1_000_000, 1) });

const whole = /^\d{1,9}$/;

/** `limit` and `cursor` of a list; a page holds at most 200 items. */
export const pageQuery = {
  limit: z.string().regex(whole).optional(),
  cursor: z.string().max(100).optional(),
};

/** Where a page starts and how long it is; an unreadable cursor is the first page. */
export function pageOf(query: { limit?: string | undefined; cursor?: string | undefined }, standard = 50) {
  const limit = Math.min(200, Math.max(1, Number(query.limit ?? standard)));
  const offset = /^o(\d{1,9})$/.exec(query.cursor ?? '')?.[1] ?? '0';
  return { limit, offset: Number(offset) };
}

export const nextCursor = (page: { limit: number; offset: number }, total: number) =>
  page.offset + page.limit < total ? `o${page.offset + page.limit}` : null;

/** `a,b` as a list, null without any. */
export const listOf = (value: string | undefined) => {
  const parts = (value ?? '').split(',').filter((part) => part !== '');
  return parts.length > 0 ? parts : null;
};

export const iso = (at: Date | null) => at?.toISOString() ?? null;
