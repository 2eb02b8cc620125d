import { Problem } from '../problem.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import { findDatasetById } from '../store/dataset-names.ts';
import type { QualifiedName } from '../store/datasets.ts';
import { listJudgements, type StoredForJudging, type StoredJudgement } from '../store/judgements.ts';
import { readSuitesAsOf, readSuiteVersions } from '../store/rules.ts';
import { inTransaction, type Sql } from '../store/sql.ts';
import { judgeAgain, lockForJudging } from './judge-again.ts';
import { coversNamespace, namespacesOf, type Principal } from './principal.ts';
import type { ReceiveContext } from './receive-context.ts';
import { compileRules, type CompiledRules, type DatasetRules } from './rules-cache.ts';

interface Asked {
  profileId: number;
  /** The id as it was written, for messages. */
  id: string;
  principal: Principal;
  actor: Actor;
  suites?: { name: string; version: number }[] | undefined;
  asOf?: string | undefined;
  record?: boolean | undefined;
  history?: 'then' | 'now' | undefined;
}

/** Judges a stored profile by the rules that are asked for and keeps the answer beside the earlier ones. */
export async function judgeOnRequest(receive: ReceiveContext, asked: Asked): Promise<StoredJudgement> {
  const now = receive.clock();
  const { judgement, relations } = await inTransaction(receive.pool, async (sql) => {
    const rules = await receive.rules.current(sql);
    const { profile, name } = await findProfile(sql, asked);
    const counts = asked.record === true;
    if (counts) requireNewest(asked, profile);
    const own = await rulesFor({ sql, rules }, asked, name);
    requireVisible(asked, own);
    const why = { cause: 'again', counts, requestedBy: asked.actor.name } as const;
    const request = { profile, own, ...why, byPastOfNow: asked.history === 'now' };
    const again = await judgeAgain({ receive, sql, rules }, request, now);
    const [newest] = await listJudgements(sql, { profileId: profile.id, until: null, limit: 1 });
    if (!newest) throw new Error(`the judgement of profile ${profile.id} was not stored`);
    const { verdict } = JSON.parse(newest.answer) as { verdict: string };
    const after = {
      judgement: `jdg_${newest.id}`,
      rules: newest.rules,
      history: asked.history ?? 'then',
      counts,
      verdict,
    };
    const change = { action: 'profile.judged', object: `profile/prf_${profile.id}`, namespace: name.namespace, after };
    await appendAudit(sql, asked.actor, change);
    return { judgement: newest, relations: again.relations };
  });
  if (relations.some(({ relation }) => relation !== 'continued')) receive.onNotification();
  if (judgement.counts) receive.onChange();
  return judgement;
}

async function findProfile(sql: Sql, { profileId, id, principal }: Asked) {
  const profile = await lockForJudging(sql, profileId);
  const name = profile && (await findDatasetById(sql, profile.datasetId));
  if (!profile || !name || !coversNamespace(namespacesOf(principal), name.namespace))
    throw new Problem('not-found', `There is no profile ${id} here, or it is not yours to see.`);
  return { profile, name };
}

function requireNewest(asked: Asked, { supersededBy, isLate }: StoredForJudging): void {
  if (asked.suites !== undefined || asked.asOf !== undefined)
    throw new Problem(
      'conflict',
      'Only a judgement by the rules in force can speak for a profile: leave out suites and asOf.',
    );
  if (supersededBy !== null)
    throw new Problem('conflict', `${asked.id} was corrected by prf_${supersededBy}, which speaks for it.`);
  if (isLate)
    throw new Problem('conflict', `${asked.id} is not the newest of its series: what was told of it then stays.`);
}

/** A rule that compares with another dataset tells something of it. */
function requireVisible({ principal }: Asked, { needs }: DatasetRules): void {
  const hidden = needs.others.find(({ namespace }) => !coversNamespace(namespacesOf(principal), namespace));
  if (hidden)
    throw new Problem(
      'not-allowed',
      `A rule compares with the namespace ${hidden.namespace}, which is not yours to see.`,
    );
}

async function rulesFor(
  { sql, rules }: { sql: Sql; rules: CompiledRules },
  asked: Asked,
  name: QualifiedName,
): Promise<DatasetRules> {
  if (asked.suites !== undefined && asked.asOf !== undefined)
    throw new Problem('invalid-request', 'Ask by suites or by asOf, not by both.', {
      errors: [{ pointer: '/asOf', message: 'stands beside suites' }],
    });
  if (asked.asOf !== undefined)
    return compileRules({ ...rules, suites: await readSuitesAsOf(sql, new Date(asked.asOf)) }).of(name);
  return asked.suites === undefined
    ? rules.of(name)
    : namedRules({ sql, rules }, { ...asked, suites: asked.suites }, name);
}

async function namedRules(
  { sql, rules }: { sql: Sql; rules: CompiledRules },
  { suites, principal }: Asked & { suites: { name: string; version: number }[] },
  name: QualifiedName,
): Promise<DatasetRules> {
  const chosen: CompiledRules['suites'] = [];
  for (const [index, wanted] of suites.entries()) {
    const versions = await readSuiteVersions(sql, wanted.name);
    const found = versions.find(({ version }) => version === wanted.version);
    const fault = (message: string) =>
      new Problem('invalid-request', 'The profile cannot be judged by these suites.', {
        errors: [{ pointer: `/suites/${index}`, message }],
      });
    if (!found || !coversNamespace(namespacesOf(principal), found.namespace))
      throw fault(`there is no version ${wanted.version} of a suite ${wanted.name} here`);
    const one = { suite: found.compiled, version: found.version };
    if (compileRules({ ...rules, suites: [one] }).of(name).suites.length === 0)
      throw fault(`version ${wanted.version} of ${wanted.name} does not speak of ${name.namespace}/${name.name}`);
    chosen.push(one);
  }
  return compileRules({ ...rules, suites: chosen }).of(name);
}
