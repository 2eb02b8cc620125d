import { shortInstant } from './list-pages.ts';
import type { IncidentDetail } from '../server/api/shapes/incidents.ts';

/** One incident in lines: the sentence, whose it is, what failed, who was told, what happened. */
export function incidentLines(incident: IncidentDetail): string[] {
  const { id, severity, state, sentence, subject, owner, runbook } = incident;
  const silences = incident.silences.map(
    (one) => `  silenced by ${one.id} until ${shortInstant(one.endsAt)}: ${one.comment} (${one.createdBy})`,
  );
  return [
    `${id} ${severity} ${state}: ${sentence}`,
    `  ${subject.kind} ${subject.namespace}/${subject.name}, ${owner === null ? 'no owner' : `owner ${owner}`}`,
    `  opened ${shortInstant(incident.openedAt)}, last failed ${shortInstant(incident.lastFailureAt)}${endOf(incident)}`,
    ...(runbook === null ? [] : [`  runbook ${runbook}`]),
    ...silences,
    'What failed',
    ...incident.failures.map(
      (one) =>
        `  ${one.healedAt === null ? one.outcome : 'healed'}  ${one.expectation}: ${one.reason} (${one.severity})`,
    ),
    ...(incident.notifications.length === 0 ? [] : ['Who was told']),
    ...incident.notifications.map(toldLine),
    ...(incident.feedback.length === 0 ? [] : ['What was said']),
    ...incident.feedback.map(saidLine),
    'What happened',
    ...incident.timeline.map(
      ({ at, kind, actor, text }) => `  ${shortInstant(at)}  ${kind}${actor === null ? '' : ` by ${actor}`}: ${text}`,
    ),
  ];
}

function saidLine({ id, verb, expectations, by, at, note, undoneBy }: IncidentDetail['feedback'][number]): string {
  const of = expectations === null ? 'everything' : expectations.join(', ');
  const back = undoneBy === null ? '' : `, taken back by ${undoneBy}`;
  return `  ${id}  ${verb} of ${of}, by ${by} ${shortInstant(at)}${note === null ? '' : `: ${note}`}${back}`;
}

function endOf({ acknowledgedBy, resolvedAt, resolvedBy, state }: IncidentDetail): string {
  if (resolvedAt !== null) return `, resolved ${shortInstant(resolvedAt)} ${byWhom(resolvedBy)}`;
  return state === 'acknowledged' ? `, acknowledged by ${acknowledgedBy ?? 'somebody'}` : '';
}

const BY_ITSELF: readonly (string | null)[] = ['passing again', 'no longer seen'];

function byWhom(resolvedBy: string | null): string {
  return BY_ITSELF.includes(resolvedBy) ? String(resolvedBy) : `by ${resolvedBy ?? 'somebody'}`;
}

function toldLine(one: IncidentDetail['notifications'][number]): string {
  const when = one.deliveredAt !== null ? shortInstant(one.deliveredAt) : `due ${shortInstant(one.dueAt)}`;
  const trouble = one.lastError !== null && one.state !== 'delivered' ? `: ${one.lastError}` : '';
  return `  ${one.state}  ${one.kind} to ${one.receiver} by ${one.channel} (${one.recipient}), ${when}${trouble}`;
}
