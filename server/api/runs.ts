import { coversNamespace } from '../flow/principal.ts';
import { receiveRun, type RunPost } from '../flow/receive-run.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { mount, type App } from './mount.ts';
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
      const parsed = runPostSchema.safeParse(readJson(await readBody(c, limits.maxBodyBytes)));
      if (!parsed.success) throw zodProblem(parsed.error);
      const post = parsed.data as RunPost;
      for (const { namespace } of [post.run.job, ...(post.inputs ?? []), ...(post.outputs ?? [])]) {
        if (!coversNamespace(principal.namespaces, namespace)) {
          throw new Problem('not-allowed', `This key may not post to the namespace ${JSON.stringify(namespace)}.`);
        }
      }
      const receipt = await receiveRun(receive, post);
      return c.json(receipt, receipt.created ? 201 : 200);
    },
  );
}
