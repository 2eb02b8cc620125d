import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Channel, ReceiverChannel } from '../../alerts/index.ts';
import type { EventFeed } from '../flow/event-feed.ts';
import type { RefusalRecorder } from '../flow/record-refusals.ts';
import type { AccessContext } from '../flow/sign-in.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { mountAdministration } from './administration.ts';
import { authenticate, crossSiteGuard } from './authenticate.ts';
import { mountCatalogue } from './catalogue.ts';
import { mountConnect } from './connect.ts';
import { mountDatasetChanges } from './dataset-changes.ts';
import { mountDatasetHistory } from './dataset-history.ts';
import { mountDeadlines } from './deadlines.ts';
import { mountEvents } from './events.ts';
import { mountGate } from './gate.ts';
import { mountIncidents } from './incidents.ts';
import { mountLineage } from './lineage.ts';
import type { App, RequestLog, RequestState } from './mount.ts';
import { clientAddress, createOrigins, type Origins } from './origin.ts';
import { mountNotifications } from './notifications.ts';
import { mountOverview } from './overview.ts';
import { mountProfiles } from './profiles.ts';
import { mountReceivers } from './receivers.ts';
import { renderProblem, toProblem } from './render-problem.ts';
import { mountPrivacy } from './privacy.ts';
import { noteRefusal } from './note-refusal.ts';
import { mountRejections } from './rejections.ts';
import { mountRouting } from './routing.ts';
import { mountSilences } from './silences.ts';
import { mountSuites } from './suites.ts';
import { mountRuns } from './runs.ts';
import { mountSession } from './session.ts';
import { mountSystem } from './system.ts';
import { mountWeb } from './web.ts';
import { zodProblem } from './zod-problem.ts';

export interface AppSettings {
  receive: ReceiveContext;
  access: AccessContext;
  log: RequestLog;
  feed: EventFeed;
  refusals: RefusalRecorder;
  publicUrl: string;
  trustedProxies: readonly string[];
  maxBodyBytes: number;
  /** Why a webhook's URL may not be called; null when it may. */
  refusedUrl: (url: string, allowPrivateNetwork: boolean) => string | null;
  /** The channels there are, for a person who tries a receiver. */
  channels: ReadonlyMap<ReceiverChannel['kind'], Channel>;
  /** Folder of the built dashboard; null when there is none, as in tests of the API. */
  webRoot: string | null;
}

const ordinaryBody = 2 * 2 ** 20;

/** The whole HTTP surface: who is asking, what may be asked, and one way to refuse. */
export function buildApp(settings: AppSettings): App {
  const { receive, access } = settings;
  const app: App = new OpenAPIHono<RequestState>({
    defaultHook: (result) => {
      if (!result.success) throw zodProblem(result.error as never);
    },
  });
  const origins = createOrigins(settings);
  app.onError((error, c) => {
    const problem = toProblem(error, c);
    noteRefusal(c, problem);
    return renderProblem(problem, c);
  });
  app.notFound((c) => renderProblem(new Problem('not-found', `There is nothing at ${c.req.path.slice(0, 200)}.`), c));
  addRequestState(app, settings, origins);
  mountSystem(app, receive.pool);
  app.use('/api/*', authenticate(access, origins), crossSiteGuard(origins));
  addBodyLimit(app);
  mountPosts(app, settings);
  mountSession(app, access, origins);
  mountAdministration(app, access);
  mountOverview(app, receive);
  mountCatalogue(app, receive);
  mountDatasetHistory(app, receive);
  mountDatasetChanges(app, receive);
  mountDeadlines(app, receive);
  mountIncidents(app, receive);
  mountSilences(app, receive);
  mountGate(app, receive);
  mountSuites(app, receive);
  mountRouting(app, receive.pool, settings.refusedUrl);
  mountReceivers(app, receive, settings.channels);
  mountNotifications(app, receive);
  mountPrivacy(app, receive.pool);
  if (settings.webRoot) mountWeb(app, settings.webRoot);
  return app;
}

/** What pipelines post, and what people hear of it. */
function mountPosts(app: App, { receive, feed, maxBodyBytes }: AppSettings): void {
  mountProfiles(app, receive, { maxBodyBytes });
  mountRuns(app, receive, { maxBodyBytes });
  mountLineage(app, receive, { maxBodyBytes });
  mountEvents(app, feed);
  mountRejections(app, receive.pool);
  mountConnect(app, receive);
}

function addRequestState(app: App, { log, refusals }: AppSettings, origins: Origins): void {
  app.use(async (c, next) => {
    c.set('requestId', randomUUID());
    c.set('log', log);
    c.set('ip', clientAddress(c, origins));
    c.set('principal', null);
    c.set('credential', null);
    c.set('refusals', refusals);
    c.set('posted', null);
    c.set('via', 'ui');
    await next();
    c.header('x-request-id', c.get('requestId'));
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-opener-policy', 'same-origin');
    if (c.req.path.startsWith('/api/')) {
      c.header('cache-control', c.res.headers.get('cache-control') ?? 'no-store');
      c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    }
  });
}

// What pipelines post counts its own bytes, after decompression.
const countedElsewhere = new Set(['/api/v1/profiles', '/api/v1/runs', '/api/v1/lineage', '/api/v1/lineage/batch']);

function addBodyLimit(app: App): void {
  const limit = bodyLimit({
    maxSize: ordinaryBody,
    onError: () => {
      throw new Problem('body-too-large', `The body is over ${ordinaryBody / 2 ** 20} MiB.`);
    },
  });
  app.use('/api/*', async (c, next) => (countedElsewhere.has(c.req.path) ? next() : limit(c, next)));
}
