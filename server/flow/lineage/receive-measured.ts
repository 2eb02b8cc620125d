import {
  findInconsistencies,
  readResults,
  type ExternalVerdict,
  type FieldProblem,
  type Profile,
} from '../../../checks/index.ts';
import { addedTo, isTelling, profilesOf, schemasRead, type LineageEvent } from '../../openlineage/index.ts';
import { Problem } from '../../problem.ts';
import { readBodiesOfRun } from '../../store/lineage/events.ts';
import type { PendingEvent } from '../../store/lineage/pending.ts';
import { isSchemaNews } from '../../store/lineage/schema-news.ts';
import { insertRejections } from '../../store/rejections.ts';
import { findProfileOfRun } from '../../store/runs.ts';
import { schemaHash } from '../profile-times.ts';
import { receiveProfile } from '../receive-profiles.ts';
import { receiveResults } from '../receive-results.ts';
import type { ReceiveContext } from '../receive-context.ts';
import type { ProjectorContext } from './projector-context.ts';
import { gatheredVerdicts, runKeyHex } from './run-results.ts';

/** Of a run with more events that tell of checks, the newest. */
const mostEventsOfRun = 500;

interface Measured {
  event: LineageEvent;
  /** As it was stored. */
  value: unknown;
}

/** Judges what an event carries like what is posted by itself. A facet that cannot be used is no reason to drop the rest: it is said where refused posts are. */
export async function receiveMeasured(
  context: ProjectorContext,
  pending: PendingEvent,
  { event, value }: Measured,
): Promise<void> {
  // What was said of it when it was first worked in is said.
  const refuse = async (detail: string, errors: readonly FieldProblem[], dataset: string | null) =>
    pending.again ? undefined : noteUnusable(context, { pending, event, detail, errors, dataset });
  for (const profile of profilesOf(event)) {
    const usable = await usableOf(context, profile, refuse);
    const added = usable && addedTo(await earlierOf(context, usable), usable);
    if (added) await receiveOr(context, { profile: added, pending }, refuse);
  }
  // Once more, an old schema would seem to be news.
  for (const profile of pending.again ? [] : schemasRead(event)) {
    const producer = profile.producer?.name ?? '';
    const isNews = await isSchemaNews(context.receive.pool, profile.dataset, { hash: schemaHash(profile) ?? '', producer }); // prettier-ignore
    if (isNews) await receiveOr(context, { profile, pending }, refuse);
  }
  if (isTelling(event)) await receiveAssertions(context, { event, value }, refuse);
}

type Refuse = (detail: string, errors: readonly FieldProblem[], dataset: string | null) => Promise<void>;

async function receiveOr(
  { receive }: ProjectorContext,
  { profile, pending }: { profile: Profile; pending: PendingEvent },
  refuse: Refuse,
): Promise<void> {
  try {
    await receiveProfile(receive, profile, pending.traceparent);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await refuse(`The event was taken, without what it measures. ${error.detail}`, error.errors, profile.dataset.name);
  }
}

/** Contradicting columns are left out of the profile. */
async function usableOf({ problemsOf }: ProjectorContext, profile: Profile, refuse: Refuse): Promise<Profile | null> {
  const errorsOf = (one: Profile) => [...problemsOf(one), ...findInconsistencies(one)];
  const errors = errorsOf(profile);
  if (errors.length === 0) return profile;
  const detail = 'The event was taken, without those of its facets that contradict themselves.';
  await refuse(detail, errors, profile.dataset.name);
  const { columnMetrics: _, ...rest } = profile;
  return errorsOf(rest).length === 0 ? rest : null;
}

/** What the same run told of the dataset before. */
async function earlierOf({ receive }: ProjectorContext, { run, dataset }: Profile): Promise<Profile | null> {
  if (!run?.job) return null;
  const { namespace } = run.job;
  const current = (await receive.rules.latest(receive.pool)).currentName(dataset);
  const document = await findProfileOfRun(receive.pool, { namespace, externalId: run.id, dataset: current });
  return document === null ? null : (JSON.parse(document) as Profile);
}

async function receiveAssertions(
  { receive }: ProjectorContext,
  { event, value }: Measured,
  refuse: Refuse,
): Promise<void> {
  const reading = readResults(value, { format: 'openlineage' });
  if ('problems' in reading)
    return refuse('The event was taken, without the assertions and tests in it.', reading.problems, null);
  if (reading.ignored.length > 0)
    await refuse('The event was taken, without some of its tests.', reading.ignored, null);
  const named = new Set(reading.verdicts.map(datasetKey));
  const told = (await readOthers(receive, event)).filter((verdict) => named.has(datasetKey(verdict)));
  for (const { dataset, ...verdict } of gatheredVerdicts([...reading.verdicts, ...told])) {
    const { namespace, name } = dataset;
    if (namespace === null || name === null) continue;
    try {
      await receiveResults(receive, { ...verdict, dataset: { namespace, name }, key: null });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await refuse(`The event was taken, without the assertions and tests in it. ${error.detail}`, error.errors, name);
    }
  }
}

const datasetKey = ({ dataset }: ExternalVerdict) => JSON.stringify([dataset.namespace, dataset.name]);

/** What all events of the same run tell of checks. */
async function readOthers({ pool }: ReceiveContext, { run }: LineageEvent): Promise<ExternalVerdict[]> {
  if (!run) return [];
  const runKey = runKeyHex({ namespace: run.job.namespace, id: run.id });
  const bodies = await readBodiesOfRun(pool, {
    runKey,
    telling: ['ssertions"', '"test"', '"testRun"'],
    limit: mostEventsOfRun,
  });
  return bodies.flatMap((body) => {
    const reading = readResults(JSON.parse(body), { format: 'openlineage' });
    return 'problems' in reading ? [] : reading.verdicts;
  });
}

interface Unusable {
  pending: PendingEvent;
  event: LineageEvent;
  detail: string;
  errors: readonly FieldProblem[];
  dataset: string | null;
}

async function noteUnusable({ receive, withoutValues }: ProjectorContext, said: Unusable): Promise<void> {
  const { pending, event, dataset } = said;
  const named = [...event.inputs, ...event.outputs].find(({ name }) => name === dataset);
  const { detail, errors } = withoutValues({ slug: 'invalid-request', detail: said.detail, errors: [...said.errors].slice(0, 20) }); // prettier-ignore
  await insertRejections(receive.pool, [
    {
      at: receive.clock(),
      namespace: named?.namespace ?? event.job?.namespace ?? null,
      dataset,
      route: '/api/v1/lineage',
      status: 422,
      problem: 'invalid-request',
      detail,
      errors,
      actor: pending.sender === '' ? null : pending.sender,
      producer: event.producer,
      requestId: '',
    },
  ]);
}
