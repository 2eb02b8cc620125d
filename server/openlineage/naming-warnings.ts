import type { FieldProblem } from '../../checks/index.ts';
import type { LineageEvent, LineageName } from './read-event.ts';

const most = 20;
/** Places that are named by host and port. */
const withPort =
  /^(postgres|mysql|mssql|oracle|redshift|hive|trino|cassandra|db2|crate|oceanbase|teradata|kafka|hdfs|sqlserver|milvus):\/\/([^/]+)(\/.*)?$/;

/**
 * Where the names of an event's datasets are not as the standard's naming rules want them, so that two producers may mean one dataset by two
 * names; at most twenty, one for each namespace.
 */
export function namingWarnings({ inputs, outputs, kind }: LineageEvent): FieldProblem[] {
  const found: FieldProblem[] = [];
  const seen = new Set<string>();
  const sides = kind === 'dataset' ? ([['dataset', outputs]] as const) : ([['inputs', inputs], ['outputs', outputs]] as const); // prettier-ignore
  for (const [side, datasets] of sides)
    for (const [index, dataset] of datasets.entries()) {
      const message = found.length < most && !seen.has(dataset.namespace) ? faultOf(dataset) : null;
      if (message === null) continue;
      seen.add(dataset.namespace);
      found.push({ pointer: side === 'dataset' ? '/dataset/namespace' : `/${side}/${index}/namespace`, message });
    }
  return found;
}

function faultOf({ namespace }: LineageName): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(namespace)?.[1] ?? '';
  if (scheme !== scheme.toLowerCase()) return 'has capital letters in its scheme';
  if (scheme === 's3a' || scheme === 's3n') return `is ${scheme}:// where the standard has s3://`;
  if (scheme === 'postgresql') return 'is postgresql:// where the standard has postgres://';
  if (namespace.startsWith('jdbc:')) return 'begins with jdbc:';
  if (/^[a-z0-9+.-]+:\/\/.+\/$/.test(namespace)) return 'ends with a slash';
  if (/^snowflake:\/\/.*\.snowflakecomputing\.com/.test(namespace))
    return 'has .snowflakecomputing.com after the account';
  const [, , place = ''] = withPort.exec(namespace) ?? [];
  if (place.includes('@')) return 'has a user name in it';
  return place !== '' && !/:\d+$/.test(place) ? 'has no port' : null;
}
