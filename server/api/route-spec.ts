import type { z } from '@hono/zod-openapi';
import type { Permission } from '../flow/principal.ts';
import type { ProblemSlug } from '../problem.ts';

/** What a route is: how it is asked, who may, what it takes and how it answers. */
export interface RouteSpec {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  /** Who may: a permission of the one table, or `public` for the few routes that come before signing in. */
  permission: Permission | 'public';
  summary: string;
  /** Under which heading the reference shows it; without one under the first part of its path. */
  tag?: string;
  query?: z.ZodObject;
  params?: z.ZodObject;
  /** More than the summary says, in Markdown. */
  description?: string;
  /** Documented and validated; absent where the handler reads the body itself. */
  body?: z.ZodType;
  /** Documented only: JSON Schema of a body that the handler reads and validates itself. */
  bodyReadByHandler?: object;
  /** Headers that change what happens, besides those of signing in. */
  headers?: readonly { name: string; description: string }[];
  answer?: z.ZodType;
  status?: 200 | 201 | 204;
  /** What else it answers when nothing is wrong. */
  also?: Partial<Record<200 | 207 | 304 | 503, { schema: z.ZodType | null; description: string }>>;
  /** Media type of the answer when it is not JSON. */
  media?: string;
  /** It answers in plain text too, when the query asks for it. */
  plainTextToo?: boolean;
  /** It answers as CSV too, when the query or the header Accept asks for it. */
  csvToo?: boolean;
  /** It answers with this JSON too, where it is asked in another way. */
  jsonToo?: z.ZodType;
  /** How it refuses besides what every route of its kind may: 401, 403, 422 … */
  problems?: readonly ProblemSlug[];
}
