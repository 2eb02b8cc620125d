import type { LineageName } from '../read-event.ts';
import { filePath, objectPath, withoutPartitions } from './paths.ts';
import { platforms, schemeAliases, type Platform } from './platforms.ts';
import { tableName } from './table-names.ts';

const longestNamespace = 200;
const longestName = 500;
const mostTurns = 8;

/**
 * The name under which a dataset is kept, whichever way its producer spells it: by the standard's table of names and the
 * spellings that are seen in the wild (docs/explain/names-of-datasets.md). A namespace of no platform that is known stays
 * as it is, to the letter. Twice is once.
 * @example normalisedName({ namespace: 's3a://Lake/', name: '/orders/day=2026-11-26/' }) // => { namespace: 's3://lake', name: 'orders' }
 */
export function normalisedName({ namespace, name }: LineageName): LineageName {
  let kept: LineageName = { namespace, name };
  // Odd ones need more than one turn; what does not come to rest, or fits nowhere, stays as it was.
  for (let turn = 0; turn < mostTurns; turn++) {
    const next = byPlatform(kept);
    if (next.namespace === kept.namespace && next.name === kept.name) return kept;
    if (next.namespace.length > longestNamespace || next.name.length > longestName || next.name === '') break;
    kept = next;
  }
  return { namespace, name };
}

function byPlatform({ namespace, name }: LineageName): LineageName {
  const trimmed = namespace.trim().replace(/^jdbc:/i, '');
  if (/^arn:aws[\w-]*:glue:/i.test(trimmed)) return { namespace: trimmed.toLowerCase(), name: name.toLowerCase() };
  if (/^bigquery$/i.test(trimmed)) return bigQuery('', name);
  if (/^file:?(\/\/(localhost)?\/*)?$/i.test(trimmed)) return { namespace: 'file', name: filePath(name) };
  const [, said = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(trimmed) ?? [];
  const scheme = schemeAliases[said.toLowerCase()] ?? said.toLowerCase();
  const platform = Object.hasOwn(platforms, scheme) ? platforms[scheme]! : null;
  if (scheme === 'bigquery') return bigQuery(rest.split('/')[0] ?? '', name);
  return platform === null ? { namespace, name } : onPlatform(scheme, platform, { rest, name });
}

interface Said {
  /** What follows the scheme in the namespace. */
  rest: string;
  name: string;
}

function onPlatform(scheme: string, platform: Platform, { rest, name }: Said): LineageName {
  if (platform.kind === 'database-file')
    return { namespace: `${scheme}://${rest.replace(/(?<=.)\/+$/, '')}`, name: tableName(name, platform) };
  const [authority = '', ...path] = rest.split('/');
  const inner = path.filter((part) => part !== '');
  const host = hostOf(authority, platform);
  const place = `${scheme}://${host}`;
  if (platform.kind === 'objects' || platform.kind === 'files') {
    const bare = withoutAddress(name, scheme, host);
    const whole = [...inner, bare].join('/');
    const kept = platform.kind === 'objects' ? objectPath(whole) : filePath(inner.length > 0 ? `/${whole}` : bare);
    return { namespace: place, name: withoutPartitions(kept) };
  }
  if (platform.kind === 'topics') return { namespace: place, name };
  return { namespace: place, name: tableName(inDatabase(name, inner[0], platform), platform) };
}

/** Host and port: of several the first in the order of texts, with the port that the platform has when none is said. */
function hostOf(authority: string, { ports, keepsUser = false, suffix, dropsPort }: Platform): string {
  const hosts = authority
    .split(',')
    .map((one) => (keepsUser ? one : one.replace(/^.*@/, '')).trim().toLowerCase())
    .filter((one) => one !== '')
    .map((one) => (suffix !== undefined && one.endsWith(suffix) ? one.slice(0, -suffix.length) : one))
    .map((one) => (dropsPort !== undefined ? one.replace(new RegExp(`:${dropsPort}$`), '') : one))
    .map((one) => (ports === undefined || /:\d+$/.test(one) ? one : `${one}:${ports}`));
  return hosts.sort()[0] ?? '';
}

/** A database that stands in the namespace belongs before the name, where the name has less parts than it should. */
function inDatabase(name: string, database: string | undefined, { parts }: Platform): string {
  if (database === undefined || parts === undefined) return name;
  return name.split('.').length < parts ? `${database}.${name}` : name;
}

/** Some say the whole address once more in the name. */
function withoutAddress(name: string, scheme: string, host: string): string {
  const [, said = '', authority = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)\/?(.*)$/i.exec(name) ?? [];
  const own = schemeAliases[said.toLowerCase()] ?? said.toLowerCase();
  return own === scheme && authority.toLowerCase() === host ? rest : name;
}

/** `project:dataset.table`, backticks and a partition's decorator are ways to say `project.dataset.table`. */
function bigQuery(project: string, name: string): LineageName {
  const plain = name
    .replaceAll('`', '')
    .replace(/^([\w-]+):/, '$1.')
    .replace(/\$\w+$/, '');
  const isShort = project !== '' && plain.split('.').length === 2;
  return { namespace: 'bigquery', name: isShort ? `${project}.${plain}` : plain };
}
