import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Channel, ReceiverChannel } from '../../alerts/index.ts';
import type { AccessContext } from '../flow/sign-in.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import type { Admission } from './admission/admission.ts';
import { admit } from './admission/admit.ts';
import { ingestRoutes } from './admission/ingest-routes.ts';
import { mountAdministration } from './administration.ts';
import { authenticate, crossSiteGuard } from './authenticate.ts';
import { mountCatalogue } from './catalogue.ts';
import { mountDatasetChanges } from './dataset-changes.ts';
import { mountDatasetHistory } from './dataset-history.ts';
import { mountGate } from './gate.ts';
import { mountDeadlines } from './deadlines.ts';
import { mountIncidents } from './incidents.ts';
import type { App, RequestLog, RequestState } from './mount.ts';
import { clientAddress, createOrigins, type Origins } from './origin.ts';
import { mountNotifications } from './notifications.ts';
import { mountOverview } from './overview.ts';
import { mountProfiles } from './profiles.ts';
import { mountReceivers } from './receivers.ts';
import { renderProblem } from './render-problem.ts';
import { mountPrivacy } from './privacy.ts';
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
  /** The same for what pipelines post, whose transactions may have to wait for each other. */
  posting: ReceiveContext;
  access: AccessContext;
  log: RequestLog;
  publicUrl: string;
  trustedProxies: readonly string[];
  maxBodyBytes: number;
  /** Who of those that post is let in now. */
  admission: Admission;
  /** The server was asked to stop: it answers on for a moment, but wants no new connections. */
  isStopping: () => boolean;
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
  const { receive, access, maxBodyBytes } = settings;
  const app: App = new OpenAPIHono<RequestState>({
    defaultHook: (result) => {
      if (!result.success) throw zodProblem(result.error as never);
    },
  });
  const origins = createOrigins(settings);
  app.onError((error, c) => renderProblem(error, c));
  app.notFound((c) => renderProblem(new Problem('not-found', `There is nothing at ${c.req.path.slice(0, 200)}.`), c));
  addRequestState(app, settings, origins);
  sayWhenStopping(app, settings);
  mountSystem(app, receive.pool);
  app.use('/api/*', admit(settings.admission, maxBodyBytes));
  app.use('/api/*', authenticate(access, origins), crossSiteGuard(origins));
  addBodyLimit(app);
  mountProfiles(app, settings.posting, { maxBodyBytes });
  mountRuns(app, settings.posting, { maxBodyBytes });
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

/** A load balancer must look elsewhere as soon as the server was asked to stop, while it still answers. */
function sayWhenStopping(app: App, { isStopping }: AppSettings): void {
  app.use('/readyz', async (_, next) => {
    if (!isStopping()) return next();
    throw new Problem('temporarily-unavailable', 'The server is stopping.', { retryAfterSeconds: 2 });
  });
}

function addRequestState(app: App, { log }: AppSettings, origins: Origins): void {
  app.use(async (c, next) => {
    c.set('requestId', randomUUID());
    c.set('log', log);
    c.set('ip', clientAddress(c, origins));
    c.set('principal', null);
    c.set('via', 'ui');
    await next();
    c.header('x-request-id', c.get('requestId'));
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-opener-policy', 'same-origin');
    if (c.req.path.startsWith('/api/')) {
      c.header('cache-control', 'no-store');
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
