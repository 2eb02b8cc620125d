import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { maskSecrets, readRouting, type Routing } from '../../alerts/index.ts';
import { parseSuite, requiredHistory, yamlExcess, type PrivacyRule, type Suite } from '../../checks/index.ts';
import { Problem } from '../problem.ts';
import { appendAudit, type Actor } from '../store/audit.ts';
import {
  insertRouting,
  insertSuiteVersion,
  listPrivacyRules,
  raiseEpoch,
  readRouting as readStoredRouting,
  readSuiteVersions,
  replacePrivacyRules,
} from '../store/rules.ts';
import { inTransaction, type Pool } from '../store/sql.ts';
import { coversNamespace, namespacesOf, type Principal } from './principal.ts';
import { staleNames } from './stale-names.ts';
import { watchSuite } from './watch-suite.ts';

interface By {
  principal: Principal;
  actor: Actor;
}

export interface AppliedSuite {
  name: string;
  version: number;
  change: 'created' | 'updated' | 'unchanged';
  /** What is worth a second look, such as a name that the dataset has no more. */
  warnings?: string[];
}

/** The suite's text read and checked; a Problem that lists every fault with its line and column otherwise. */
export function readSuite(yaml: string) {
  const { suite, problems } = parseSuite(yaml);
  if (suite && problems.length === 0) return suite;
  const errors = problems.map(({ code, line, column, message, suggestion, fix }) => ({
    pointer: `line ${line}, column ${column}`,
    message: `${code} ${message}${suggestion ? `, did you mean ${suggestion}?` : `. ${fix}`}`,
  }));
  throw new Problem('invalid-suite', `${errors.length} problem(s) in the suite; what is in force stays.`, { errors });
}

/** Puts a suite in force as a new version; the same text again changes nothing. With `dryRun` only says what would be. */
export async function applySuite(
  pool: Pool,
  input: By & { name: string; yaml: string; dryRun: boolean; now: Date },
): Promise<AppliedSuite> {
  const suite = readSuite(input.yaml);
  if (suite.name !== input.name) {
    const errors = [{ pointer: '/suite', message: `is ${suite.name}, the address says ${input.name}` }];
    throw new Problem('invalid-suite', 'The suite is named otherwise than its address.', { errors });
  }
  requireWhole(input.principal, suite.dataset.namespace);
  requireCompared(input.principal, suite);
  return inTransaction(pool, async (sql) => {
    const [current] = await readSuiteVersions(sql, suite.name);
    if (current && !coversNamespace(namespacesOf(input.principal), current.namespace)) {
      throw new Problem('conflict', `The name ${suite.name} is taken. Choose another name for this suite.`);
    }
    const unchanged = current !== undefined && current.yaml === input.yaml;
    const change = unchanged ? 'unchanged' : current ? 'updated' : 'created';
    const next = (current?.version ?? 0) + 1;
    const stale = await staleNames(sql, [suite]);
    const warned = stale.length > 0 ? { warnings: stale } : {};
    if (unchanged || input.dryRun)
      return { name: suite.name, version: unchanged ? current.version : next, change, ...warned };
    const { namespace } = suite.dataset;
    const stored = { name: suite.name, namespace, yaml: input.yaml, compiled: suite, author: input.actor.name };
    const version = await insertSuiteVersion(sql, stored);
    await watchSuite(sql, { suite, before: current?.compiled ?? null }, input.now);
    await raiseEpoch(sql);
    await appendAudit(sql, input.actor, {
      action: `suite.${change}`,
      object: `suite/${suite.name}`,
      namespace: suite.dataset.namespace,
      before: current ? { version: current.version, yaml: current.yaml } : null,
      after: { version, yaml: input.yaml },
    });
    return { name: suite.name, version, change, ...warned };
  });
}

/** A suite speaks for one namespace: whoever writes it must be allowed there. */
function requireWhole(principal: Principal, namespace: string): void {
  if (!coversNamespace(namespacesOf(principal), namespace))
    throw new Problem('not-allowed', `Your namespaces do not cover ${namespace}.`);
}

/** What a suite compares with it tells something of: only who may see it may say so. */
function requireCompared(principal: Principal, suite: Suite): void {
  const hidden = requiredHistory([{ suite }]).others.find(
    ({ namespace }) => !coversNamespace(namespacesOf(principal), namespace),
  );
  if (hidden === undefined) return;
  const { namespace, name } = hidden;
  throw new Problem(
    'not-allowed',
    `The suite compares with ${namespace}/${name}; your namespaces do not cover ${namespace}.`,
  );
}

function parseDocument(text: string): unknown {
  const unreadable = (message: string) =>
    new Problem('invalid-routing', 'The routing is not readable YAML.', { errors: [{ pointer: '', message }] });
  const excess = yamlExcess(text);
  if (excess) throw unreadable(`line ${excess.line}: ${excess.message}`);
  try {
    return parse(text, { maxAliasCount: 0, uniqueKeys: true, logLevel: 'error' });
  } catch (error) {
    throw unreadable((error as Error).message.split('\n')[0]?.slice(0, 300) ?? 'not YAML');
  }
}

/** A routing document read and checked; a Problem that lists every fault otherwise. */
export function readRoutingDocument(yaml: string): Routing {
  const { routing, problems } = readRouting(parseDocument(yaml));
  if (routing && problems.length === 0) return routing;
  throw new Problem('invalid-routing', 'The routing has faults.', { errors: problems });
}

export type RefusedUrl = (url: string, allowPrivateNetwork: boolean) => string | null;

/** Webhooks that would be refused when they are called: said now, not at three in the morning. */
function refusedWebhooks({ receivers }: Routing, refusedUrl: RefusedUrl) {
  return receivers.flatMap(({ name, channels }, at) =>
    channels.flatMap((channel) => {
      const refused = channel.kind === 'webhook' ? refusedUrl(channel.url, channel.allowPrivateNetwork === true) : null;
      return refused ? [{ pointer: `/receivers/${at}`, message: `the webhook of ${name} ${refused}` }] : [];
    }),
  );
}

/** Puts a routing document in force as a new version; the old versions stay. */
export async function applyRouting(
  pool: Pool,
  input: By & { yaml: string; refusedUrl: RefusedUrl },
): Promise<{ version: number; change: string }> {
  const { routing, problems } = readRouting(parseDocument(input.yaml));
  if (routing) problems.push(...refusedWebhooks(routing, input.refusedUrl));
  if (!routing || problems.length > 0)
    throw new Problem('invalid-routing', 'The routing has faults; what is in force stays.', { errors: problems });
  return inTransaction(pool, async (sql) => {
    const current = await readStoredRouting(sql);
    if (current?.yaml === input.yaml) return { version: current.version, change: 'unchanged' };
    const version = await insertRouting(sql, { yaml: input.yaml, compiled: routing, author: input.actor.name });
    await raiseEpoch(sql);
    await appendAudit(sql, input.actor, {
      action: current ? 'routing.updated' : 'routing.created',
      object: 'routing',
      before: current ? { version: current.version } : null,
      after: { version, routing: maskSecrets(routing) },
    });
    return { version, change: current ? 'updated' : 'created' };
  });
}

/** Replaces the privacy rules; profiles received from now on are kept by the new ones. */
export async function applyPrivacyRules(pool: Pool, input: By & { rules: PrivacyRule[] }): Promise<void> {
  await inTransaction(pool, async (sql) => {
    const before = await listPrivacyRules(sql);
    if (isDeepStrictEqual([...before], input.rules)) return;
    await replacePrivacyRules(sql, input.rules);
    await raiseEpoch(sql);
    await appendAudit(sql, input.actor, { action: 'privacy.updated', object: 'privacy', before, after: input.rules });
  });
}
