import type { Failure } from './failure.ts';
import { unableFailure } from './failure.ts';

const sentences: Record<string, string> = {
  ECONNREFUSED: 'nothing is listening there',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the host name cannot be looked up just now',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

/** What to tell when no answer came from `url`: the cause in words and what to try. */
export function unreachable(url: string, error: unknown, timeoutMs: number): Failure {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return unableFailure(
      `no answer from ${url} within ${timeoutMs / 1000} s`,
      'It may be busy: try again later, or look at its log.',
      'PL3002',
    );
  }
  const code = causeCode(error);
  const cause = sentences[code] ?? (code || String(error instanceof Error ? (error.cause ?? error) : error));
  const fix =
    code === 'ECONNREFUSED'
      ? 'Is the server running? Start it with npm start (or plumbline serve); --wait 30s waits for it.'
      : 'Check --url or PLUMBLINE_URL.';
  return unableFailure(`cannot reach ${url}: ${cause}`, fix, 'PL3001');
}

function causeCode(error: unknown): string {
  for (
    let current: unknown = error, depth = 0;
    current instanceof Error && depth < 4;
    current = current.cause, depth += 1
  ) {
    const code = (current as { code?: unknown }).code;
    if (typeof code === 'string') return code;
    const first: unknown = current instanceof AggregateError ? current.errors[0] : undefined;
    if (first instanceof Error && typeof (first as { code?: unknown }).code === 'string')
      return (first as { code?: string }).code ?? '';
  }
  return '';
}
