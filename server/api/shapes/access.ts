import { z } from 'zod';
import { instant } from './common.ts';

export const roleSchema = z.enum(['viewer', 'editor', 'on-call', 'auditor', 'admin', 'ingest']);
export type Role = z.infer<typeof roleSchema>;

/** At least twelve characters, no other rule: length is what counts (NIST SP 800-63B). */
export const password = z.string().min(12).max(128);
export const email = z.email().max(254);

/** GET /api/v1/session: who is signed in. POST /api/v1/session {email, password} signs in, DELETE signs out. */
export const meSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  namespaces: z.array(z.string()),
  permissions: z.array(z.string()),
});
export type Me = z.infer<typeof meSchema>;

/** GET /api/v1/setup: is the first administrator still to be made? POST /api/v1/setup {token, email, name, password} makes it and signs in. */
export const setupStateSchema = z.object({ needed: z.boolean() });

export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  role: roleSchema,
  namespaces: z.array(z.string()),
  createdAt: instant,
  createdBy: z.string(),
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
});
export type ApiKeyShape = z.infer<typeof apiKeySchema>;
/** POST /api/v1/keys answers with the key once. */
export const createdKeySchema = apiKeySchema.extend({ key: z.string() });

export const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  namespaces: z.array(z.string()),
});
export type UserShape = z.infer<typeof userSchema>;

/** GET /api/v1/audit?before=: who changed what, newest first; `nextBefore` is null on the last page. */
export const auditPageSchema = z.object({
  items: z.array(
    z.object({
      id: z.number().int(),
      at: instant,
      actor: z.string(),
      via: z.string(),
      action: z.string(),
      object: z.string(),
      namespace: z.string().nullable(),
      before: z.unknown(),
      after: z.unknown(),
      requestId: z.string().nullable(),
    }),
  ),
  nextBefore: z.number().int().nullable(),
});
