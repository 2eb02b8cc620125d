import { setTimeout as delay } from 'node:timers/promises';
import { appendAudit } from '../store/audit.ts';
import type { QualifiedName } from '../store/datasets.ts';
import { findJudged, type JudgedProfile } from '../store/gate.ts';
import { gateOfDataset } from './gate-answer.ts';
import { gateRules, unknownConsumer, type GateAsking, type GateContext } from './gate-asking.ts';
import { gateOfRun } from './gate-of-run.ts';
import { combined, type GateReply } from './gate-reply.ts';

const firstPauseMs = 100;
const longestPauseMs = 1000;
// Beyond so many waiting at once, whoever asks is answered `pending` without a wait, and asks again.
const mostWaiting = 500;
let waiting = 0;

/**
 * May the pipeline go on? What the newest fitting profile's newest judgement comes to for whoever asks, of one dataset or of
 * all that a run wrote. While none has come it waits, holding no connection between its looks. That an override let
 * something pass is audited.
 */
export async function askGate(context: GateContext, asking: GateAsking): Promise<GateReply> {
  const mustWait = asking.waitSeconds > 0;
  const mayWait = waiting < mostWaiting;
  let reply = await look(context, mustWait && !mayWait ? { ...asking, final: false } : asking);
  if (reply.would === 'pending' && mustWait && mayWait) reply = await waited(context, asking, reply);
  if (reply.because.includes('override')) await auditOverrides(context, asking, reply);
  return reply;
}

async function waited(context: GateContext, asking: GateAsking, first: GateReply): Promise<GateReply> {
  const { waitSeconds, signal } = asking;
  waiting += 1;
  try {
    let reply = first;
    const endsAt = performance.now() + waitSeconds * 1000;
    for (let pause = firstPauseMs; reply.would === 'pending'; pause = Math.min(longestPauseMs, pause * 1.5)) {
      const left = endsAt - performance.now();
      if (left <= 0 || signal.aborted) break;
      await delay(Math.min(pause, left), undefined, { signal }).catch(() => undefined);
      reply = await look(context, asking);
    }
    return reply;
  } finally {
    waiting -= 1;
  }
}

async function look(context: GateContext, asking: GateAsking): Promise<GateReply> {
  const { pool, publicUrl, clock } = context;
  const { dataset: asked, question, consumer } = asking;
  const rules = await context.rules.current(pool);
  if (asked === null) return gateOfRun(context, asking, rules);
  const current = rules.currentName(asked);
  const dataset = asking.covers(current.namespace) ? current : asked;
  const found = await findJudged(pool, dataset, question, clock());
  const url = found === null ? `${publicUrl}/datasets` : `${publicUrl}/datasets/${found.slug}`;
  const gate = gateOfDataset(found ?? unheardOf(dataset), gateRules(rules, dataset, asking), url);
  return combined([gate], { publicUrl, consumer, warnings: unknownConsumer(rules, dataset, consumer) });
}

const unheardOf = ({ namespace, name }: QualifiedName): JudgedProfile => ({
  ...{ datasetId: 0, namespace, name, slug: '' },
  ...{ profileId: null, intervalStart: null, intervalEnd: null, verdict: null, answer: null },
  ...{ incident: null, overrides: [], externalVerdicts: [], externalResults: [] },
});

/** Who went on by whose leave, each override once for an answer. */
async function auditOverrides({ pool }: GateContext, { actor, consumer }: GateAsking, reply: GateReply): Promise<void> {
  const { gate, would, overrides, datasets } = reply;
  for (const { id } of overrides) {
    const profiles = datasets.map(({ profileId }) => profileId);
    await appendAudit(pool, actor, {
      action: 'override.used',
      object: id,
      namespace: datasets[0]?.dataset.namespace ?? null,
      after: { gate, would, consumer, profiles },
    });
  }
}
