/** Shipping: messages to mail servers, webhooks and Slack, behind the port in alerts/types.ts. */
export { createEmailChannel } from './email.ts';
export type { EmailConfig } from './smtp-options.ts';
export { createSlackChannel } from './slack.ts';
export type { SlackConfig } from './slack.ts';
export { createWebhookChannel } from './webhook.ts';
export type { WebhookConfig } from './webhook.ts';
export { refusedUrl } from './network-guard.ts';
