import type { z } from 'zod';
import { askGate } from '../flow/ask-gate.ts';
import { coversNamespace, namespacesOf } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import type { GateQuestion } from '../store/gate.ts';
import { mount, type App } from './mount.ts';
import { stringFault } from './read-json.ts';
import { gateAnswerSchema, gateQuestionSchema } from './shapes/gate.ts';

/** POST /api/v1/gate: a pipeline asks whether it may go on; it may wait for a profile that is on its way. */
export function mountGate(app: App, receive: ReceiveContext): void {
  const spec = { method: 'post', path: '/api/v1/gate', permission: 'gate.ask', body: gateQuestionSchema } as const;
  const summary = 'May the pipeline go on: allow, warn, block or pending';
  mount(app, { ...spec, summary, answer: gateAnswerSchema }, async (c, { body, principal }) => {
    const { namespace } = body.dataset;
    // Said before anything is looked up, so that it tells nothing of what is there.
    if (!coversNamespace(namespacesOf(principal), namespace)) {
      throw new Problem('not-allowed', `This key may not ask about the namespace ${JSON.stringify(namespace)}.`);
    }
    const { signal } = c.req.raw;
    return c.json(await askGate(receive, { question: questionOf(body), waitSeconds: body.waitSeconds ?? 0, signal }));
  });
}

function questionOf(body: z.infer<typeof gateQuestionSchema>): GateQuestion {
  const { dataset, run, dataInterval, profileId } = body;
  const texts = { '/dataset/namespace': dataset.namespace, '/dataset/name': dataset.name, '/run/id': run?.id ?? '' };
  const errors = Object.entries(texts).flatMap(([pointer, text]) => {
    const message = stringFault(text);
    return message === null ? [] : [{ pointer, message }];
  });
  const id = profileId === undefined ? null : (/^prf_(\d{1,15})$/.exec(profileId)?.[1] ?? undefined);
  if (id === undefined) errors.push({ pointer: '/profileId', message: 'must be the id of a profile, such as prf_12' });
  if (errors.length > 0) throw new Problem('invalid-request', 'The question is not valid.', { errors });
  return {
    dataset,
    profileId: id == null ? null : Number(id),
    runId: run?.id ?? null,
    intervalStart: dataInterval?.start === undefined ? null : new Date(dataInterval.start),
    intervalEnd: dataInterval?.end === undefined ? null : new Date(dataInterval.end),
  };
}
