import { z } from 'zod';
import { FEEDBACK_VERBS } from '../../checks/index.ts';
import { giveFeedback } from '../flow/feedback/give-feedback.ts';
import { takeBackFeedback } from '../flow/feedback/take-back.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { actOf, detail, ifMatch } from './incidents.ts';
import { mount, type App } from './mount.ts';
import { incidentDetailSchema } from './shapes/incidents.ts';
import { text } from './text.ts';

const path = '/api/v1/incidents/{id}/feedback';
const body = z.strictObject({
  verb: z.enum(FEEDBACK_VERBS),
  /** Of these failures; of all that still fail when it is absent. */
  expectations: z.array(text(2000, 1)).min(1).max(1000).optional(),
  note: text(2000).optional(),
});

/** POST …/incidents/{id}/feedback says what alarms were; DELETE …/feedback/{feedback} takes it back. */
export function mountFeedback(app: App, receive: ReceiveContext): void {
  const common = { permission: 'incidents.act', answer: incidentDetailSchema, headers: [ifMatch] } as const;
  const give = {
    ...common,
    method: 'post',
    path,
    params: z.object({ id: text(40, 1) }),
    body,
    problems: ['conflict'],
    summary: 'Say what alarms of it were: real, false, expected',
  } as const;
  mount(app, give, async (c, { params: { id }, principal, body: { verb, expectations = null, note = null } }) => {
    await giveFeedback(receive, actOf(c, id, principal), { verb, expectations, note });
    return c.json(await detail(receive, id, principal));
  });
  const params = z.object({ id: text(40, 1), feedback: text(40, 1) });
  const undo = {
    ...common,
    method: 'delete',
    path: `${path}/{feedback}`,
    params,
    problems: ['conflict'],
    summary: 'Take back what was said of alarms',
  } as const;
  mount(app, undo, async (c, { params: { id, feedback }, principal }) => {
    await takeBackFeedback(receive, actOf(c, id, principal), feedback);
    return c.json(await detail(receive, id, principal));
  });
}
