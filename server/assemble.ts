import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Channel, ReceiverChannel } from '../alerts/index.ts';
import { buildApp } from './api/app.ts';
import { profileProblems } from './api/profile-validator.ts';
import { readJsonSoftly } from './api/read-json.ts';
import { withoutValues } from './api/without-values.ts';
import { createEmailChannel, createSlackChannel, createWebhookChannel, refusedUrl } from './channels/index.ts';
import { packageRoot } from './config/package-root.ts';
import type { Config } from './config/schema.ts';
import { secretOf } from './config/secret-reference.ts';
import { startDeliveryWorker } from './flow/deliver-notifications.ts';
import { EventFeed } from './flow/event-feed.ts';
import { createProducerCounter } from './flow/lineage/count-producers.ts';
import { createEventLane } from './flow/lineage/event-lane.ts';
import { startProjector } from './flow/lineage/projector.ts';
import { createLearner } from './flow/learning/learner.ts';
import type { Learner } from './flow/learning/types.ts';
import { createReceiveContext, type ReceiveContext } from './flow/receive-context.ts';
import { createRefusalRecorder } from './flow/record-refusals.ts';
import { createIntake } from './intake.ts';
import { readKafka } from './kafka/read-events.ts';
import type { Log } from './log.ts';
import type { Observing } from './observing.ts';
import { startTimers } from './start-timers.ts';
import type { Pool } from './store/sql.ts';

// A message that takes longer to send than this is sent again by the next process, when its lease has ended.
const drainMs = 20_000;

/** What everything is put together from. */
export interface Parts {
  config: Config;
  pool: Pool;
  log: Log;
  clock: () => Date;
  /** Of the managed database; undefined when it is somebody else's. */
  dataDir: string | undefined;
  observing: Observing;
}

/**
 * Puts the app and what works beside it together, and starts what works by itself. `undo` ends it, last first;
 * `closeFeed` lets go of those who follow the events, who would otherwise hold the listener open.
 */
export function assemble(parts: Parts) {
  const { config, pool, log, clock, dataDir, observing } = parts;
  const intake = createIntake(config, dataDir);
  const channels = createChannels(config);
  const { publicUrl, trustedProxies, notifications: routeDefaults } = config;
  const { twoPersonOverrides } = config.gate;
  const { access, feed, refusals } = createFeed({ config, pool, log, clock });
  const onNotification = () => worker.wake();
  const observe = { onNotification, onChange: () => feed.wake(), observe: observing.metrics.receive };
  const learner = startLearner(parts);
  const own = { pool, clock, publicUrl, routeDefaults, twoPersonOverrides, learner };
  const receive = createReceiveContext({ ...own, ...observe });
  const worker = startWorker(parts, receive, channels.byKind);
  const lineage = startLineage(parts, receive);
  const kafka = startKafka(parts, receive, lineage.intake);
  const timers = startTimers({ config, pool, log }, { receive, worker });
  const allowed = allowedHosts(config);
  const app = buildApp({
    receive,
    posting: intake.posting(receive),
    admission: intake.admission,
    access,
    feed,
    refusals,
    log,
    publicUrl,
    trustedProxies,
    channels: channels.byKind,
    maxBodyBytes: config.maxBodyMib * 2 ** 20,
    lineage: lineage.intake,
    refusedUrl: (url, allowPrivateNetwork) => refusedUrl(url, { allowed, allowPrivateNetwork }),
    webRoot: webRoot(),
    logging: config.log,
    metricsAccess: config.metrics,
    ...observing,
  });
  const workerStopped = () => Promise.race([worker.stop(), delay(drainMs, undefined, { ref: false })]);
  const learnt = async () => learner?.close();
  const undo = [
    learnt,
    channels.close,
    workerStopped,
    lineage.stop,
    intake.stop,
    timers.stop,
    () => refusals.close(),
    kafka.stop,
  ];
  return { app, worker, intake, undo, closeFeed: () => feed.close() };
}

/** What takes OpenLineage events in, and what works them into the graph. */
function startLineage({ pool, log, clock, config, observing }: Parts, receive: ReceiveContext) {
  const projector = startProjector({ receive, log, problemsOf: profileProblems, withoutValues });
  const lineage = createEventLane({ pool, onStored: () => projector.wake() });
  const { counted } = observing.metrics.lineage;
  const producers = createProducerCounter({ pool, log, clock, everyMs: 1_000, counted });
  const stop = async () => void (await Promise.all([projector.stop(), producers.close()]));
  return { intake: { lineage, privacy: config.lineage, producers }, stop };
}

/** Reads events from Kafka where it is asked to. Events take the same way as those that are posted. */
function startKafka(parts: Parts, receive: ReceiveContext, intake: ReturnType<typeof startLineage>['intake']) {
  const { config, log, observing } = parts;
  if (config.kafka.brokers.length === 0) return { stop: async () => {} };
  const { lineage: lane, privacy, producers } = intake;
  const own = { settings: config.kafka, receive, log, lane, privacy, producers, observe: observing.metrics.kafka };
  const maxBytes = config.maxBodyMib * 2 ** 20;
  return readKafka({ ...own, maxBytes, readJson: readJsonSoftly, withoutValues });
}

function startLearner({ config, pool, log, clock, observing }: Parts): Learner | null {
  const { enabled, cacheMb, country = null, demoteBelow = null } = config.learning;
  if (!enabled) return null;
  const own = { pool, log, clock, cacheBytes: cacheMb * 2 ** 20, country, demoteBelow };
  return createLearner({ ...own, observe: observing.metrics.learning });
}

function startWorker(
  { config, pool, log, clock, observing }: Parts,
  { rules, publicUrl }: ReceiveContext,
  channels: ReadonlyMap<ReceiverChannel['kind'], Channel>,
) {
  const { leaseSeconds } = config.notifications;
  const observeDelivery = observing.metrics.delivery;
  const common = { pool, rules, channels, clock, log, publicUrl };
  return startDeliveryWorker({ ...common, random: Math.random, leaseSeconds, observeDelivery });
}

function webRoot(): string | null {
  const folder = join(packageRoot(), 'web', 'build');
  return existsSync(folder) ? folder : null;
}

/** What people hear of as it happens, and where refused posts are kept for them. */
function createFeed({ config, pool, log, clock }: Omit<Parts, 'observing' | 'dataDir'>) {
  const access = { pool, clock, session: config.session };
  const feed = new EventFeed({ pool, access, clock, log });
  const refusals = createRefusalRecorder({ pool, clock, log, onRecorded: () => feed.wake() });
  return { access, feed, refusals };
}

function createChannels(config: Config): { byKind: Map<ReceiverChannel['kind'], Channel>; close(): Promise<void> } {
  const webhook = createWebhookChannel({ allowedHosts: allowedHosts(config) });
  const email = config.smtp ? createEmailChannel({ ...config.smtp, publicUrl: config.publicUrl }) : null;
  const tokenOf = (reference: string) => secretOf(reference, { env: process.env, cwd: process.cwd() });
  const slack = createSlackChannel({ ...config.slack, tokenOf });
  const byKind = new Map<ReceiverChannel['kind'], Channel>([
    ['webhook', webhook as Channel],
    ['slack', slack as Channel],
  ]);
  if (email) byKind.set('email', email as Channel);
  return {
    byKind,
    close: async () => {
      email?.close();
      await webhook.close();
    },
  };
}

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1/128', 'fc00::/7'];

function allowedHosts({ webhooks: { allowPrivateNetworks: allowed } }: Config): string[] {
  return Array.isArray(allowed) ? allowed : allowed ? privateNetworks : [];
}
