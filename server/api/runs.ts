import { receiveRun, type RunPost } from '../flow/receive-run.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { requireMayPost } from './may-post.ts';
import { mount, type App } from './mount.ts';
import { postedRunIn } from './note-refusal.ts';
import { readBody } from './read-body.ts';
import { readJson } from './read-json.ts';
import { runPostSchema } from './shapes/profile.ts';
import { runAnswerSchema } from './shapes/verdict.ts';
import { zodProblem } from './zod-problem.ts';

/** POST /api/v1/runs: one state change of a run, in any order; the same one again changes nothing. */
export function mountRuns(app: App, receive: ReceiveContext, limits: { maxBodyBytes: number }): void {
  mount(
    app,
    {
      method: 'post',
      path: '/api/v1/runs',
      permission: 'runs.write',
      summary: 'A state change of a run',
      answer: runAnswerSchema,
      status: 201,
    },
    async (c, { principal }) => {
      const value = readJson(await readBody(c, limits.maxBodyBytes));
      c.set('posted', postedRunIn(value));
      const parsed = runPostSchema.safeParse(value);
      if (!parsed.success) throw zodProblem(parsed.error);
      const post = parsed.data as RunPost;
      for (const { namespace } of [post.run.job, ...(post.inputs ?? []), ...(post.outputs ?? [])]) {
        requireMayPost(principal, namespace);
      }
      const receipt = await receiveRun(receive, post);
      return c.json(receipt, receipt.created ? 201 : 200);
    },
  );
}
