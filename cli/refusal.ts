import type { Failure } from './failure.ts';
import { unableFailure, usageFailure } from './failure.ts';

/** The parts of a problem+json answer (RFC 9457) that are shown. */
export interface Problem {
  title?: string;
  detail?: string;
  requestId?: string;
  errors?: { pointer: string; message: string }[];
}

/** Reads a refused answer's body; an empty object when it is not problem+json. */
export function problemOf(text: string): Problem {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Problem) : {};
  } catch {
    return {};
  }
}

/** A refused request in words: the server's own sentence, each bad field by its pointer, and what to do. */
export function refusal(
  status: number,
  problem: Problem,
  { url, signedIn, hints = [] }: { url: string; signedIn: boolean; hints?: readonly string[] },
): Failure {
  if (!signedIn && (status === 401 || status === 403))
    return unableFailure(`${url} wants a key, and none was given`, [...hints, signInFix].join('\n'), 'PL3004');
  const said = problem.detail ?? problem.title;
  if (status === 401) {
    return unableFailure(`${url} does not know this key${said ? `: ${said}` : ''}`, signInFix, 'PL3005');
  }
  if (status === 403) return unableFailure(`this key may not do that${said ? `: ${said}` : ''}`, roleFix, 'PL3006');
  if (status === 404)
    return unableFailure(
      said ?? `${url} has no such thing (404)`,
      'It may not exist, or this key may not see it.',
      'PL3007',
    );
  const request = problem.requestId ? ` (request ${problem.requestId})` : '';
  if (status === 429 || status >= 500) {
    return unableFailure(
      `${url} answered ${status}: ${said ?? 'no reason given'}${request}`,
      'Try again later; --wait 30s goes on trying.',
      'PL3008',
    );
  }
  const told = [`refused (${status}): ${said ?? 'no reason given'}${request}`, ...fieldLines(problem)];
  return usageFailure(told.join('\n'), undefined, 'PL2009');
}

/** One line per bad field, `/columnMetrics/amount/min  is above max`. */
export function fieldLines(problem: Problem): string[] {
  const errors = Array.isArray(problem.errors) ? problem.errors : [];
  return errors.map(({ pointer, message }) => `  ${pointer === '' ? '(the whole document)' : pointer}  ${message}`);
}

const signInFix = `Sign in with plumbline login, or set PLUMBLINE_API_KEY to a key made by: plumbline keys create --role ingest --namespace '*'`;
const roleFix = 'Use a key whose role and namespaces allow it: plumbline keys list shows them.';
