import { createHmac } from 'node:crypto';

/**
 * The headers of Standard Webhooks 1.0.0 for one attempt: `webhook-id` stays the same over retries, the timestamp is the
 * attempt's, the signature is HMAC-SHA256 over `id.timestamp.body`. Without a secret the message goes unsigned.
 */
export function signatureHeaders(
  message: { id: string; body: string; secret: string | undefined },
  now: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = { 'webhook-id': message.id, 'webhook-timestamp': timestamp };
  if (message.secret === undefined) return headers;
  const key = Buffer.from(message.secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${message.id}.${timestamp}.${message.body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}
