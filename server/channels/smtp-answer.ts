import { oneLine } from '../../alerts/index.ts';
import type { Delivery, FailureCause } from '../../alerts/index.ts';

/** What nodemailer throws: its own code, and the server's answer when there was one. */
export interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

const OPERATOR_WAIT_SECONDS = 300;

/** Nobody's message is to be lost because a password expired: these wait for the operator, and are retried slowly. */
const FOR_THE_OPERATOR = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ETLS', 'EREQUIRETLS']);

/**
 * What an SMTP failure means for the message. By the server's code: 4xx is retried, 5xx is final. No code (refused, reset,
 * silent) is retried. Sign-in, TLS and being turned away at the door concern us and not the recipient: retried in 5 min.
 */
export function classifySmtpError(error: SmtpError): Delivery {
  const { code = '', responseCode } = error;
  const reason = oneLine(error.response ?? error.message, 300);
  const cause = causeOf(error);
  if (FOR_THE_OPERATOR.has(code) || isTurnedAway(error)) {
    return { status: 'retry', reason, cause, retryAfterSeconds: OPERATOR_WAIT_SECONDS };
  }
  if (responseCode !== undefined && responseCode >= 500) return { status: 'gave-up', reason, cause };
  return { status: 'retry', reason, cause };
}

/** SMTP's 4xx is the server's own trouble and 5xx the message's: the other way round than HTTP. */
function causeOf({ code = '', responseCode }: SmtpError): FailureCause {
  if (FOR_THE_OPERATOR.has(code)) return 'authentication';
  if (responseCode !== undefined) return responseCode >= 500 ? 'client_error' : 'server_error';
  return code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
}

/** A resolved send: delivered, unless the only recipient is among those rejected, which nodemailer does not throw. */
export function classifySmtpSuccess(info: {
  rejected?: readonly unknown[];
  rejectedErrors?: readonly SmtpError[] | undefined;
  response?: string;
  messageId?: string;
}): Delivery {
  const [rejection] = info.rejectedErrors ?? [];
  if (rejection) return classifySmtpError(rejection);
  if ((info.rejected ?? []).length > 0)
    return { status: 'retry', reason: 'the mail server rejected the recipient', cause: 'client_error' };
  const providerId = oneLine(info.response ?? '', 200);
  return { status: 'delivered', ...(providerId === '' ? {} : { providerId }) };
}

/** 5xx before any message was offered: in the greeting or to EHLO. */
function isTurnedAway({ responseCode, command }: SmtpError): boolean {
  return responseCode !== undefined && responseCode >= 500 && /^(?:CONN|EHLO|HELO)$/.test(command ?? '');
}
