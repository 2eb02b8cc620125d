import type { z } from 'zod';
import { askGate } from '../flow/ask-gate.ts';
import { coversNamespace, namespacesOf, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import type { GateQuestion } from '../store/gate.ts';
import { byOf } from './by.ts';
import { profileNumber, refuseTexts } from './gate-words.ts';
import { mount, type App } from './mount.ts';
import { gateAnswerSchema, gateQuestionSchema } from './shapes/gate.ts';

type Body = z.infer<typeof gateQuestionSchema>;

/** POST /api/v1/gate: a pipeline asks whether it may go on; it may wait for a profile that is on its way. */
export function mountGate(app: App, receive: ReceiveContext): void {
  const spec = { method: 'post', path: '/api/v1/gate', permission: 'gate.ask', body: gateQuestionSchema } as const;
  const summary = 'May the pipeline go on: allow, warn, block or pending';
  mount(app, { ...spec, summary, answer: gateAnswerSchema }, async (c, { body, principal }) => {
    refuseForeign(body, principal);
    const { consumer = null, mode, waitSeconds = 0, final = false } = body;
    const reply = await askGate(receive, {
      dataset: body.dataset ?? null,
      question: questionOf(body),
      ...{ consumer, shadow: mode === 'shadow', final, waitSeconds },
      covers: (namespace) => coversNamespace(namespacesOf(principal), namespace),
      actor: byOf(c, principal).actor,
      signal: c.req.raw.signal,
    });
    return c.json(reply);
  });
}

/** Said before anything is looked up, so that it tells nothing of what is there. */
function refuseForeign({ dataset, run }: Body, principal: Principal): void {
  for (const namespace of [dataset?.namespace, run?.job?.namespace]) {
    if (namespace === undefined || coversNamespace(namespacesOf(principal), namespace)) continue;
    throw new Problem('not-allowed', `This key may not ask about the namespace ${JSON.stringify(namespace)}.`);
  }
}

function questionOf({ dataset, run, dataInterval, profileId, consumer }: Body): GateQuestion {
  const errors = refuseTexts({
    '/dataset/namespace': dataset?.namespace,
    '/dataset/name': dataset?.name,
    '/run/id': run?.id,
    '/run/job/namespace': run?.job?.namespace,
    '/run/job/name': run?.job?.name,
    '/consumer': consumer,
  });
  const number = profileNumber(profileId);
  if (number === undefined)
    errors.push({ pointer: '/profileId', message: 'must be the id of a profile, such as prf_12' });
  if (dataset === undefined && run === undefined)
    errors.push({ pointer: '/dataset', message: 'name a dataset or a run' });
  if (dataset === undefined && number != null) errors.push({ pointer: '/profileId', message: 'needs its dataset' });
  if (errors.length > 0) throw new Problem('invalid-request', 'The question is not valid.', { errors });
  return {
    profileId: number ?? null,
    run: run === undefined ? null : { id: run.id, job: run.job ?? null },
    intervalStart: dataInterval?.start === undefined ? null : new Date(dataInterval.start),
    intervalEnd: dataInterval?.end === undefined ? null : new Date(dataInterval.end),
  };
}
