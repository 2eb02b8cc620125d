import type { Verdict } from '../../checks/index.ts';
import type { QualifiedName } from '../store/datasets.ts';
import { overrideId } from '../store/gate-overrides.ts';
import { incidentId } from '../store/incidents.ts';
import {
  worstVerdict,
  worstWord,
  type DatasetGate,
  type GateCause,
  type GateReason,
  type GateWord,
} from './gate-answer.ts';

export interface GateReply {
  gate: GateWord;
  would: GateWord;
  because: GateCause[];
  consumer: string | null;
  verdict: Verdict;
  profileId: string | null;
  reasons: GateReason[];
  overrides: { id: string; by: string; approvedBy: string; reason: string; until: string }[];
  incidents: { id: string; url: string }[];
  datasets: {
    dataset: QualifiedName;
    gate: GateWord;
    would: GateWord;
    verdict: Verdict;
    profileId: string | null;
    url: string;
  }[];
  /** What whoever asks should know of his question. */
  warnings: string[];
  url: string;
}

interface Combining {
  publicUrl: string;
  consumer: string | null;
  warnings: string[];
  /** What the run itself adds: a run that failed passes no gate. */
  run?: { reason: GateReason | null; allowed: boolean };
}

/** One answer of the gates of one dataset or several: the worst counts, and each is listed. */
export function combined(gates: readonly DatasetGate[], { publicUrl, consumer, warnings, run }: Combining): GateReply {
  const [only] = gates.length === 1 ? gates : [];
  const failed = run?.reason ?? null;
  const would = failed === null ? worstWord(gates.map((one) => one.would)) : 'block';
  const gate = failed === null ? worstWord(gates.map((one) => one.gate)) : run?.allowed === true ? 'allow' : 'block';
  const incidents = [...new Set(gates.flatMap(({ incident }) => (incident === null ? [] : [incidentId(incident)])))];
  const because = new Set(gates.flatMap((one) => one.because));
  if (failed !== null && gate === 'allow') because.add('shadow');
  const overrides = new Map(gates.flatMap((one) => one.overrides.map((used) => [used.id, used] as const)));
  return {
    gate,
    would,
    because: gate === would ? [] : [...because],
    consumer,
    verdict: failed === null ? worstVerdict(gates.map((one) => one.verdict)) : 'fail',
    profileId: only?.profileId ?? null,
    reasons: [...(failed === null ? [] : [failed]), ...gates.flatMap((one) => one.reasons)],
    overrides: [...overrides.values()].map(({ id, requestedBy, approvedBy, reason, until }) => ({
      id: overrideId(id),
      by: requestedBy,
      approvedBy,
      reason,
      until: new Date(until).toISOString(),
    })),
    incidents: incidents.map((id) => ({ id, url: `${publicUrl}/i/${id}` })),
    datasets: gates.map(({ dataset, gate: own, would: wouldBe, verdict, profileId, url }) => {
      return { dataset, gate: own, would: wouldBe, verdict, profileId, url };
    }),
    warnings,
    url: only?.url ?? `${publicUrl}/datasets`,
  };
}
