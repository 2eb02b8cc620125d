import { createHash } from 'node:crypto';
import { applyPrivacy, scalarMetrics, type Profile } from '../../checks/index.ts';
import { Problem } from '../problem.ts';
import { ensureDatasets, ensureNamespaces, findDatasetIds, nameKey, type QualifiedName } from '../store/datasets.ts';
import type { LayoutCache } from '../store/layouts.ts';
import { readAnswer } from '../store/receive.ts';
import { inPipelinedTransaction, inTransaction, type Pool } from '../store/sql.ts';
import type { createSchemaCache } from './judge.ts';
import {
  clockWarnings,
  profileTimes,
  receiptKey,
  schemaHash,
  segmentText,
  type ProfileTimes,
  type Warning,
} from './profile-times.ts';
import { judgeAndStore } from './receive-transaction.ts';
import type { RouteDefaults } from './notify.ts';
import type { CompiledRules, RulesCache } from './rules-cache.ts';

/** What receiving needs of its process: the pool, the clock, and copies of what never or seldom changes. */
export interface ReceiveContext {
  pool: Pool;
  rules: RulesCache;
  layouts: LayoutCache;
  schemas: ReturnType<typeof createSchemaCache>;
  datasetIds: Map<string, number>;
  namespaces: Set<string>;
  clock: () => Date;
  publicUrl: string;
  routeDefaults: RouteDefaults;
  /** Called after a commit that planned a notification, so that delivery need not wait for its next look. */
  onNotification: () => void;
}

/** A profile made ready before its transaction: everything that needs no lock. */
export interface PreparedProfile {
  posted: Profile;
  bodyHash: Buffer;
  key: string | null;
  receivedAt: Date;
  times: ProfileTimes;
  warnings: Warning[];
  segment: string;
  schemaHash: string | null;
  epoch: number;
  safe: Profile;
  values: number[];
  layoutId: number;
  document: string;
}

/** `created` false: the same key and body were received before, and this is the answer given then. */
export interface Receipt {
  created: boolean;
  answer: string;
}

/**
 * Stores and judges one profile in one transaction, and answers what was decided; a repeat gets the first answer.
 * @throws Problem when its key was used for another body, or a time lies in the future.
 */
export async function receiveProfile(context: ReceiveContext, profile: Profile): Promise<Receipt> {
  const datasetId = await datasetIdOf(context, profile);
  for (let rules = await context.rules.latest(context.pool); ;) {
    const prepared = await prepare(context, profile, rules);
    const outcome = await inPipelinedTransaction(
      context.pool,
      judgeAndStore({ ...context, rules }, datasetId, prepared),
    );
    if (outcome.kind === 'seen') return repeat(context.pool, outcome.profileId);
    if (outcome.kind === 'stored') {
      if (outcome.notified) context.onNotification();
      return { created: true, answer: outcome.answer };
    }
    rules = await context.rules.at(context.pool, outcome.epoch);
  }
}

async function repeat(pool: Pool, profileId: number): Promise<Receipt> {
  return { created: false, answer: await readAnswer(pool, profileId) };
}

async function prepare(context: ReceiveContext, profile: Profile, rules: CompiledRules): Promise<PreparedProfile> {
  const now = context.clock();
  const times = profileTimes(profile, now);
  const warnings = clockWarnings(times, now);
  const text = JSON.stringify(profile);
  const bodyHash = createHash('sha256').update(text).digest();
  return {
    posted: profile,
    bodyHash,
    key: receiptKey(profile, bodyHash),
    receivedAt: now,
    times,
    warnings,
    segment: segmentText(profile),
    schemaHash: schemaHash(profile),
    ...(await makeSafe(context, profile, { text, rules })),
  };
}

/** Privacy first: what is kept and judged is what is left after it. */
async function makeSafe(
  context: ReceiveContext,
  profile: Profile,
  { text, rules }: { text: string; rules: CompiledRules },
) {
  const safe = applyPrivacy(profile, rules.privacy, rules.hashValue);
  const document = safe === profile ? text : JSON.stringify(safe);
  const { names, values } = scalarMetrics(safe);
  return { epoch: rules.epoch, safe, values, layoutId: await context.layouts.idOf(context.pool, names), document };
}

async function datasetIdOf(context: ReceiveContext, profile: Profile): Promise<number> {
  await ensureKnown(context, [profile]);
  const id = context.datasetIds.get(nameKey(profile.dataset));
  if (id === undefined) throw new Error(`dataset ${profile.dataset.namespace}/${profile.dataset.name} was not stored`);
  return id;
}

/** What a post names: a dataset, a run's job, or both. */
interface Named {
  dataset: QualifiedName | null;
  run?: Profile['run'];
}

/** The namespace that a profile's run belongs to: its job's, else the dataset's. */
export const runNamespace = ({ run, dataset }: Named) => run?.job?.namespace ?? dataset?.namespace ?? '';

/** Inserts the datasets and namespaces that are new, sorted by name, and remembers the ids of all. */
export async function ensureKnown(context: ReceiveContext, posts: readonly Named[]): Promise<void> {
  const datasets = posts.flatMap(({ dataset }) => dataset ?? []);
  const unknown = datasets.filter((dataset) => !context.datasetIds.has(nameKey(dataset)));
  const namespaces = posts.map(runNamespace).filter((name) => !context.namespaces.has(name));
  if (unknown.length === 0 && namespaces.length === 0) return;
  const ids = await inTransaction(context.pool, async (sql) => {
    await ensureNamespaces(sql, namespaces);
    await ensureDatasets(sql, unknown);
    return findDatasetIds(sql, unknown);
  });
  if (context.datasetIds.size + ids.size > 200_000) context.datasetIds.clear();
  for (const [key, id] of ids) context.datasetIds.set(key, id);
  for (const name of namespaces) context.namespaces.add(name);
}

/** Same key, other body: the first stays as it is. */
export function refuseOtherBody(key: string): never {
  throw new Problem(
    'idempotency-conflict',
    `The idempotency key ${JSON.stringify(key)} belongs to another body. A correction carries a new key.`,
  );
}
