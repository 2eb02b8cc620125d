import { readFileSync } from 'node:fs';
import type { ConsumerOptions } from '@platformatic/kafka';
import type { Config } from '../config/schema.ts';

const within = { connectTimeout: 5_000, timeout: 10_000, retries: 3, retryDelay: 500 };

/** The settings as the client of Kafka takes them. Throws when a file of certificates cannot be read. */
export function consumerOptions(settings: Config['kafka']): ConsumerOptions<Buffer, Buffer, Buffer, Buffer> {
  const { brokers, group, securityProtocol, saslMechanism, saslUsername, saslPassword } = settings;
  const withUser = securityProtocol.startsWith('SASL_') && saslUsername !== undefined && saslPassword !== undefined;
  return {
    clientId: 'plumbline',
    groupId: group,
    bootstrapBrokers: brokers,
    ...within,
    // Offsets go to Kafka when what lies before them is in the database, never by a timer.
    autocommit: false,
    sessionTimeout: 30_000,
    rebalanceTimeout: 60_000,
    heartbeatInterval: 3_000,
    ...(securityProtocol.endsWith('SSL') ? { tls: tlsOf(settings), tlsServerName: true } : {}),
    ...(withUser ? { sasl: { mechanism: saslMechanism, username: saslUsername, password: saslPassword } } : {}),
  };
}

function tlsOf({ sslCaFile, sslCertFile, sslKeyFile }: Config['kafka']) {
  const read = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  const [ca, cert, key] = [read(sslCaFile), read(sslCertFile), read(sslKeyFile)];
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
