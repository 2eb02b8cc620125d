import { z } from 'zod';
import type { Principal } from '../flow/principal.ts';
import { receiveRun, type RunPost } from '../flow/receive-run.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { counted } from './counted.ts';
import { requireMayPost } from './may-post.ts';
import { mount, type App } from './mount.ts';
import { postedRunIn } from './note-refusal.ts';
import { readBody } from './read-body.ts';
import { readJson } from './read-json.ts';
import { runPostSchema } from './shapes/profile.ts';
import { runAnswerSchema } from './shapes/verdict.ts';
import { traceHeader } from './traceparent.ts';
import { zodProblem } from './zod-problem.ts';

const { $schema: _, ...runPostJsonSchema } = z.toJSONSchema(runPostSchema, { target: 'draft-2020-12' });

/** POST /api/v1/runs: one state change of a run, in any order; the same one again changes nothing. */
export function mountRuns(app: App, receive: ReceiveContext, limits: { maxBodyBytes: number }): void {
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/runs',
      permission: 'runs.write',
      summary: 'A state change of a run',
      bodyReadByHandler: runPostJsonSchema,
      headers: [traceHeader],
      answer: runAnswerSchema,
      status: 201,
      also: { 200: { schema: runAnswerSchema, description: 'This very state change was received before' } },
    },
    (c, { principal }) =>
      counted(receive, 'run', async () => {
        const value = readJson(await readBody(c, limits.maxBodyBytes));
        c.set('posted', postedRunIn(value));
        const post = runPosted(value, principal);
        const traceparent = post.run.traceparent ?? c.get('traceparent');
        const receipt = await receiveRun(receive, {
          ...post,
          run: { ...post.run, ...(traceparent ? { traceparent } : {}) },
        });
        return c.json(receipt, receipt.created ? 201 : 200);
      }),
  );
}

/** A state change that this key may post; a Problem otherwise. */
function runPosted(value: unknown, principal: Principal): RunPost {
  const parsed = runPostSchema.safeParse(value);
  if (!parsed.success) throw zodProblem(parsed.error);
  const post = parsed.data as RunPost;
  for (const { namespace } of [post.run.job, ...(post.inputs ?? []), ...(post.outputs ?? [])]) {
    requireMayPost(principal, namespace);
  }
  return post;
}
