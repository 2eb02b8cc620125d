import { readResults, type FieldProblem } from '../../checks/index.ts';
import type { Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { receiveResults } from '../flow/receive-results.ts';
import { Problem } from '../problem.ts';
import { counted } from './counted.ts';
import { requireMayPost } from './may-post.ts';
import { mount, type App, type Ctx } from './mount.ts';
import { placeVerdicts, readPosting, type ResultsQuery } from './posted-results.ts';
import { readBody } from './read-body.ts';
import { readJson } from './read-json.ts';
import { resultsAnswerSchema, resultsQuerySchema } from './shapes/results.ts';

/** POST /api/v1/results: what another tool found, as it wrote it. */
export function mountResults(app: App, receive: ReceiveContext, limits: { maxBodyBytes: number }): void {
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/results',
      permission: 'profiles.write',
      summary: 'Keep what another tool found: Great Expectations, dbt, Soda, Deequ, OpenLineage, or a plain form',
      description:
        'The body is the file as the tool wrote it, or an object with it under `document` and beside it what it does not say ' +
        '(dataset, run, dataInterval, and manifest for dbt). Answered after the commit, one item for each suite and dataset. ' +
        'The same results again get the first answer, with 200.',
      query: resultsQuerySchema,
      bodyReadByHandler: { oneOf: [{ type: 'object' }, { type: 'array', minItems: 1, items: { type: 'object' } }] },
      answer: resultsAnswerSchema,
      status: 201,
      also: {
        200: { schema: resultsAnswerSchema, description: 'All of it was received before: the answers given then' },
      },
      problems: ['idempotency-conflict'],
    },
    (c, { principal, query }) =>
      counted(receive, 'results', () => receivePosted(c, receive, { principal, query, ...limits })),
  );
}

interface Asked {
  principal: Principal;
  query: ResultsQuery;
  maxBodyBytes: number;
}

async function receivePosted(c: Ctx, receive: ReceiveContext, { principal, query, maxBodyBytes }: Asked) {
  const posting = readPosting(readJson(await readBody(c, maxBodyBytes)), query);
  c.set('posted', { namespace: posting.dataset.namespace ?? null, dataset: posting.dataset.name ?? null });
  const reading = readResults(posting.document, posting);
  if ('problems' in reading) throw refused(reading.problems);
  const placed = placeVerdicts(reading.verdicts, posting);
  if ('problems' in placed) throw refused(placed.problems);
  for (const { namespace } of placed.verdicts.map(({ dataset }) => dataset)) requireMayPost(principal, namespace);
  c.get('ticket')?.charge(placed.verdicts.length);
  const answers: string[] = [];
  let isNew = false;
  for (const verdict of placed.verdicts) {
    const { created, answer } = await receiveResults(receive, verdict);
    isNew ||= created;
    answers.push(answer);
  }
  // The answers are JSON already, as they are kept.
  const body = `{"format":${JSON.stringify(reading.format)},"items":[${answers.join(',')}],"ignored":${JSON.stringify(reading.ignored)}}`;
  return c.body(body, isNew ? 201 : 200, { 'content-type': 'application/json' });
}

const refused = (errors: FieldProblem[]) =>
  new Problem('invalid-request', 'The results could not be taken; nothing was kept.', { errors });
