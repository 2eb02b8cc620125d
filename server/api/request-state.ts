import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Principal } from '../flow/principal.ts';

export interface RequestLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the middlewares leave on a request. */
export interface RequestState {
  Variables: {
    requestId: string;
    /** As it is kept; null when none came or it was not valid. */
    traceparent: string | null;
    principal: Principal | null;
    ip: string;
    via: 'ui' | 'api' | 'cli';
    log: RequestLog;
  };
}
export type App = OpenAPIHono<RequestState>;
export type Ctx = Context<RequestState>;
