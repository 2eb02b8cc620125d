import { Problem } from '../problem.ts';
import { deleteWatches } from '../store/arrivals.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import { findDataset, type DatasetSummary } from '../store/catalogue.ts';
import { findNameHolder, lockNames, renameDataset, saveRetirement } from '../store/dataset-names.ts';
import type { QualifiedName } from '../store/datasets.ts';
import { lockIncident } from '../store/incidents.ts';
import { lockDataset } from '../store/receive.ts';
import { raiseEpoch, readRules } from '../store/rules.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { closeIncident } from './close-incident.ts';
import { coversNamespace, namespacesOf, type Principal } from './principal.ts';
import type { ReceiveContext } from './receive-context.ts';
import { compileRules } from './rules-cache.ts';
import { staleNames } from './stale-names.ts';
import { syncWatches } from './sync-watches.ts';

interface Act {
  /** Id (dst_12) or slug. */
  id: string;
  principal: Principal;
  actor: Actor;
}

const fullName = ({ namespace, name }: QualifiedName) => `${namespace}/${name}`;

/** The dataset, its row locked; a Problem when there is none that the caller may see. */
async function lockFor(sql: Sql, { id, principal }: Act): Promise<DatasetSummary> {
  const found = await findDataset(sql, id);
  if (!found || !coversNamespace(namespacesOf(principal), found.namespace)) {
    throw new Problem('not-found', `There is no dataset ${id} here, or it is not yours to see.`);
  }
  await lockDataset(sql, found.id);
  return (await findDataset(sql, `dst_${found.id}`)) ?? found;
}

const audited = (sql: Sql, { actor }: Act, dataset: DatasetSummary, change: { action: string; after?: unknown }) =>
  appendAudit(sql, actor, {
    ...change,
    object: `dataset/dst_${dataset.id}`,
    namespace: dataset.namespace,
    before: { name: fullName(dataset), retired: dataset.retiredAt !== null },
  });

/** Says that a dataset is no more: never overdue, in no list, and its open incident is closed with the reason. Twice is once. */
export async function retireDataset(context: ReceiveContext, input: Act & { reason: string }): Promise<void> {
  const now = context.clock();
  const by = input.principal.name;
  const closed = await inTransaction(context.pool, async (sql) => {
    const dataset = await lockFor(sql, input);
    if (dataset.retiredAt !== null) return false;
    await saveRetirement(sql, dataset.id, { at: now, by, reason: input.reason });
    await deleteWatches(sql, dataset.id);
    await audited(sql, input, dataset, { action: 'dataset.retired', after: { reason: input.reason } });
    const [number] = dataset.openIncidents;
    const incident = number === undefined ? null : await lockIncident(sql, number, context.publicUrl);
    if (!incident || incident.facts.state === 'resolved') return false;
    const text = `resolved by ${by}, the dataset is retired: ${input.reason}`;
    await closeIncident({ context, sql }, { incident, by, text }, now);
    return true;
  });
  if (closed) context.onNotification();
}

/** Takes a retirement back: what is expected of the dataset is awaited from now on. */
export async function restoreDataset(context: ReceiveContext, input: Act): Promise<void> {
  await inTransaction(context.pool, async (sql) => {
    const dataset = await lockFor(sql, input);
    if (dataset.retiredAt === null) return;
    await saveRetirement(sql, dataset.id, null);
    await deleteWatches(sql, dataset.id);
    const rules = await context.rules.current(sql);
    await syncWatches({ sql, rules }, [dataset], context.clock());
    await audited(sql, input, dataset, { action: 'dataset.restored' });
  });
}

/**
 * Gives a dataset another name. Its history stays, posts and links under the old name lead to it, and suites and privacy
 * rules that name the old one go on holding. Answers what should be mended nevertheless.
 */
export async function renameDatasetTo(
  context: ReceiveContext,
  input: Act & { to: QualifiedName },
): Promise<{ warnings: string[] }> {
  const { to, principal } = input;
  if (!coversNamespace(namespacesOf(principal), to.namespace)) {
    throw new Problem('not-allowed', `Your namespaces do not cover ${to.namespace}.`);
  }
  const now = context.clock();
  return inTransaction(context.pool, async (sql) => {
    await lockNames(sql);
    const dataset = await lockFor(sql, input);
    if (fullName(dataset) === fullName(to)) return { warnings: [] };
    await refuseTaken(sql, dataset, to);
    await renameDataset(sql, { datasetId: dataset.id, to, at: now, by: principal.name });
    await raiseEpoch(sql);
    const rules = compileRules(await readRules(sql));
    if (dataset.retiredAt === null) await syncWatches({ sql, rules }, [{ ...to, id: dataset.id }], now);
    await audited(sql, input, dataset, { action: 'dataset.renamed', after: { name: fullName(to) } });
    const suites = rules.of(to).suites.map(({ suite }) => suite);
    return { warnings: await staleNames(sql, suites) };
  });
}

async function refuseTaken(sql: Sql, dataset: DatasetSummary, to: QualifiedName): Promise<void> {
  const holder = await findNameHolder(sql, to);
  if (!holder || (holder.isFormer && holder.id === dataset.id)) return;
  const whose = holder.isFormer ? 'is the former name of another dataset, whose posts still come under it' : 'is taken';
  throw new Problem('conflict', `${fullName(to)} ${whose}. Choose another name.`);
}
