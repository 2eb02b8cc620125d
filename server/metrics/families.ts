import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

type Registries = { registers: Registry[] };

/** What requests and the steps count while they work. */
export function workFamilies(registers: Registry[]) {
  return {
    ...httpFamilies({ registers }),
    ...ingestFamilies({ registers }),
    ...kafkaFamilies({ registers }),
    ...learningFamilies({ registers }),
    ...lineageFamilies({ registers }),
    ...notificationFamilies({ registers }),
  };
}

const httpFamilies = (own: Registries) => ({
  requests: new Counter({
    ...own,
    name: 'plumbline_http_requests_total',
    help: 'Requests answered, by the template of their route.',
    labelNames: ['method', 'route', 'status'],
  }),
  requestSeconds: new Histogram({
    ...own,
    name: 'plumbline_http_request_duration_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10],
  }),
  inFlight: new Gauge({
    ...own,
    name: 'plumbline_http_requests_in_flight',
    help: 'Requests that wait for their answer now.',
  }),
});

const kafkaFamilies = (own: Registries) => ({
  kafkaUp: new Gauge({
    ...own,
    name: 'plumbline_kafka_up',
    help: 'Where events are read from Kafka: 1 while they are, 0 while it cannot be reached. Always 0 where it is off.',
  }),
  kafkaLag: new Gauge({
    ...own,
    name: 'plumbline_kafka_lag_messages',
    help: 'Messages of a partition that are in Kafka and not yet in the database, of the partitions that this process reads.',
    labelNames: ['topic', 'partition'],
  }),
});

const ingestFamilies = (own: Registries) => ({
  ingested: new Counter({
    ...own,
    name: 'plumbline_ingest_events_total',
    help: 'Profiles, runs and other events received, by what became of them: created, repeated, refused or failed.',
    labelNames: ['kind', 'outcome'],
  }),
  ingestLag: new Histogram({
    ...own,
    name: 'plumbline_ingest_lag_seconds',
    help: 'From the capture of a profile to its receipt, where it says when it was captured.',
    buckets: [1, 10, 60, 600, 3600, 21_600, 86_400],
  }),
  checks: new Counter({
    ...own,
    name: 'plumbline_checks_total',
    help: 'Results of expectations, as they count; those of expectations in shadow mode are counted as shadow.',
    labelNames: ['outcome'],
  }),
  checkSeconds: new Histogram({
    ...own,
    name: 'plumbline_check_duration_seconds',
    help: 'Time to judge one profile by all its expectations.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1],
  }),
});

const learningFamilies = (own: Registries) => ({
  learnedProfiles: new Counter({
    ...own,
    name: 'plumbline_learned_profiles_total',
    help: 'Profiles judged by learned monitors, by whether they found anything: usual or alarm.',
    labelNames: ['outcome'],
  }),
  learnedJudgeSeconds: new Histogram({
    ...own,
    name: 'plumbline_learned_judge_duration_seconds',
    help: 'Time to judge one profile by what was learnt.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1],
  }),
  learnSeconds: new Histogram({
    ...own,
    name: 'plumbline_learn_duration_seconds',
    help: 'Time to learn one profile.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1],
  }),
  learnedStates: new Counter({
    ...own,
    name: 'plumbline_learned_states_total',
    help: 'Where what was learnt of a dataset came from when a profile was judged: cache, bookmark or nothing; behind while its history is still being learnt.',
    labelNames: ['outcome'],
  }),
  learnedFolds: new Counter({
    ...own,
    name: 'plumbline_learned_folds_total',
    help: 'Stored profiles learnt once more, because what was learnt of them was not in memory.',
  }),
});

const lineageFamilies = (own: Registries) => ({
  lineageEvents: new Counter({
    ...own,
    name: 'plumbline_lineage_events_total',
    help: 'OpenLineage events by producer and by what became of them: stored, repeated, refused or failed. The first hundred producers are told apart.',
    labelNames: ['producer', 'outcome'],
  }),
});

const notificationFamilies = (own: Registries) => ({
  notifications: new Counter({
    ...own,
    name: 'plumbline_notifications_total',
    help: 'Attempts to send a message, successful or not.',
    labelNames: ['integration'],
  }),
  notificationsFailed: new Counter({
    ...own,
    name: 'plumbline_notifications_failed_total',
    help: 'Attempts to send a message that failed, by what stood in the way.',
    labelNames: ['integration', 'reason'],
  }),
  notificationSeconds: new Histogram({
    ...own,
    name: 'plumbline_notification_duration_seconds',
    help: 'From the planning of a message to its delivery: the group wait and every retry included.',
    labelNames: ['integration'],
    buckets: [1, 5, 15, 30, 60, 120, 300, 900, 3600, 21_600],
  }),
});

/** What is read from the database when somebody looks: absent when it does not answer in time. */
export const observedFamilies = (registers: Registry[]) => {
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ registers, name: `plumbline_${name}`, help, labelNames });
  return {
    outboxPending: gauge('outbox_pending', 'Messages that are not delivered yet.', ['integration']),
    outboxAge: gauge('outbox_oldest_age_seconds', 'How long the oldest undelivered message has been due.', [
      'integration',
    ]),
    breakers: gauge('breakers', 'Recipients by the state of their circuit breaker.', ['integration', 'state']),
    incidents: gauge('incidents', 'Incidents that are not resolved.', ['state', 'severity']),
    heartbeatAge: gauge('heartbeat_age_seconds', 'How long ago a part of Plumbline last did its work.', ['component']),
    scheduleLateness: gauge(
      'schedule_lateness_seconds',
      'How long what is due by the clock has been waiting: the oldest deadline or job.',
      [],
    ),
    connections: gauge('database_connections', 'Connections of all Plumbline processes to the database.', ['state']),
    lineagePending: gauge('lineage_pending_events', 'OpenLineage events that are stored and wait to be worked in.', [
      'stage',
    ]),
    lineageAge: gauge('lineage_oldest_pending_age_seconds', 'How long the oldest of them has been waiting.', ['stage']),
    lineageDead: gauge(
      'lineage_dead_events',
      'OpenLineage events that could not be worked in and wait for a person.',
      [],
    ),
    datasets: gauge('datasets', 'Datasets by their newest verdict.', ['verdict']),
  };
};
