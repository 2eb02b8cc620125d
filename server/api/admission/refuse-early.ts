import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemCatalogue, problemDocument } from '../../problem.ts';
import type { Admission } from './admission.ts';
import { arrivalOf } from './admit.ts';

/**
 * Answers a post that would be refused, before anything else is made of it: under overload most are, and what a refusal
 * costs is taken from those that get through. False when the request is to go on as usual.
 */
export function refuseEarly(admission: Admission, maxBodyBytes: number) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { method = '', url = '' } = request;
    if (method !== 'POST') return false;
    const [path = ''] = url.split('?', 1);
    const arrival = arrivalOf({ method, path, header: (name) => request.headers[name] }, maxBodyBytes);
    const refusal = arrival && admission.refusalOf(arrival);
    if (!refusal) return false;
    const requestId = randomUUID();
    const body = Buffer.from(JSON.stringify(problemDocument({ ...refusal, errors: [] }, requestId)));
    response.writeHead(problemCatalogue[refusal.slug].status, {
      'content-type': 'application/problem+json',
      'content-length': body.length,
      'retry-after': String(refusal.retryAfterSeconds),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
    });
    // Node reads the rest of the body and throws it away, so that the connection can be used again.
    response.end(body);
    return true;
  };
}
