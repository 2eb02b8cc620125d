import { setTimeout as delay } from 'node:timers/promises';
import type { CheckResult, Outcome } from '../../checks/index.ts';
import { findJudged, type GateQuestion, type JudgedProfile } from '../store/gate.ts';
import { incidentId } from '../store/incidents.ts';
import type { Pool } from '../store/sql.ts';

export interface GateReply {
  gate: 'allow' | 'warn' | 'block' | 'pending';
  verdict: string;
  profileId: string | null;
  reasons: Pick<CheckResult, 'expectation' | 'outcome' | 'severity' | 'reason'>[];
  incidents: { id: string; url: string }[];
  url: string;
}

interface Asking {
  question: GateQuestion;
  waitSeconds: number;
  /** Ends the wait early: nobody listens any more. */
  signal: AbortSignal;
}

const firstPauseMs = 100;
const longestPauseMs = 1000;
// Beyond so many waiting at once, whoever asks is answered `pending` without a wait, and asks again.
const mostWaiting = 500;
let waiting = 0;

/**
 * May the pipeline go on? What the newest fitting profile's newest judgement said, as `gateOf` decided it then. While none
 * has come it waits, holding no connection between its looks, and answers `pending` in the end.
 */
export async function askGate(context: { pool: Pool; publicUrl: string }, asking: Asking): Promise<GateReply> {
  const { question, waitSeconds, signal } = asking;
  const look = async () => replyOf(context.publicUrl, await findJudged(context.pool, question));
  let reply = await look();
  if (reply.gate !== 'pending' || waitSeconds <= 0 || waiting >= mostWaiting) return reply;
  waiting += 1;
  try {
    const endsAt = performance.now() + waitSeconds * 1000;
    for (let pause = firstPauseMs; reply.gate === 'pending'; pause = Math.min(longestPauseMs, pause * 1.5)) {
      const left = endsAt - performance.now();
      if (left <= 0 || signal.aborted) break;
      await delay(Math.min(pause, left), undefined, { signal }).catch(() => undefined);
      reply = await look();
    }
    return reply;
  } finally {
    waiting -= 1;
  }
}

const order: readonly Outcome[] = ['error', 'fail', 'undecided', 'warn'];

function replyOf(publicUrl: string, found: JudgedProfile | null): GateReply {
  const incidents =
    found?.incident == null
      ? []
      : [{ id: incidentId(found.incident), url: `${publicUrl}/i/${incidentId(found.incident)}` }];
  const url = found === null ? `${publicUrl}/datasets` : `${publicUrl}/datasets/${found.slug}`;
  if (found?.answer == null) return { gate: 'pending', verdict: 'none', profileId: null, reasons: [], incidents, url };
  const { results } = JSON.parse(found.answer) as { results: CheckResult[] };
  const reasons = results
    .filter(({ outcome }) => outcome !== 'pass')
    .map(({ expectation, outcome, severity, reason }) => ({ expectation, outcome, severity, reason }))
    .toSorted((one, other) => order.indexOf(one.outcome) - order.indexOf(other.outcome));
  const { verdict = 'none', gate, profileId } = found;
  return {
    gate: gate as GateReply['gate'],
    verdict: verdict ?? 'none',
    profileId: `prf_${profileId}`,
    reasons,
    incidents,
    url,
  };
}
