import type { PrivacyRule, Suite } from '../../checks/index.ts';
import type { Routing } from '../../alerts/index.ts';
import { listAliases } from './dataset-names.ts';
import type { QualifiedName } from './datasets.ts';
import type { Sql } from './sql.ts';

/** Everything that decides how a profile is judged and who hears of it, as of one epoch. */
export interface Rules {
  epoch: number;
  suites: { suite: Suite; version: number }[];
  privacy: PrivacyRule[];
  routing: { version: number; routing: Routing } | null;
  valueHashKey: Uint8Array;
  /** Names that datasets once had, with the name they have now. */
  aliases: { former: QualifiedName; current: QualifiedName }[];
}

export async function readRules(sql: Sql): Promise<Rules> {
  const [instance] = await sql<{ rules_epoch: number; value_hash_key: Uint8Array }[]>`
    select rules_epoch, value_hash_key from instance`;
  if (!instance) throw new Error('the instance row is missing: the database was not migrated');
  const suites = await sql<{ compiled: Suite; version: number }[]>`
    select v.compiled, v.version from suite s join suite_version v on v.suite_id = s.id and v.version = s.active_version
    order by s.name`;
  const privacy = await sql<PrivacyRule[]>`
    select dataset_pattern as "datasetPattern", column_pattern as "columnPattern", level from privacy_rule order by position`;
  const [routing] = await sql<{ version: number; compiled: Routing }[]>`
    select version, compiled from routing_version order by version desc limit 1`;
  return {
    epoch: instance.rules_epoch,
    suites: suites.map(({ compiled, version }) => ({ suite: compiled, version })),
    privacy: [...privacy],
    routing: routing ? { version: routing.version, routing: routing.compiled } : null,
    valueHashKey: instance.value_hash_key,
    aliases: await listAliases(sql),
  };
}

/** The suites as they were in force at an instant; to the millisecond, in which such instants are told. */
export async function readSuitesAsOf(sql: Sql, at: Date): Promise<Rules['suites']> {
  const suites = await sql<{ compiled: Suite; version: number }[]>`
    select v.compiled, v.version from suite s cross join lateral (
      select compiled, version from suite_version where suite_id = s.id and date_trunc('milliseconds', created_at) <= ${at}
      order by version desc limit 1) v
    order by s.name`;
  return suites.map(({ compiled, version }) => ({ suite: compiled, version }));
}

export async function readEpoch(sql: Sql): Promise<number> {
  const [row] = await sql<{ rules_epoch: number }[]>`select rules_epoch from instance`;
  return row?.rules_epoch ?? 0;
}

/** Tells every process that its compiled rules are old; in the transaction of the change. */
export async function raiseEpoch(sql: Sql): Promise<void> {
  await sql`update instance set rules_epoch = rules_epoch + 1`;
}

export interface StoredSuite {
  name: string;
  namespace: string;
  version: number;
  yaml: string;
  author: string;
  createdAt: Date;
  compiled: Suite;
}

const suiteColumns = (sql: Sql) => sql`
  s.name, s.namespace, v.version, v.yaml, v.author, v.created_at as "createdAt", v.compiled`;

export async function listSuites(sql: Sql): Promise<StoredSuite[]> {
  return sql<StoredSuite[]>`
    select ${suiteColumns(sql)} from suite s join suite_version v on v.suite_id = s.id and v.version = s.active_version
    order by s.name`;
}

/** All versions of one suite, newest first; empty when there is none of this name. */
export async function readSuiteVersions(sql: Sql, name: string): Promise<StoredSuite[]> {
  return sql<StoredSuite[]>`
    select ${suiteColumns(sql)} from suite s join suite_version v on v.suite_id = s.id
    where s.name = ${name} order by v.version desc`;
}

export interface NewSuiteVersion {
  name: string;
  namespace: string;
  yaml: string;
  compiled: Suite;
  author: string;
}

/** Adds a version and puts it in force; the caller has checked that it differs from the one in force. */
export async function insertSuiteVersion(sql: Sql, input: NewSuiteVersion): Promise<number> {
  const [row] = await sql<{ id: number; version: number }[]>`
    insert into suite (name, namespace, active_version) values (${input.name}, ${input.namespace}, 1)
    on conflict (name) do update set active_version = suite.active_version + 1, namespace = excluded.namespace
    returning id, active_version as version`;
  if (!row) throw new Error(`suite ${input.name} was not stored`);
  await sql`
    insert into suite_version (suite_id, version, yaml, compiled, author)
    values (${row.id}, ${row.version}, ${input.yaml}, ${sql.json(input.compiled as never)}, ${input.author})`;
  return row.version;
}

export async function readRouting(sql: Sql): Promise<{ version: number; yaml: string; author: string } | null> {
  const [row] = await sql<{ version: number; yaml: string; author: string }[]>`
    select version, yaml, author from routing_version order by version desc limit 1`;
  return row ?? null;
}

export async function insertRouting(
  sql: Sql,
  input: { yaml: string; compiled: Routing; author: string },
): Promise<number> {
  const [row] = await sql<{ version: number }[]>`
    insert into routing_version (yaml, compiled, author)
    values (${input.yaml}, ${sql.json(input.compiled as never)}, ${input.author}) returning version`;
  return row?.version ?? 0;
}

export async function listPrivacyRules(sql: Sql): Promise<PrivacyRule[]> {
  return sql<PrivacyRule[]>`
    select dataset_pattern as "datasetPattern", column_pattern as "columnPattern", level from privacy_rule order by position`;
}

export async function replacePrivacyRules(sql: Sql, rules: readonly PrivacyRule[]): Promise<void> {
  await sql`delete from privacy_rule`;
  for (const [position, rule] of rules.entries()) {
    await sql`
      insert into privacy_rule (dataset_pattern, column_pattern, level, position)
      values (${rule.datasetPattern}, ${rule.columnPattern}, ${rule.level}, ${position})`;
  }
}
