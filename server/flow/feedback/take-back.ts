import { Problem } from '../../problem.ts';
import { appendAudit } from '../../store/audit.ts';
import {
  feedbackNumber,
  listFeedback,
  listMarkable,
  touchIncident,
  undoFeedback,
  type MarkableFailure,
  type StoredFeedback,
} from '../../store/feedback.ts';
import { appendIncidentEvents } from '../../store/incidents.ts';
import { readPlace } from '../../store/judgements.ts';
import type { ReceiveContext } from '../receive-context.ts';
import { isLearned } from './choose-failures.ts';
import { withIncident, type AtHand, type Saying } from './incident-at-hand.ts';
import { learnOtherwise } from './learn-otherwise.ts';
import { VERB_WORDS } from './speaking.ts';

/**
 * Takes back what was said: learning forgets it, and the profile is judged again, and the incident that it had ended is open
 * again if that is the newest. What it ended
 * of declared rules stays ended: the next profile tells.
 */
export async function takeBackFeedback(context: ReceiveContext, saying: Saying, id: string): Promise<void> {
  await withIncident(context, saying, async (hand) => {
    const { sql, incident } = hand;
    const said = (await listFeedback(sql, incident.number)).find(({ number }) => number === feedbackNumber(id));
    if (!said) throw new Problem('not-found', `There is no feedback ${id} in ${incident.facts.id}.`);
    if (!(await undoFeedback(sql, { number: said.number, by: saying.principal.name, at: hand.now })))
      throw new Problem('conflict', `${id} was taken back already.`);
    await tell(hand, id, said);
    const failures = await listMarkable(sql, incident.number);
    if (!failures.some((one) => isLearned(one) && isOf(one, said))) return [];
    const place = await readPlace(sql, said.profileId);
    return place === null ? [] : learnOtherwise(hand, place, { judge: said.verb !== 'real', reopens: true });
  });
}

const isOf = ({ expectation }: MarkableFailure, { expectations }: StoredFeedback): boolean =>
  expectations === null || expectations.includes(expectation);

async function tell({ sql, incident, saying, now }: AtHand, id: string, said: StoredFeedback): Promise<void> {
  const { verb, expectations } = said;
  await touchIncident(sql, incident.number);
  const text = `taken back: ${(expectations ?? []).join(', ')}: ${VERB_WORDS[verb]}, as ${said.by} had said`;
  const events = [{ kind: 'feedback', actor: saying.principal.name, text }];
  await appendIncidentEvents(sql, { number: incident.number, at: now, events });
  await appendAudit(sql, saying.actor, {
    action: 'incident.feedback.undone',
    object: incident.facts.id,
    namespace: incident.namespace,
    before: { id, verb, expectations, by: said.by },
  });
}
