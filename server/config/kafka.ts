import { z } from 'zod';

const secret = true;
const broker = z.string().regex(/^[^\s,:]+:\d{1,5}$|^\[[0-9a-fA-F:.]+\]:\d{1,5}$/, 'must be host:port');
const file = z.string().min(1).optional();

/** `kafka`: OpenLineage events that come through Kafka. */
export const kafka = z.strictObject({
  brokers: z.array(broker).default([]).meta({
    description: "Kafka's brokers to begin with, like `kafka-1:9092`. Without any nothing is read from Kafka.",
  }),
  topic: z.string().min(1).max(249).default('openlineage.events').meta({
    description: 'The topic that OpenLineage’s Kafka transport writes to. It must be there.',
  }),
  group: z.string().min(1).max(255).default('plumbline').meta({
    description:
      'The consumer group. Processes with the same group share the partitions; under it Kafka remembers how far they came.',
  }),
  from: z.enum(['earliest', 'latest']).default('earliest').meta({
    description:
      'Where a group begins that was never there: with the oldest event that Kafka has, or with the next one.',
  }),
  securityProtocol: z
    .enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'])
    .default('PLAINTEXT')
    .meta({ description: 'As Kafka calls it: encrypted or not, with a user and password or not.' }),
  saslMechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('PLAIN').meta({
    description: 'How user and password are shown to the brokers, with `SASL_PLAINTEXT` and `SASL_SSL`.',
  }),
  saslUsername: z.string().min(1).optional().meta({ description: 'User name at the brokers.' }),
  saslPassword: z.string().min(1).optional().meta({ description: 'Password of `kafka.sasl_username`.', secret }),
  sslCaFile: file.meta({
    description: "File with the certificates (PEM) that the brokers' are signed by. Without it those that Node knows.",
  }),
  sslCertFile: file.meta({ description: 'File with the certificate (PEM) that we show to brokers that ask for one.' }),
  sslKeyFile: file.meta({ description: 'File with the private key (PEM) of `kafka.ssl_cert_file`.' }),
});

/** What contradicts itself in these settings, as (wrong?, place, what to do). */
export const kafkaContradictions = (given: z.output<typeof kafka>): [boolean, string, string][] => {
  const asksForUser = given.securityProtocol.startsWith('SASL_');
  return [
    [
      asksForUser && (given.saslUsername === undefined || given.saslPassword === undefined),
      'kafka.sasl_username',
      `and kafka.sasl_password are needed for kafka.security_protocol: ${given.securityProtocol}.`,
    ],
    [
      !asksForUser && given.saslUsername !== undefined,
      'kafka.security_protocol',
      'must be SASL_SSL or SASL_PLAINTEXT when kafka.sasl_username is set.',
    ],
    [
      (given.sslCertFile === undefined) !== (given.sslKeyFile === undefined),
      'kafka.ssl_cert_file',
      'and kafka.ssl_key_file are needed together.',
    ],
  ];
};
