import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Channel, ReceiverChannel } from '../../alerts/index.ts';
import type { EventFeed } from '../flow/event-feed.ts';
import type { RefusalRecorder } from '../flow/record-refusals.ts';
import type { AccessContext } from '../flow/sign-in.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { Problem } from '../problem.ts';
import type { Admission } from './admission/admission.ts';
import { admit } from './admission/admit.ts';
import { ingestRoutes } from './admission/ingest-routes.ts';
import { mountAcceptances } from './acceptances.ts';
import { mountAdministration } from './administration.ts';
import { authenticate, crossSiteGuard } from './authenticate.ts';
import { mountCatalogue } from './catalogue.ts';
import { mountConnect } from './connect.ts';
import { mountBaseline } from './baseline.ts';
import { mountDatasetChanges } from './dataset-changes.ts';
import { mountDatasetHistory } from './dataset-history.ts';
import { mountDeadlines } from './deadlines.ts';
import { mountEvents } from './events.ts';
import { mountGate } from './gate.ts';
import { mountGateOverrides } from './gate-overrides.ts';
import { mountCalibration } from './calibration.ts';
import { mountFeedback } from './feedback.ts';
import { mountIncidents } from './incidents.ts';
import { mountExplain } from './explain.ts';
import { mountJudgements } from './judgements.ts';
import { mountLineage, type LineageIntake } from './lineage.ts';
import { mountLineageGraph } from './lineage-graph.ts';
import { mountMarquez } from './marquez/index.ts';
import type { App, RequestState } from './mount.ts';
import { mountOpenApi } from './openapi.ts';
import { createOrigins } from './origin.ts';
import { observeRequests, type RequestLogging } from './observe-requests.ts';
import type { RequestLog } from './request-state.ts';
import { mountNotifications } from './notifications.ts';
import { mountOverview } from './overview.ts';
import { mountProfiles } from './profiles.ts';
import { mountReceivers } from './receivers.ts';
import { mountReplay } from './replay.ts';
import { renderProblem, toProblem } from './render-problem.ts';
import { nothingAt } from './nothing-at.ts';
import { mountPrecision } from './precision.ts';
import { mountPrivacy } from './privacy.ts';
import { noteRefusal } from './note-refusal.ts';
import { mountRejections } from './rejections.ts';
import { mountRouting } from './routing.ts';
import { mountSilences } from './silences.ts';
import { mountSuites } from './suites.ts';
import { mountResults } from './results.ts';
import { mountRuns } from './runs.ts';
import { mountSession } from './session.ts';
import { mountMetrics, type MetricsAccess } from './metrics.ts';
import { mountSystem, type Readiness } from './system.ts';
import { mountWeb } from './web.ts';
import { zodProblem } from './zod-problem.ts';

export interface AppSettings {
  receive: ReceiveContext;
  /** The same for what pipelines post, whose transactions may have to wait for each other. */
  posting: ReceiveContext;
  access: AccessContext;
  log: RequestLog;
  feed: EventFeed;
  refusals: RefusalRecorder;
  publicUrl: string;
  trustedProxies: readonly string[];
  maxBodyBytes: number;
  /** Where OpenLineage events go. */
  lineage: Omit<LineageIntake, 'maxBodyBytes'>;
  /** Who of those that post is let in now. */
  admission: Admission;
  /** Why a webhook's URL may not be called; null when it may. */
  refusedUrl: (url: string, allowPrivateNetwork: boolean) => string | null;
  /** The channels there are, for a person who tries a receiver. */
  channels: ReadonlyMap<ReceiverChannel['kind'], Channel>;
  /** Folder of the built dashboard; null when there is none, as in tests of the API. */
  webRoot: string | null;
  logging: RequestLogging;
  metrics: Metrics;
  metricsAccess: MetricsAccess;
  readiness: Readiness;
  version: string;
}

const ordinaryBody = 2 * 2 ** 20;

/** The whole HTTP surface: who is asking, what may be asked, and one way to refuse. */
export function buildApp(settings: AppSettings): App {
  const { access } = settings;
  const app: App = new OpenAPIHono<RequestState>({
    defaultHook: (result) => {
      if (!result.success) throw zodProblem(result.error as never);
    },
  });
  const origins = createOrigins(settings);
  refuseInWords(app);
  app.use(observeRequests({ ...settings, observer: settings.metrics.http, origins }));
  addHeaders(app);
  mountSystem(app, settings.readiness);
  mountMetrics(app, settings, origins);
  mountOpenApi(app, settings);
  app.use('/api/*', admit(settings.admission, settings.maxBodyBytes));
  app.use('/api/*', authenticate(access, origins), crossSiteGuard(origins));
  addBodyLimit(app);
  mountPosts(app, settings);
  mountSession(app, access, origins);
  mountAdministration(app, access);
  mountCatalogues(app, settings);
  if (settings.webRoot) mountWeb(app, settings.webRoot);
  return app;
}

/** Every refusal is one problem document; posts that were refused are noted for those who wait for them. */
function refuseInWords(app: App): void {
  app.onError((error, c) => {
    const problem = toProblem(error, c);
    noteRefusal(c, problem);
    return renderProblem(problem, c);
  });
  const nothing = nothingAt(app);
  app.notFound((c) => renderProblem(nothing(c), c));
}

/** What pipelines post, and what people hear of it. */
function mountPosts(app: App, { receive, posting, feed, maxBodyBytes, lineage }: AppSettings): void {
  mountProfiles(app, posting, { maxBodyBytes });
  mountResults(app, posting, { maxBodyBytes });
  mountRuns(app, posting, { maxBodyBytes });
  mountLineage(app, posting, { ...lineage, maxBodyBytes });
  mountEvents(app, feed, receive);
  mountRejections(app, receive.pool);
  mountConnect(app, receive);
}

/** What people and programs read, and what they do about it. */
function mountCatalogues(app: App, { receive, channels, refusedUrl }: AppSettings): void {
  mountOverview(app, receive);
  mountCatalogue(app, receive);
  mountDatasetHistory(app, receive);
  mountJudgements(app, receive);
  mountExplain(app, receive);
  mountAcceptances(app, receive);
  mountDatasetChanges(app, receive);
  mountBaseline(app, receive);
  mountDeadlines(app, receive);
  mountLineageGraph(app, receive);
  mountMarquez(app, receive);
  mountIncidents(app, receive);
  mountFeedback(app, receive);
  mountPrecision(app, receive);
  mountCalibration(app, receive);
  mountSilences(app, receive);
  mountGate(app, receive);
  mountGateOverrides(app, receive);
  mountSuites(app, receive);
  mountReplay(app, receive);
  mountRouting(app, receive.pool, refusedUrl);
  mountReceivers(app, receive, channels);
  mountNotifications(app, receive);
  mountPrivacy(app, receive.pool);
}

function addHeaders(app: App): void {
  app.use(async (c, next) => {
    await next();
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-opener-policy', 'same-origin');
    if (c.req.path.startsWith('/api/')) {
      c.header('cache-control', c.res.headers.get('cache-control') ?? 'no-store');
      c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    }
  });
}

function addBodyLimit(app: App): void {
  const limit = bodyLimit({
    maxSize: ordinaryBody,
    onError: () => {
      throw new Problem('body-too-large', `The body is over ${ordinaryBody / 2 ** 20} MiB.`);
    },
  });
  app.use('/api/*', async (c, next) => (ingestRoutes.has(c.req.path) ? next() : limit(c, next)));
}
