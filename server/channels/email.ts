import { createTransport } from 'nodemailer';
import { isEmailAddress, renderHtml, renderText } from '../../alerts/index.ts';
import type { Channel, Delivery, Message, ReceiverChannel, SendOptions } from '../../alerts/index.ts';
import { classifySmtpError, classifySmtpSuccess } from './smtp-answer.ts';
import type { SmtpError } from './smtp-answer.ts';
import { smtpOptions } from './smtp-options.ts';
import type { EmailConfig } from './smtp-options.ts';

type EmailReceiver = Extract<ReceiverChannel, { kind: 'email' }>;

const TOTAL_MS = 60_000;

/**
 * Sends mail over SMTP: pooled connections, one transaction per recipient, text and HTML, threaded by incident. The
 * Message-ID is the notification's, the same on every retry, so that a mailbox may drop the duplicate.
 */
export function createEmailChannel(config: EmailConfig): Channel<EmailReceiver> & { close(): void } {
  const transport = createTransport(smtpOptions(config), { from: config.from });
  const host = new URL(config.publicUrl).hostname.replace(/[^a-z0-9.-]/gi, '') || 'plumbline.invalid';
  const totalMs = config.timeouts?.totalMs ?? TOTAL_MS;

  async function send(message: Message, to: EmailReceiver, { signal }: SendOptions = {}): Promise<Delivery> {
    if (!isEmailAddress(to.to))
      return { status: 'gave-up', reason: 'the recipient is not one plain e-mail address', cause: 'refused' };
    const deadline = AbortSignal.timeout(totalMs);
    const ends = signal instanceof AbortSignal ? AbortSignal.any([deadline, signal]) : deadline;
    try {
      const info = await transport.sendMail({ ...mailOf(message, to.to, host), signal: ends } as MailOptions);
      return classifySmtpSuccess(info);
    } catch (error) {
      const reason = `the mail server took more than ${totalMs / 1000} s`;
      if (deadline.aborted) return { status: 'retry', reason, cause: 'timeout' };
      return classifySmtpError(error as SmtpError);
    }
  }
  return { kind: 'email', send, close: () => transport.close() };
}

type MailOptions = Parameters<ReturnType<typeof createTransport>['sendMail']>[0];

function mailOf(message: Message, to: string, host: string): MailOptions {
  const incident = idPart(message.incidentId);
  const thread = `<${incident}@${host}>`;
  return {
    to: { name: '', address: to },
    subject: message.subject,
    text: renderText(message),
    html: renderHtml(message),
    messageId: `<${incident}.${idPart(message.notificationId)}@${host}>`,
    inReplyTo: thread,
    references: [thread],
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-ID': `<${idPart(message.incident.subject.namespace)}.${host}>`,
      'X-Plumbline-Incident': incident,
      ...(message.severity === 'critical' && message.kind === 'opened' ? { Importance: 'high' } : {}),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Lower case letters, digits and hyphens: nothing in it can end a header or an address. */
function idPart(text: string): string {
  const part = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100)
    .replace(/^-+|-+$/g, '');
  return part === '' ? 'none' : part;
}
