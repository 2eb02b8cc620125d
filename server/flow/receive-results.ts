import { createHash } from 'node:crypto';
import { externalSuite, gateOf, resultsOf, verdictOf, type CheckResult } from '../../checks/index.ts';
import { Problem } from '../problem.ts';
import { findDatasetIds, nameKey } from '../store/datasets.ts';
import { insertExternalResult, readExternalContext, saveExternalAnswer } from '../store/external-results.ts';
import { lockDataset, MissingDataset } from '../store/receive.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { sameHash } from './credentials.ts';
import { failuresOf } from './failures.ts';
import { countOutcomes } from './judge.ts';
import { ensureKnown } from './known-datasets.ts';
import { refuseFuture } from './profile-times.ts';
import type { ReceiveContext } from './receive-context.ts';
import { judgeByResults } from './judge-by-results.ts';
import type { PostedVerdict, ResultsPlace } from './results-place.ts';
import { recordResults, type IncidentRelation } from './record-results.ts';
import { answerOf, mergedRelations } from './results-answer.ts';

export interface ResultsReceipt {
  /** False when this very verdict was received before. */
  created: boolean;
  answer: string;
}

/**
 * Keeps what another tool found of a dataset, in one transaction with the incident that it opens, feeds or heals. A repeat
 * gets the first answer; one that says nothing of its time is new each time.
 * @throws Problem when a time lies in the future or its key was used for another body.
 */
export async function receiveResults(context: ReceiveContext, posted: PostedVerdict): Promise<ResultsReceipt> {
  const now = context.clock();
  refuseFuture(effectiveAtOf(posted, now), posted.dataInterval ? '/dataInterval/start' : '', now);
  const outcome = await onceMore(context, posted);
  context.observe.event('results', outcome.created ? 'created' : 'repeated');
  if (!outcome.created) return outcome;
  context.activity.acceptedAt = context.clock();
  if (outcome.notified) context.onNotification();
  context.onChange();
  return outcome;
}

type Kept = ResultsReceipt & { notified: boolean };

/** A dataset that was removed after its id was learnt is made anew. */
async function onceMore(context: ReceiveContext, posted: PostedVerdict): Promise<Kept> {
  const keep = async () => {
    await ensureKnown(context, [{ dataset: posted.dataset }]);
    return inTransaction(context.pool, (sql) => keepVerdict({ ...context, sql }, posted));
  };
  try {
    return await keep();
  } catch (error) {
    if (!(error instanceof MissingDataset)) throw error;
    context.datasetIds.delete(nameKey(posted.dataset));
    return keep();
  }
}

async function keepVerdict(context: ReceiveContext & { sql: Sql }, posted: PostedVerdict): Promise<Kept> {
  const { sql } = context;
  const name = (await context.rules.current(sql)).currentName(posted.dataset);
  const ids = await findDatasetIds(sql, [name]);
  const dataset = await lockDataset(sql, ids.get(nameKey(name)) ?? 0);
  const bodyHash = createHash('sha256').update(JSON.stringify(posted)).digest();
  const key = keyOf(posted, bodyHash);
  const drawn = await readExternalContext(sql, { datasetId: dataset.id, suite: externalSuite(posted), key });
  if (drawn.seen) {
    if (!sameHash(drawn.seen.bodyHash, bodyHash)) refuseOtherBody(posted.key ?? '');
    return { created: false, answer: drawn.seen.answer, notified: false };
  }
  const now = context.clock();
  const place = { context, rules: await context.rules.current(sql), dataset, drawn, posted, now };
  return decide(place, { key, bodyHash });
}

/** Without a key of its own, a verdict that says when it was judged or of which run or interval is known by its content. */
function keyOf({ key, judgedAt, run, dataInterval }: PostedVerdict, bodyHash: Buffer): string | null {
  if (key !== null) return key;
  return (judgedAt ?? run ?? dataInterval) === null ? null : `sha256:${bodyHash.toString('base64url')}`;
}

function refuseOtherBody(key: string): never {
  const detail = `The idempotency key ${JSON.stringify(key)} belongs to other results. A correction carries a new key.`;
  throw new Problem('idempotency-conflict', detail);
}

const effectiveAtOf = ({ dataInterval, judgedAt }: PostedVerdict, now: Date) => {
  const text = dataInterval?.start ?? judgedAt;
  return text === null || text === undefined ? now : new Date(text);
};

async function decide(place: ResultsPlace, { key, bodyHash }: { key: string | null; bodyHash: Buffer }): Promise<Kept> {
  const { context, rules, dataset, drawn, posted, now } = place;
  const own = rules.of(posted.dataset);
  const effectiveAt = effectiveAtOf(posted, now);
  const isLate = drawn.lastEffectiveAt !== null && effectiveAt < drawn.lastEffectiveAt;
  const results = resultsOf(posted, posted.dataset, rules.privacyOf(posted.dataset));
  const incidents = isLate || dataset.retired_at ? [] : await incidentsOf(place, results);
  const [verdict, gate] = [verdictOf(results), gateOf(results, { failOpen: own.failOpen })];
  const { sql } = context;
  const judged = { results, verdict, gate, incidents, isLate };
  const answer = answerOf(place, judged);
  await insertExternalResult(sql, {
    id: drawn.id,
    datasetId: dataset.id,
    tool: posted.tool,
    suite: externalSuite(posted),
    run: posted.run?.id ?? null,
    intervalStart: posted.dataInterval ? new Date(posted.dataInterval.start) : null,
    intervalEnd: posted.dataInterval ? new Date(posted.dataInterval.end) : null,
    judgedAt: posted.judgedAt === null ? null : new Date(posted.judgedAt),
    receivedAt: now,
    effectiveAt,
    key,
    bodyHash,
    verdict,
    gate,
    results: JSON.stringify(results),
    answer,
    newest: !isLate,
    checkCounts: countOutcomes(results),
  });
  const later = await judgeByResults(place);
  if (later.length === 0) return { created: true, answer, notified: isTold(incidents) };
  const all = mergedRelations([...incidents, ...later]);
  const answered = answerOf(place, { ...judged, incidents: all });
  await saveExternalAnswer(sql, { id: drawn.id, answer: answered });
  return { created: true, answer: answered, notified: isTold(all) };
}

const isTold = (incidents: readonly IncidentRelation[]) => incidents.some(({ relation }) => relation !== 'continued');

/** A pass heals what the same check opened; a check that is absent, undecided or in error neither heals nor fails. */
async function incidentsOf(place: ResultsPlace, results: readonly CheckResult[]): Promise<IncidentRelation[]> {
  const { context, rules, dataset, drawn, posted, now } = place;
  const own = rules.of(posted.dataset);
  const outcomes = failuresOf(results, { own, series: '' }, now);
  if (outcomes.failing.length === 0 && drawn.openIncident === null) return [];
  const { owner, labels, runbook } = own;
  const { namespace, name } = rules.currentName(posted.dataset);
  return recordResults(
    { ...context, rules },
    {
      ...outcomes,
      subject: { kind: 'dataset', namespace, name },
      datasetId: dataset.id,
      jobId: null,
      openIncident: drawn.openIncident,
      profileId: null,
      owner: owner ?? dataset.owner,
      labels,
      runbook,
      covers: () => false,
    },
    now,
  );
}
