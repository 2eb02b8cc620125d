import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { LineageObserver } from '../flow/lineage/count-producers.ts';
import type { DeliveryObserver } from '../flow/delivery-observer.ts';
import type { LearningObserver } from '../flow/learning/types.ts';
import type { ReceiveObserver } from '../flow/receive-context.ts';
import type { KafkaObserver } from '../kafka/observer.ts';
import type { Observed } from '../store/observed.ts';
import { observedFamilies, workFamilies } from './families.ts';

/** One request that was answered. */
export interface AnsweredRequest {
  method: string;
  /** The template, never the path: `/api/v1/datasets/{id}`. */
  route: string;
  status: number;
  seconds: number;
}

export interface HttpObserver {
  began(): void;
  ended(request: AnsweredRequest): void;
}

/** Everything that this process counts, and the page that shows it. */
export interface Metrics {
  http: HttpObserver;
  receive: ReceiveObserver;
  learning: LearningObserver;
  lineage: LineageObserver;
  delivery: DeliveryObserver;
  kafka: KafkaObserver;
  contentType: string;
  /** The page in Prometheus's text format. Scrapes at the same time share one. */
  scrape(): Promise<string>;
  registry: Registry;
}

export interface MetricsSettings {
  version: string;
  poolSize: number;
  /** Channels that messages can go out by: each is shown as 0 when nothing waits for it. */
  integrations: readonly string[];
  /** Null when the database does not answer in time. */
  observe: () => Promise<Observed | null>;
  /** Of Node and the process too: event loop, memory, garbage collection. */
  process: boolean;
}

// Gauges whose names end as those of counters do: promtool refuses them, and the same is told by type and heap gauges.
const misnamed = ['nodejs_active_resources_total', 'nodejs_active_handles_total', 'nodejs_active_requests_total'];

/** A registry of its own: nothing is shared by processes, tests or other parts. */
export function createMetrics(settings: MetricsSettings): Metrics {
  const registry = new Registry();
  if (settings.process) {
    collectDefaultMetrics({ register: registry });
    for (const name of misnamed) registry.removeSingleMetric(name);
  }
  fixedGauges(registry, settings);
  const work = workFamilies([registry]);
  showZeroes(work, settings.integrations);
  const show = showObserved(registry, settings.integrations);
  let scraping: Promise<string> | null = null;
  const scrape = async () => {
    show(await settings.observe());
    return registry.metrics();
  };
  return {
    http: httpObserver(work),
    receive: receiveObserver(work),
    learning: learningObserver(work),
    lineage: lineageObserver(work),
    delivery: deliveryObserver(work),
    kafka: kafkaObserver(work),
    contentType: registry.contentType,
    registry,
    scrape: () => (scraping ??= scrape().finally(() => (scraping = null))),
  };
}

function fixedGauges(registry: Registry, { version, poolSize }: MetricsSettings): void {
  const own = { registers: [registry] };
  new Gauge({
    ...own,
    name: 'plumbline_build_info',
    help: 'Always 1; which version runs, on which Node.',
    labelNames: ['version', 'node_version'],
  }).set({ version, node_version: process.versions.node }, 1);
  new Gauge({
    ...own,
    name: 'plumbline_database_pool_size',
    help: 'Most connections that this process opens to work with.',
  }).set(poolSize);
}

type Work = ReturnType<typeof workFamilies>;

// What has not happened yet is 0 and not absent: a rule over it works from the first minute.
function showZeroes(work: Work, integrations: readonly string[]) {
  const { ingested, checks, notifications, notificationsFailed, learnedProfiles, learnedStates } = work;
  for (const outcome of ['usual', 'alarm']) learnedProfiles.inc({ outcome }, 0);
  for (const outcome of ['cache', 'bookmark', 'nothing', 'behind']) learnedStates.inc({ outcome }, 0);
  for (const kind of ['profile', 'run', 'lineage', 'results'])
    for (const outcome of ['created', 'repeated', 'refused', 'failed']) ingested.inc({ kind, outcome }, 0);
  for (const outcome of ['pass', 'warn', 'fail', 'undecided', 'error', 'shadow']) checks.inc({ outcome }, 0);
  for (const integration of integrations) {
    notifications.inc({ integration }, 0);
    notificationsFailed.inc({ integration, reason: 'other' }, 0);
  }
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const httpObserver = ({ requests, requestSeconds, inFlight }: Work): HttpObserver => ({
  began: () => inFlight.inc(),
  ended({ method: asked, route, status, seconds }) {
    const method = knownMethods.has(asked) ? asked : 'other';
    inFlight.dec();
    requests.inc({ method, route, status: String(status) });
    requestSeconds.observe({ method, route }, seconds);
  },
});

const receiveObserver = ({ ingested, ingestLag, checks, checkSeconds }: Work): ReceiveObserver => ({
  event: (kind, outcome) => ingested.inc({ kind, outcome }),
  judged({ outcomes, seconds, lagSeconds }) {
    for (const [outcome, count] of Object.entries(outcomes)) if (count > 0) checks.inc({ outcome }, count);
    checkSeconds.observe(seconds);
    if (lagSeconds !== null) ingestLag.observe(Math.max(0, lagSeconds));
  },
});

const kafkaObserver = ({ kafkaUp, kafkaLag }: Work): KafkaObserver => ({
  isUp: (up) => kafkaUp.set(up ? 1 : 0),
  lag(topic, partitions) {
    kafkaLag.reset();
    for (const [partition, messages] of partitions) kafkaLag.set({ topic, partition: String(partition) }, messages);
  },
});

const learningObserver = (work: Work): LearningObserver => ({
  found: (outcome) => work.learnedStates.inc({ outcome }),
  folded: () => work.learnedFolds.inc(),
  judged({ seconds, alarms }) {
    work.learnedProfiles.inc({ outcome: alarms > 0 ? 'alarm' : 'usual' });
    work.learnedJudgeSeconds.observe(seconds);
  },
  learnt: ({ seconds }) => work.learnSeconds.observe(seconds),
});

const mostProducers = 100;

/** Whoever makes names up makes no series of their own. */
function lineageObserver({ lineageEvents }: Work): LineageObserver {
  const known = new Set<string>();
  return {
    counted(name, outcome) {
      if (known.size < mostProducers) known.add(name);
      lineageEvents.inc({ producer: known.has(name) ? name : 'others', outcome });
    },
  };
}

const deliveryObserver = ({ notifications, notificationsFailed, notificationSeconds }: Work): DeliveryObserver => ({
  attempted(integration, attempt) {
    notifications.inc({ integration });
    if (attempt.failure === null) notificationSeconds.observe({ integration }, Math.max(0, attempt.seconds));
    else notificationsFailed.inc({ integration, reason: attempt.failure });
  },
});

/** Writes what the database said over what it said last time, so that nothing old is ever shown as if it were new. */
function showObserved(registry: Registry, integrations: readonly string[]) {
  const up = new Gauge({
    registers: [registry],
    name: 'plumbline_database_up',
    help: '1 when the database answered this scrape in time; else 0, and what only it knows is absent.',
  });
  const seen = observedFamilies([registry]);
  return (observed: Observed | null) => {
    up.set(observed === null ? 0 : 1);
    for (const gauge of Object.values(seen)) gauge.reset();
    // One without labels is reset to 0, which would say that all is well.
    seen.scheduleLateness.remove();
    seen.lineageDead.remove();
    if (observed === null) return;
    for (const integration of integrations) {
      seen.outboxPending.set({ integration }, 0);
      seen.outboxAge.set({ integration }, 0);
    }
    for (const { integration, pending, oldestAgeSeconds } of observed.outbox) {
      seen.outboxPending.set({ integration }, pending);
      seen.outboxAge.set({ integration }, oldestAgeSeconds);
    }
    for (const { count, ...labels } of observed.breakers) seen.breakers.set(labels, count);
    for (const { count, ...labels } of observed.incidents) seen.incidents.set(labels, count);
    for (const { component, ageSeconds } of observed.heartbeats) seen.heartbeatAge.set({ component }, ageSeconds);
    seen.scheduleLateness.set(observed.scheduleLatenessSeconds);
    for (const { state, count } of observed.connections) seen.connections.set({ state }, count);
    for (const { stage, count, ageSeconds } of observed.lineage) {
      seen.lineagePending.set({ stage }, count);
      seen.lineageAge.set({ stage }, ageSeconds);
    }
    seen.lineageDead.set(observed.lineageDead);
    for (const { verdict, count } of observed.datasets) seen.datasets.set({ verdict }, count);
  };
}
