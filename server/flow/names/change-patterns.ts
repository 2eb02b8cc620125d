import { normalisedName, patternProblem, type LineageName } from '../../openlineage/index.ts';
import { Problem } from '../../problem.ts';
import { appendAudit, type Actor } from '../../store/audit.ts';
import { findDatasetIds, nameKey } from '../../store/datasets.ts';
import { deletePattern, insertPattern, listDatasetsLike, listPatterns, type StoredPattern } from '../../store/names/patterns.ts'; // prettier-ignore
import { deleteOtherPatternsOf, deleteSameOfPattern, lockJoins, readGroups, saveApart } from '../../store/names/same.ts'; // prettier-ignore
import { inTransaction, type Sql } from '../../store/sql.ts';
import { coversNamespace, namespacesOf, type Principal } from '../principal.ts';
import type { ReceiveContext } from '../receive-context.ts';
import { joinByPatterns, joinMeant, meantBy, type Meant } from './join-by-patterns.ts';
import { regroup } from './join-names.ts';

/** Datasets that one pattern joins at once: a pattern that means more is a mistake, or work for several. */
const mostJoined = 5_000;

export interface WantedPattern {
  from: LineageName;
  to: LineageName;
}

export interface PatternPreview {
  /** What it would join, of datasets that are known. */
  joins: { dataset: LineageName & { id: number }; to: LineageName; isNew: boolean }[];
  isCut: boolean;
}

interface Act {
  principal: Principal;
  actor: Actor;
}

/** The name as producers' names are kept, so that a pattern holds for whatever they are spelt like; one with stars stays. */
const keptName = (name: LineageName) => ((name.namespace + name.name).includes('*') ? name : normalisedName(name));

function readPattern(wanted: WantedPattern, principal: Principal): WantedPattern {
  const pattern = { from: keptName(wanted.from), to: keptName(wanted.to) };
  const problem = patternProblem(pattern);
  if (problem) throw new Problem('invalid-request', 'The pattern cannot be carried out.', { errors: [problem] });
  for (const { namespace } of [pattern.from, pattern.to]) requireAll(principal, namespace);
  return pattern;
}

/** Whoever says what names mean must be let into every namespace that the pattern may mean. */
function requireAll(principal: Principal, namespace: string): void {
  if (!coversNamespace(namespacesOf(principal), namespace.replaceAll('*', '\uffff')))
    throw new Problem('not-allowed', `Your namespaces do not cover ${namespace}.`);
}

/** What a pattern would join. */
export async function previewPattern(
  context: Pick<ReceiveContext, 'pool'>,
  { principal, ...wanted }: WantedPattern & { principal: Principal },
): Promise<PatternPreview> {
  const { meant, isCut } = await meantNow(context.pool, readPattern(wanted, principal), 0);
  const known = await findDatasetIds(
    context.pool,
    meant.map(({ to }) => to),
  );
  const joins = meant.map(({ dataset, to }) => ({ dataset, to, isNew: !known.has(nameKey(to)) }));
  return { joins, isCut };
}

/** The datasets that a pattern means, unless an earlier pattern of more letters means them already. */
async function meantNow(sql: Sql, pattern: WantedPattern, id: number): Promise<{ meant: Meant[]; isCut: boolean }> {
  const datasets = await listDatasetsLike(sql, { from: pattern.from, limit: mostJoined + 1 });
  const letters = ({ from }: WantedPattern) => (from.namespace + from.name).replaceAll('*', '').length;
  const others = (await listPatterns(sql)).filter((one) => one.id !== id);
  const own = { ...pattern, id, createdBy: '', createdAt: new Date(0), joined: 0 };
  const patterns: StoredPattern[] = [...others, own].sort((a, b) => letters(b) - letters(a));
  const meant = meantBy(patterns, datasets).filter((one) => one.pattern.id === id);
  return { meant: meant.slice(0, mostJoined), isCut: datasets.length > mostJoined };
}

/** Puts a pattern in force: the datasets that it means are one with those that it says, from now on also new ones. */
export async function addPattern(
  context: ReceiveContext,
  { principal, actor, ...wanted }: WantedPattern & Act,
): Promise<StoredPattern> {
  const pattern = readPattern(wanted, principal);
  const now = context.clock();
  const added = await inTransaction(context.pool, async (sql) => {
    await lockJoins(sql);
    const id = await insertPattern(sql, { ...pattern, by: principal.name, at: now });
    if (id === null) throw new Problem('conflict', 'There is a pattern for these names already: remove that first.');
    const { meant, isCut } = await meantNow(sql, pattern, id);
    if (isCut)
      throw new Problem('invalid-request', `The pattern means more than ${mostJoined} datasets: say it more exactly.`);
    // A pattern of more letters takes a name from one of fewer.
    const taken = meant.map(({ dataset }) => dataset.id);
    const before = await deleteOtherPatternsOf(sql, taken, id);
    await joinMeant({ context, sql }, meant, now);
    await regroup({ context, sql }, before, now);
    await audit(sql, actor, { action: 'names.pattern-added', id, after: { ...pattern, joined: meant.length } });
    return (await listPatterns(sql)).find((one) => one.id === id)!;
  });
  context.onNotification();
  context.onChange();
  return added;
}

/** Takes a pattern back: what it joined is two again, each with its own history and edges. */
export async function removePattern(
  context: ReceiveContext,
  { id, principal, actor }: Act & { id: number },
): Promise<void> {
  const now = context.clock();
  await inTransaction(context.pool, async (sql) => {
    await lockJoins(sql);
    const pattern = (await listPatterns(sql)).find((one) => one.id === id);
    const covers = (namespace: string) => coversNamespace(namespacesOf(principal), namespace.replaceAll('*', '\uffff'));
    if (!pattern || !covers(pattern.from.namespace) || !covers(pattern.to.namespace))
      throw new Problem('not-found', `There is no pattern nmp_${id} here, or it is not yours to change.`);
    const changed = await deleteSameOfPattern(sql, id);
    await deletePattern(sql, id);
    await regroup({ context, sql }, changed, now);
    const left = await readGroups(sql, changed);
    await joinByPatterns({ context, sql }, left, now);
    const { from, to, joined } = pattern;
    await audit(sql, actor, { action: 'names.pattern-removed', id, before: { from, to, joined } });
  });
  context.onChange();
}

const audit = (
  sql: Sql,
  actor: Actor,
  { id, ...change }: { action: string; id: number; before?: unknown; after?: unknown },
) => appendAudit(sql, actor, { ...change, object: `name-pattern/nmp_${id}` });

/** Sets a name apart from those that producers say are the same, or takes that back. False when nothing says that it is one with another. */
export async function setApart(
  context: ReceiveContext,
  { datasetId, namespace, apart, reason, principal, actor }: Act & { datasetId: number; namespace: string; apart: boolean; reason: string }, // prettier-ignore
): Promise<boolean> {
  const now = context.clock();
  const changed = await inTransaction(context.pool, async (sql) => {
    await lockJoins(sql);
    const ids = await saveApart(sql, datasetId, apart ? { at: now, by: principal.name } : null);
    if (ids.length === 0) return false;
    await regroup({ context, sql }, ids, now);
    const action = apart ? 'names.set-apart' : 'names.joined-again';
    await appendAudit(sql, actor, { action, object: `dataset/dst_${datasetId}`, namespace, after: { reason } });
    return true;
  });
  if (changed) context.onChange();
  return changed;
}
