import { oneLine } from '../../alerts/index.ts';
import type { Delivery } from '../../alerts/index.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** What @slack/web-api throws, as far as we read it: its own code, and the answer when there was one. */
export interface SlackError extends Error {
  code?: string;
  retryAfter?: number;
  statusCode?: number;
  headers?: Record<string, string>;
  original?: Error;
  data?: { error?: unknown; needed?: unknown; response_metadata?: { retryAfter?: number; messages?: string[] } };
}

const TOKEN = 'set slack.token (or the token of this receiver) anew, then replay';

/** Errors that no repetition mends, each with what to do. */
const FINAL: Readonly<Record<string, string>> = {
  channel_not_found:
    'there is no such channel, or the app is not in it: mend its name in the routing, or invite the app',
  not_in_channel: 'the app is not in the channel: type /invite and its name there, then replay',
  is_archived: 'the channel is archived: unarchive it, or name another one in the routing',
  invalid_auth: `Slack does not take the token: ${TOKEN}`,
  not_authed: `there is no token: ${TOKEN}`,
  token_revoked: `the token was revoked: ${TOKEN}`,
  token_expired: `the token has expired: ${TOKEN}`,
  account_inactive: `the app was removed from the workspace, or its account is disabled: install it again and ${TOKEN}`,
  missing_scope: 'the app lacks a scope: add it under OAuth & Permissions, install the app again, then replay',
  user_not_found: 'there is no such person: mend the id in the routing',
  restricted_action: 'a rule of the workspace forbids the app to post there',
  restricted_action_read_only_channel: 'the app may not post in a read-only channel',
  team_access_not_granted: 'the app was not given access to this workspace',
  invalid_blocks: 'Slack does not take the message; please report this with the incident',
  invalid_blocks_format: 'Slack does not take the message; please report this with the incident',
  msg_blocks_too_long: 'Slack finds the message too long; please report this with the incident',
  msg_too_long: 'Slack finds the message too long; please report this with the incident',
  invalid_arguments: 'Slack does not take the message; please report this with the incident',
};

const RATE_LIMITED = /^rate_?limited$/;
const OPERATOR_WAIT_SECONDS = 300;

/** The code of an answer `{"ok": false, "error": code}`; null for anything else, HTML in its place included. */
export function slackErrorCode(error: unknown): string | null {
  const code = (error as SlackError | null)?.data?.error;
  return typeof code === 'string' && /^[a-z][a-z0-9_]{1,80}$/.test(code) ? code : null;
}

/**
 * What a failed call means for the message. What only a person can mend is final and says how; a rate limit is a pause of
 * the length that Slack names; everything else, unknown codes included, is tried again.
 */
export function classifySlackError(given: unknown, waitedMs: number): Delivery {
  const error = given as SlackError;
  const code = slackErrorCode(error);
  const limit = rateLimit(error, code);
  if (limit !== null) return limit;
  if (code !== null) {
    const fix = FINAL[code];
    if (fix === undefined) return { status: 'retry', reason: `Slack answered ${code}`, cause: 'server_error' };
    const needed = typeof error.data?.needed === 'string' ? ` ${oneLine(error.data.needed, 100)}` : '';
    const cause = fix.includes(TOKEN) || code === 'missing_scope' ? 'authentication' : 'client_error';
    return { status: 'gave-up', reason: `${code}${needed}: ${fix}`, cause };
  }
  if (error.data !== undefined) return { status: 'retry', reason: 'what answered in place of Slack was no JSON' };
  if (error.statusCode !== undefined) return httpError(error, error.statusCode);
  const cause = (error.original ?? error).name === 'TimeoutError' ? 'timeout' : 'unreachable';
  return { status: 'retry', reason: networkReason(error, waitedMs), cause };
}

/** By status, by the body of a 200, and without its header, which the library throws as an error without a code. */
function rateLimit(error: SlackError, code: string | null): Delivery | null {
  const byHeader = error.code === 'slack_webapi_rate_limited_error' ? error.retryAfter : undefined;
  const byBody = code !== null && RATE_LIMITED.test(code);
  const silent = /^Retry header did not contain/.test(error.message ?? '');
  if (byHeader === undefined && !byBody && !silent) return null;
  const seconds = byHeader ?? error.data?.response_metadata?.retryAfter;
  const common = { status: 'retry', reason: 'Slack asked for a pause (rate limit)', rateLimited: true } as const;
  return seconds === undefined ? common : { ...common, retryAfterSeconds: Math.min(86_400, Math.max(1, seconds)) };
}

function httpError(error: SlackError, status: number): Delivery {
  const reason = `Slack answered ${status}`;
  const wait = retryAfterSeconds(error.headers?.['retry-after'], new Date());
  const cause = status >= 500 ? 'server_error' : 'client_error';
  if (wait !== undefined) return { status: 'retry', reason, cause, retryAfterSeconds: wait };
  // A 404 or 403 comes from a wrong slack.api_url or from a proxy on the way: somebody has to look.
  return status >= 500 || status === 408
    ? { status: 'retry', reason, cause }
    : {
        status: 'retry',
        reason: `${reason}; is slack.api_url right?`,
        cause,
        retryAfterSeconds: OPERATOR_WAIT_SECONDS,
      };
}

function networkReason(error: SlackError, waitedMs: number): string {
  const original = error.original ?? error;
  if (original.name === 'TimeoutError') return `Slack did not answer within ${waitedMs / 1000} s`;
  const cause = original.cause instanceof Error ? original.cause.message || original.cause.name : '';
  return oneLine(`Slack could not be reached: ${cause === '' ? original.message : cause}`, 300);
}
