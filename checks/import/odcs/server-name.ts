import { get, textOf, wordOf, type Field } from '../field.ts';

/** How a kind of server names its datasets in OpenLineage. */
interface Naming {
  namespace(part: (key: string) => string | undefined): string | undefined;
  /** What stands before the table's name. */
  before: readonly string[];
}

const hostPort =
  (scheme: string, port: string): Naming['namespace'] =>
  (part) => {
    const host = part('host') ?? part('server');
    return host === undefined ? undefined : `${scheme}://${host}:${part('port') ?? port}`;
  };

const NAMINGS: Readonly<Record<string, Naming>> = {
  postgres: { namespace: hostPort('postgres', '5432'), before: ['database', 'schema'] },
  postgresql: { namespace: hostPort('postgres', '5432'), before: ['database', 'schema'] },
  redshift: { namespace: hostPort('redshift', '5439'), before: ['database', 'schema'] },
  mysql: { namespace: hostPort('mysql', '3306'), before: ['database'] },
  sqlserver: { namespace: hostPort('mssql', '1433'), before: ['database', 'schema'] },
  trino: { namespace: hostPort('trino', '8080'), before: ['catalog', 'schema'] },
  oracle: { namespace: hostPort('oracle', '1521'), before: ['serviceName', 'schema'] },
  kafka: { namespace: hostPort('kafka', '9092'), before: [] },
  snowflake: {
    namespace: (part) => (part('account') === undefined ? undefined : `snowflake://${part('account')}`),
    before: ['database', 'schema'],
  },
  bigquery: { namespace: () => 'bigquery', before: ['project', 'dataset'] },
  s3: {
    namespace: (part) => /^s3:\/\/[^/]+/.exec(part('location') ?? '')?.[0],
    before: [],
  },
};

/** The namespace and table prefix of the first server that names one; a null namespace where none does. */
export function serverName(servers: readonly Field[]): { namespace: string | null; prefix: string } {
  for (const server of servers) {
    const type = textOf(get(server, 'type'))?.toLowerCase() ?? '';
    const naming = Object.hasOwn(NAMINGS, type) ? NAMINGS[type] : undefined;
    const part = (key: string): string | undefined => wordOf(get(server, key));
    const namespace = naming?.namespace(part);
    if (naming === undefined || namespace === undefined || /[*\s]/.test(namespace)) continue;
    const before = naming.before.flatMap((key) => part(key) ?? []);
    return { namespace, prefix: before.map((name) => `${name}.`).join('') };
  }
  return { namespace: null, prefix: '' };
}
