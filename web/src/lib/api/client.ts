import { exchange, get, queryOf, send, type Fetch } from './request.ts';
import type {
  AcceptanceShape,
  AppliedSuite,
  BaselineShape,
  ColumnsShape,
  DatasetChanged,
  DatasetDetail,
  DatasetResults,
  DatasetRow,
  DeadlineRow,
  Heartbeats,
  JudgementsShape,
  OverrideShape,
  PrecisionPage,
  PromotedShape,
  ExplanationShape,
  FirstStepsShape,
  IncidentDetail,
  IncidentRow,
  JobDetail,
  JobRow,
  Me,
  MetricsShape,
  NotificationRow,
  Overview,
  Page,
  ProfileRow,
  ReceiverList,
  ReceiverTest,
  RebuiltShape,
  ReplayAnswerShape,
  ReplayedAllShape,
  RawEventPage,
  RejectionShape,
  RunDetail,
  RunPage,
  SchemaVersion,
  SilenceShape,
  SuggestedSuiteShape,
  SuiteShape,
} from './types.ts';

const part = encodeURIComponent;
const dataset = (slug: string): string => `/api/v1/datasets/${part(slug)}`;
const job = (id: string): string => `/api/v1/jobs/${part(id)}`;
const run = (id: string): string => `/api/v1/runs/${part(id)}`;
const receiver = (name: string): string => `/api/v1/receivers/${part(name)}`;
const override = (id: string): string => `/api/v1/gate/overrides/${part(id)}`;
const suite = (name: string): string => `/api/v1/suites/${part(name)}`;
const incident = (id: string): string => `/api/v1/incidents/${part(id)}`;

interface FeedbackBody {
  verb: string;
  expectations: readonly string[];
  note: string;
}
export interface ListQuery {
  [name: string]: string | number | readonly string[] | null | undefined;
}

/** Reading: every GET of the API that the dashboard needs, bound to the `fetch` of a load function. */
export const read = (fetch: Fetch) => ({
  session: () => get<Me>(fetch, '/api/v1/session'),
  setup: () => get<{ needed: boolean }>(fetch, '/api/v1/setup'),
  deadlines: (query: ListQuery) => get<Page<DeadlineRow>>(fetch, `/api/v1/deadlines${queryOf(query)}`),
  heartbeats: () => get<Heartbeats>(fetch, '/api/v1/system/heartbeats'),
  overview: (query: ListQuery) => get<Overview>(fetch, `/api/v1/overview${queryOf(query)}`),
  datasets: (query: ListQuery) => get<Page<DatasetRow>>(fetch, `/api/v1/datasets${queryOf(query)}`),
  dataset: (slug: string) => get<DatasetDetail>(fetch, dataset(slug)),
  metrics: (slug: string, query: { name: readonly string[]; from?: string | null; to?: string | null }) =>
    get<MetricsShape>(fetch, `${dataset(slug)}/metrics${queryOf(query)}`),
  columns: (slug: string, query: { profile?: string | null; before?: string | null }) =>
    get<ColumnsShape>(fetch, `${dataset(slug)}/columns${queryOf(query)}`),
  schemaVersions: (slug: string) => get<{ items: SchemaVersion[] }>(fetch, `${dataset(slug)}/schema-versions`),
  acceptances: (slug: string) => get<{ items: AcceptanceShape[] }>(fetch, `${dataset(slug)}/acceptances`),
  results: (slug: string) => get<DatasetResults>(fetch, `${dataset(slug)}/results`),
  judgements: (profileId: string) => get<JudgementsShape>(fetch, `/api/v1/profiles/${part(profileId)}/judgements`),
  overrides: (query: ListQuery) => get<Page<OverrideShape>>(fetch, `/api/v1/gate/overrides${queryOf(query)}`),
  baseline: (slug: string) => get<BaselineShape>(fetch, `${dataset(slug)}/baseline`),
  explain: (slug: string, query: ListQuery) =>
    get<ExplanationShape>(fetch, `${dataset(slug)}/explain${queryOf(query)}`),
  profiles: (slug: string, query: ListQuery) =>
    get<Page<ProfileRow>>(fetch, `${dataset(slug)}/profiles${queryOf(query)}`),
  rejections: (query: ListQuery) => get<Page<RejectionShape>>(fetch, `/api/v1/rejections${queryOf(query)}`),
  firstSteps: () => get<FirstStepsShape>(fetch, '/api/v1/first-steps'),
  incidents: (query: ListQuery) => get<Page<IncidentRow>>(fetch, `/api/v1/incidents${queryOf(query)}`),
  incident: (id: string) => get<IncidentDetail>(fetch, incident(id)),
  jobs: (query: ListQuery) => get<Page<JobRow>>(fetch, `/api/v1/jobs${queryOf(query)}`),
  job: (id: string) => get<JobDetail>(fetch, job(id)),
  jobRuns: (id: string, query: ListQuery) => get<RunPage>(fetch, `${job(id)}/runs${queryOf(query)}`),
  runs: (query: ListQuery) => get<RunPage>(fetch, `/api/v1/runs${queryOf(query)}`),
  run: (id: string) => get<RunDetail>(fetch, run(id)),
  runEvents: (id: string, query: ListQuery) => get<RawEventPage>(fetch, `${run(id)}/events${queryOf(query)}`),
  receivers: () => get<ReceiverList>(fetch, '/api/v1/receivers'),
  notifications: (query: ListQuery) => get<Page<NotificationRow>>(fetch, `/api/v1/notifications${queryOf(query)}`),
  silences: (query: ListQuery) => get<Page<SilenceShape>>(fetch, `/api/v1/silences${queryOf(query)}`),
  precision: (query: ListQuery) => get<PrecisionPage>(fetch, `/api/v1/precision${queryOf(query)}`),
  suites: () => get<Page<SuiteShape>>(fetch, '/api/v1/suites'),
  suite: (name: string) => get<SuiteShape>(fetch, suite(name)),
  suiteVersions: (name: string) => get<{ items: SuiteShape[] }>(fetch, `${suite(name)}/versions`),
});

/** Changing: every request that writes. Each throws a Problem when it is refused. */
export const change = {
  signIn: (credentials: { email: string; password: string }) => send<Me>('POST', '/api/v1/session', credentials),
  signOut: () => send<null>('DELETE', '/api/v1/session'),
  setUp: (person: { token: string; email: string; name: string; password: string }) =>
    send<Me>('POST', '/api/v1/setup', person),
  createKey: (key: { name: string; role: 'ingest'; namespaces: string[] }) =>
    send<{ id: string; key: string }>('POST', '/api/v1/keys', key),
  postSample: (namespace: string) => send<unknown>('POST', '/api/v1/sample', { namespace }),
  removeSample: (namespace: string) => send<null>('DELETE', `/api/v1/sample${queryOf({ namespace })}`),
  acknowledge: (id: string) => send<IncidentDetail>('POST', `${incident(id)}/acknowledge`),
  resolve: (id: string, { note, accept }: { note: string; accept: boolean }) =>
    send<IncidentDetail>('POST', `${incident(id)}/resolve`, { ...(note === '' ? {} : { note }), accept }),
  giveFeedback: (id: string, { verb, expectations, note }: FeedbackBody) =>
    send<IncidentDetail>('POST', `${incident(id)}/feedback`, {
      verb,
      expectations,
      ...(note === '' ? {} : { note }),
    }),
  undoFeedback: (id: string, feedback: string) =>
    send<IncidentDetail>('DELETE', `${incident(id)}/feedback/${part(feedback)}`),
  retire: (id: string, reason: string) => send<DatasetChanged>('POST', `${dataset(id)}/retire`, { reason }),
  restore: (id: string) => send<DatasetChanged>('POST', `${dataset(id)}/restore`),
  promote: (id: string, family: string) => send<PromotedShape>('POST', `${dataset(id)}/precision/promote`, { family }),
  rebuild: (id: string) => send<RebuiltShape>('POST', `${dataset(id)}/baseline/rebuild`),
  rename: (id: string, to: { namespace: string; name: string }) =>
    send<DatasetChanged>('POST', `${dataset(id)}/rename`, to),
  approveOverride: (id: string) => send<OverrideShape>('POST', `${override(id)}/approve`),
  revokeOverride: (id: string) => send<OverrideShape>('POST', `${override(id)}/revoke`),
  testReceiver: (name: string) => send<ReceiverTest>('POST', `${receiver(name)}/test`),
  replay: (id: string) => send<{ id: string }>('POST', `/api/v1/notifications/${part(id)}/replay`),
  replayAll: (name: string) => send<ReplayedAllShape>('POST', `${receiver(name)}/replay`),
  expireSilence: (id: string) => send<SilenceShape>('POST', `/api/v1/silences/${part(id)}/expire`),
  validateSuite: (yaml: string, signal: AbortSignal) =>
    exchange<unknown>({ method: 'POST', path: '/api/v1/suites/validate', body: { yaml }, signal }),
  applySuite: (name: string, yaml: string) => send<AppliedSuite>('PUT', suite(name), { yaml }),
  suggestSuite: (dataset: { namespace: string; name: string }) =>
    send<SuggestedSuiteShape>('POST', '/api/v1/suites/suggest', { dataset }),
  replaySuite: (question: { suites: string[]; since: string; vs?: 'current' }, signal: AbortSignal) =>
    exchange<ReplayAnswerShape>({ method: 'POST', path: '/api/v1/replay', body: question, signal }),
  comment: (id: string, text: string) => send<IncidentDetail>('POST', `${incident(id)}/comments`, { text }),
};
