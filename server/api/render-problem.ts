import { HTTPException } from 'hono/http-exception';
import { Problem, problemCatalogue, problemDocument } from '../problem.ts';
import { isMarquez } from './marquez/is-marquez.ts';
import type { Ctx } from './mount.ts';
import { requestFields } from './observe-requests.ts';

interface Failure {
  code?: string;
  name?: string;
}

// Postgres is away, starting, stopping, full or too slow; or a row was held too long by others.
const unavailable = /^(08|53|57|58|55P03|25P03|40001|40P01)|^(CONNECT|ECONN|EPIPE|ENOENT|ETIMEDOUT|CONNECTION_)/;
// A text or number that Postgres cannot hold: the caller's, whatever our own checks missed.
const unstorable = /^(22|54000)/;

/** What an error means for the caller; unknown ones are our bug, and their words stay in our log. */
export function toProblem(error: unknown, c: Ctx): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException)
    return new Problem('malformed-body', error.message || 'The request could not be read.');
  const code = (error as Failure | null)?.code ?? '';
  if (unavailable.test(code)) {
    c.get('log')?.warn({ error, ...requestFields(c) }, 'the database did not answer');
    return new Problem(
      'temporarily-unavailable',
      'The database does not answer just now. Nothing was lost; try again.',
      {
        retryAfterSeconds: 2,
      },
    );
  }
  if (unstorable.test(code)) return new Problem('invalid-request', 'A value of the request cannot be stored.');
  c.get('log')?.error({ error, ...requestFields(c) }, 'a request failed');
  return new Problem('bug', `Tell your administrator the request id ${c.get('requestId')}; the log has the rest.`);
}

/** A problem as the response that carries it. */
export function renderProblem(error: unknown, c: Ctx): Response {
  const problem = toProblem(error, c);
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (problem.retryAfterSeconds !== null) headers['retry-after'] = String(problem.retryAfterSeconds);
  // The rest of a refused body is not read: the connection cannot be used again. (What is refused with 429 and 503 is read
  // and thrown away when it comes soon, so that clients that come again keep their connection.)
  if (problem.slug === 'body-too-large') headers['connection'] = 'close';
  if (problem.slug === 'not-signed-in') headers['www-authenticate'] = 'Bearer';
  if (problem.allow !== null) headers['allow'] = problem.allow;
  return c.body(
    JSON.stringify({ ...problemDocument(problem, c.get('requestId')), ...marquezWords(problem, c) }),
    problemCatalogue[problem.slug].status,
    headers,
  );
}

/** What clients of Marquez look for, beside what everybody gets. */
const marquezWords = ({ slug, detail }: Problem, c: Ctx) =>
  isMarquez(c) ? { code: problemCatalogue[slug].status, message: detail } : {};
