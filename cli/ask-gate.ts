import { connectClient } from './client.ts';
import type { ApiClient } from './client.ts';
import type { ClientOptions } from './common-options.ts';
import { exitCodes, Failure, unableFailure } from './failure.ts';
import type { GateAnswerShape } from '../server/api/shapes/gate.ts';

export interface GateAsking extends ClientOptions {
  question: object;
  env: Readonly<Record<string, string | undefined>>;
}

// One request waits no longer than this at the server; longer waits are several requests.
const longestSeconds = 30;
const shortestTurnMs = 500;

/**
 * Asks until the gate is no longer pending or `wait` seconds are over, whatever of them the server was away or busy.
 * @throws Failure when no answer could be had.
 */
export async function askGate({ question, env, ...options }: GateAsking): Promise<GateAnswerShape> {
  const endsAt = Date.now() + (options.wait ?? 0) * 1000;
  for (;;) {
    const startedAt = Date.now();
    const leftSeconds = Math.max(0, (endsAt - startedAt) / 1000);
    const client = connectClient({ ...options, wait: leftSeconds }, env);
    const waitSeconds = Math.min(longestSeconds, leftSeconds);
    // The last time that it is asked: what has not come by then is decided by the consumer's policy.
    const final = leftSeconds <= longestSeconds;
    const { body } = await client.send('POST', '/api/v1/gate', { ...question, waitSeconds, final });
    const answer = checked(body, client);
    if ((answer.would ?? answer.gate) !== 'pending' || Date.now() >= endsAt) return answer;
    // A server with many waiting answers at once: not to be asked in a tight loop.
    const restMs = Math.min(endsAt - Date.now(), shortestTurnMs - (Date.now() - startedAt));
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}

function checked(body: unknown, { url }: ApiClient): GateAnswerShape {
  const answer = body as Partial<GateAnswerShape> | null;
  if (typeof answer?.gate === 'string' && Array.isArray(answer.datasets)) return answer as GateAnswerShape;
  throw unableFailure(
    `${url} answered, but not as a gate does`,
    'Is that a plumbline server of this version?',
    'PL3003',
  );
}

export type GateFailOn = 'warn' | 'error' | 'critical' | 'never';

/**
 * 0 go on, 1 stop, 3 pending. `never` always goes on, `warn` stops at a warning too, `critical` only at a failure of that
 * severity; without one, or with `error`, it is what the gate says.
 */
export function gateExitCode(answer: GateAnswerShape, failOn: GateFailOn = 'error'): number {
  const { gate, reasons, because = [] } = answer;
  if (gate === 'pending') return exitCodes.unable;
  if (failOn === 'never' || gate === 'allow') return exitCodes.done;
  if (failOn === 'warn') return exitCodes.findings;
  const isCritical = reasons.some(({ outcome, severity, override }) => {
    return outcome === 'fail' && severity === 'critical' && override === null;
  });
  // Nothing came, and the policy says stop: there is no severity to ask for.
  const stops = failOn === 'critical' && !because.includes('policy') ? isCritical : gate === 'block';
  return stops ? exitCodes.findings : exitCodes.done;
}

/** Could an answer not be had, as opposed to a question that is wrong? */
export const isInability = (error: unknown): error is Failure =>
  error instanceof Failure && error.exitCode === exitCodes.unable;
