/** Shipping: messages to mail servers and webhooks, behind the port in alerts/types.ts. */
export { createEmailChannel } from './email.ts';
export type { EmailConfig } from './smtp-options.ts';
export { createWebhookChannel } from './webhook.ts';
export type { WebhookConfig } from './webhook.ts';
export { refusedUrl } from './network-guard.ts';
