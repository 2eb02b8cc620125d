import type { FeedbackVerb } from '../../../checks/index.ts';
import { appendAudit } from '../../store/audit.ts';
import { insertFeedback, feedbackId, listFeedback, listMarkable, touchIncident } from '../../store/feedback.ts';
import { appendIncidentEvents } from '../../store/incidents.ts';
import type { ReceiveContext } from '../receive-context.ts';
import type { IncidentRelation } from '../record-results.ts';
import { chooseFailures, isLearned, type Markable } from './choose-failures.ts';
import { withIncident, type AtHand, type Saying } from './incident-at-hand.ts';
import { endExpected } from './end-expected.ts';
import { learnOtherwise } from './learn-otherwise.ts';
import { speakingFor, VERB_WORDS } from './speaking.ts';

/** What somebody says of alarms in an incident. */
export interface Given {
  verb: FeedbackVerb;
  /** Null: of all that fail. */
  expectations: readonly string[] | null;
  note: string | null;
}

/**
 * Keeps what somebody says of alarms, teaches it to the learned monitors, and ends in the incident what is no trouble. Said twice, it is
 * said once; the newest word on an alarm counts.
 */
export async function giveFeedback(context: ReceiveContext, saying: Saying, given: Given): Promise<void> {
  await withIncident(context, saying, async (hand) => {
    const failures = await listMarkable(hand.sql, hand.incident.number);
    const chosen = chooseFailures(failures, { ...given, id: hand.incident.facts.id });
    const speaking = speakingFor(await listFeedback(hand.sql, hand.incident.number));
    const isSaid = ({ expectation, profile }: Markable) => {
      const said = speaking.get(expectation);
      return said?.verb === given.verb && said.profileId === profile.id && said.note === given.note;
    };
    const news = chosen.filter((one) => !isSaid(one));
    return news.length === 0 ? [] : keep(hand, given, news);
  });
}

async function keep(hand: AtHand, given: Given, news: readonly Markable[]): Promise<IncidentRelation[]> {
  const { sql, incident } = hand;
  const groups = byProfile(news);
  for (const group of groups) await insertGroup(hand, given, group);
  await touchIncident(sql, incident.number);
  const expectations = news.map(({ expectation }) => expectation);
  const ended = given.verb === 'real' ? [] : await endExpected(hand, expectations, given.verb);
  const judged: IncidentRelation[] = [];
  for (const { profile, failures } of groups)
    if (failures.some(isLearned))
      judged.push(...(await learnOtherwise(hand, profile, { judge: given.verb !== 'real' })));
  return [...ended, ...judged];
}

interface Group {
  profile: Markable['profile'];
  failures: Markable[];
}

function byProfile(failures: readonly Markable[]): Group[] {
  const groups = new Map<number, Group>();
  for (const failure of failures) {
    const group = groups.get(failure.profile.id) ?? { profile: failure.profile, failures: [] };
    group.failures.push(failure);
    groups.set(failure.profile.id, group);
  }
  return [...groups.values()];
}

async function insertGroup({ sql, incident, saying, now }: AtHand, given: Given, group: Group): Promise<void> {
  const { verb, note } = given;
  const by = saying.principal.name;
  const expectations = group.failures.map(({ expectation }) => expectation);
  const { id: profileId, segment } = group.profile;
  const place = { datasetId: incident.datasetId, segment, profileId, incident: incident.number };
  const number = await insertFeedback(sql, { ...place, expectations, verb, note, by, at: now });
  const text = `${expectations.join(', ')}: ${VERB_WORDS[verb]}${note === null ? '' : `: ${note}`}`;
  await appendIncidentEvents(sql, {
    number: incident.number,
    at: now,
    events: [{ kind: 'feedback', actor: by, text }],
  });
  await appendAudit(sql, saying.actor, {
    action: 'incident.feedback',
    object: incident.facts.id,
    namespace: incident.namespace,
    after: { id: feedbackId(number), verb, expectations, note, profile: `prf_${profileId}` },
  });
}
