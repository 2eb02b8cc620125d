import { z } from 'zod';
import { explainLearned, judgedSeries, learnedResults, type Profile } from '../../checks/index.ts';
import { judgeKept } from '../flow/learning/judge-learned.ts';
import { profileNumber } from '../flow/read-past.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import type { DatasetSummary } from '../store/catalogue.ts';
import { readForJudging, type StoredForJudging } from '../store/judgements.ts';
import { newestProfileId } from '../store/profiles.ts';
import { datasetFor, idParams } from './catalogue.ts';
import { mount, type App } from './mount.ts';
import { explanationSchema, type ExplanationShape } from './shapes/explain.ts';
import { text } from './text.ts';

const most = 200;
const usually = 20;

const explainQuery = z.object({
  profile: text(40).optional(),
  column: text(500).optional(),
  measure: text(600).optional(),
  limit: z.coerce.number().int().min(1).max(most).optional(),
});
type Asked = z.infer<typeof explainQuery>;

/** GET /api/v1/datasets/{id}/explain: why learned monitors found something, or nothing. */
export function mountExplain(app: App, receive: ReceiveContext): void {
  const spec = {
    method: 'get',
    path: '/api/v1/datasets/{id}/explain',
    permission: 'catalogue.read',
    params: idParams,
    query: explainQuery,
    answer: explanationSchema,
    summary: 'Why learned monitors found something in a profile, or nothing',
    description:
      'By what was known when the profile came: forecasts, what a deviation is made of, gates, calibration, and what would have changed the verdict. The newest profile of the whole dataset where none is named; the twenty most suspicious measures where neither `column` nor `measure` (`amount.mean`, `rowCount`) says which.',
  } as const;
  mount(app, spec, async (c, { params, query, principal }) => {
    const dataset = await datasetFor(receive.pool, principal, params.id);
    return c.json(await explanationOf(receive, dataset, query));
  });
}

const NOTHING: Omit<ExplanationShape, 'profile' | 'state'> = {
  ...{ engine: null, calibration: null, findings: [], runs: 0, cadence: 'day', seasonFrom: 0, calendar: [], judged: 0 },
  measures: [],
};

async function explanationOf(
  receive: ReceiveContext,
  dataset: DatasetSummary,
  asked: Asked,
): Promise<ExplanationShape> {
  const { pool, learner } = receive;
  const stored = await profileAsked(receive, dataset, asked);
  const rules = await receive.rules.current(pool);
  const own = rules.of(dataset);
  const profile = stored && { id: `prf_${stored.id}`, at: stored.effectiveAt.toISOString() };
  if (stored === null || learner === null || !own.learn.on) return { profile, state: 'off', ...NOTHING };
  const document = JSON.parse(stored.document) as Profile;
  // By what was known when it came: learnt from bookmarks, so that no state is read that a post is changing.
  const learned = await judgeKept(learner, pool, {
    ...stored,
    profile: document,
    knownBy: stored.id,
    settings: own.learn,
  });
  if (learned.kind === 'behind') return { profile, state: 'catching up', ...NOTHING, runs: learned.runs };
  const { where } = judgedSeries(document, own.suites, rules.hashValue);
  const rows = learnedResults(learned.input, learned.verdict, {
    settings: own.learn,
    versions: learned.versions,
    where,
  });
  const { column, measure, limit } = asked;
  const which = { ...(column !== undefined && { column }), ...(measure !== undefined && { measure }) };
  return {
    profile,
    state: 'judged',
    ...learned.versions,
    findings: rows.map(({ expectation, outcome, column: of, reason, parts = [] }) => ({
      ...{ expectation, outcome, column: of, reason },
      evidence: parts.map((part) => part.reason),
    })),
    ...explainLearned(learned, { ...which, most: limit ?? (column || measure ? most : usually) }),
  };
}

async function profileAsked(
  { pool }: ReceiveContext,
  dataset: DatasetSummary,
  { profile }: Asked,
): Promise<StoredForJudging | null> {
  const id = profile === undefined ? await newestProfileId(pool, dataset.id, null) : profileNumber(profile);
  const stored = id === null ? null : await readForJudging(pool, id);
  if (stored?.datasetId === dataset.id) return stored;
  if (profile !== undefined) throw new Problem('not-found', `There is no profile ${profile} of this dataset.`);
  return null;
}
