/** The only door of alerts/: what is told to whom, when, why and in which words. Pure; time is an argument. */
export type * from './types.ts';
export { isEmailAddress } from './address.ts';
export { partFor } from './audience.ts';
export { blastRadius } from './blast-radius.ts';
export type { BlastRadius, Downstream } from './blast-radius.ts';
export { nextPlaceHealth } from './breaker.ts';
export type { PlaceEvent, PlaceHealth } from './breaker.ts';
export { causeOf } from './cause.ts';
export type { Cause, Sign, SignKind, Suspect } from './cause.ts';
export { changeToTell } from './change-to-tell.ts';
export { channelKey, placeOf } from './channel-key.ts';
export { closestName } from './closest-name.ts';
export { describeFailure } from './describe-failure.ts';
export { planFallbacks } from './fallback.ts';
export type { FallbackCandidate, FallbackPlan } from './fallback.ts';
export { nextIncident, noLongerSeen, speaksFor } from './incident.ts';
export type { IncidentChange, Judgement } from './incident.ts';
export { buildMessage, incidentSentence } from './message.ts';
export type { RoutingProblem } from './read-record.ts';
export { renderHtml } from './render/html.ts';
export { renderSlack, renderSlackReply } from './render/slack.ts';
export type { SlackMessage } from './render/slack.ts';
export { renderText } from './render/text.ts';
export { renderWebhook } from './render/webhook.ts';
export type { WebhookBody } from './render/webhook.ts';
export { routeLabels } from './route.ts';
export { defaultRouting, maskSecrets, readRouting } from './routing.ts';
export { unroutedConsumers } from './places.ts';
export { planNotifications } from './schedule.ts';
export type { Planning } from './schedule.ts';
export type { ChangeToTell, NotificationPlan, PreviousNotification } from './schedule-types.ts';
export {
  cameAndWent,
  holdSilenced,
  isSilencedInPart,
  matcherText,
  mutedReason,
  readSilenceMatchers,
  silenceAt,
  silencedMessage,
  silenceState,
} from './silence.ts';
export type { Silence, SilencedPlan, SilenceState } from './silence.ts';
export { buildTestMessage } from './test-message.ts';
export { oneLine } from './words.ts';
