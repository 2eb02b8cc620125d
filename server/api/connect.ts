import { z } from 'zod';
import { coversNamespace, namespaceLikes, namespacesOf, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { postSample, removeSampleOf } from '../flow/sample.ts';
import { Problem } from '../problem.ts';
import { readFirstSteps } from '../store/samples.ts';
import { byOf } from './by.ts';
import { mount, type App } from './mount.ts';
import { firstStepsSchema } from './shapes/connect.ts';
import { verdictAnswerSchema } from './shapes/verdict.ts';
import { text } from './text.ts';

const sampleBody = z.strictObject({ namespace: text(200, 1) });

/** GET /api/v1/first-steps; POST and DELETE /api/v1/sample: what the connect page needs. */
export function mountConnect(app: App, receive: ReceiveContext): void {
  const steps = { method: 'get', path: '/api/v1/first-steps', permission: 'catalogue.read' } as const;
  const summary = 'How far setting up has come';
  mount(app, { ...steps, summary, answer: firstStepsSchema }, async (c, { principal }) =>
    c.json(await readFirstSteps(receive.pool, namespaceLikes(principal))),
  );
  const sample = { path: '/api/v1/sample', permission: 'sample.write' } as const;
  mount(
    app,
    {
      ...sample,
      method: 'post',
      summary: 'Post a sample profile',
      body: sampleBody,
      status: 201,
      answer: verdictAnswerSchema,
      problems: ['conflict', 'not-found'],
    },
    async (c, { body: { namespace }, principal }) => {
      requireOwn(principal, namespace);
      const { answer } = await postSample(receive, { ...byOf(c, principal), namespace });
      return c.body(answer, 201, { 'content-type': 'application/json' });
    },
  );
  const removal = { ...sample, method: 'delete', query: sampleBody, status: 204, problems: ['not-found'] } as const;
  mount(app, { ...removal, summary: 'Remove a sample' }, async (c, { query: { namespace }, principal }) => {
    requireOwn(principal, namespace);
    await removeSampleOf(receive, { ...byOf(c, principal), namespace });
    return c.body(null, 204);
  });
}

function requireOwn(principal: Principal, namespace: string): void {
  if (coversNamespace(namespacesOf(principal), namespace)) return;
  throw new Problem('not-allowed', `The namespace ${JSON.stringify(namespace)} is not one of yours.`);
}
