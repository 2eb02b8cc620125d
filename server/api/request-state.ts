import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Ticket } from './admission/admission.ts';
import type { Credential } from '../flow/live-credentials.ts';
import type { Principal } from '../flow/principal.ts';
import type { Posted, RefusalRecorder } from '../flow/record-refusals.ts';

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
    /** By what the principal was let in; null with it. */
    credential: Credential | null;
    ip: string;
    via: 'ui' | 'api' | 'cli';
    log: RequestLog;
    /** Where a refused post is noted. */
    refusals: RefusalRecorder;
    /** The place that a post of a pipeline holds. */
    ticket?: Ticket;
    /** What a post was about, once its body could be read. */
    posted: Posted | null;
  };
}
export type App = OpenAPIHono<RequestState>;
export type Ctx = Context<RequestState>;
