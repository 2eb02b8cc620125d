import { Webhook } from 'standardwebhooks';
import { startLocalHttp } from '../../server/channels/testing/local-http.ts';
import { startLocalSmtp } from '../../server/channels/testing/local-smtp.ts';
import type { ReceivedMail } from '../../server/channels/testing/local-smtp.ts';

const secret = `whsec_${Buffer.from('the receiver of the CSSE story').toString('base64')}`;
const mailbox = 'data-desk@example.org';

/** A message that arrived: of which incident, over which channel, and whether it speaks of an opening or a resolve. */
export interface Told {
  channel: 'email' | 'webhook';
  incident: string;
  kind: 'opened' | 'updated' | 'resolved';
  heading: string;
}

/** What the receiver reads of a webhook. */
interface WebhookBody {
  type: `incident.${Told['kind']}`;
  data: { incidentId: string; heading: string };
}

/** A real mail server and a real webhook receiver on loopback, and the routing that leads to both. */
export interface Receivers {
  smtpPort: number;
  routing: string;
  mails: readonly ReceivedMail[];
  /** Webhooks whose signature was wrong; there must be none. */
  forged: string[];
  told(): Told[];
  close(): Promise<void>;
}

/** Starts both. The webhook receiver checks every signature with the reference library and answers 401 to a wrong one. */
export async function startReceivers(): Promise<Receivers> {
  const smtp = await startLocalSmtp();
  const verifier = new Webhook(secret);
  const bodies: WebhookBody[] = [];
  const forged: string[] = [];
  const hook = await startLocalHttp((response) => {
    const { headers, body } = hook.requests.at(-1)!;
    try {
      bodies.push(verifier.verify(body, headers as Record<string, string>) as WebhookBody);
      response.writeHead(204).end();
    } catch (error) {
      forged.push(String(error));
      response.writeHead(401).end();
    }
  });
  return {
    smtpPort: smtp.port,
    routing: routingTo(hook.url),
    mails: smtp.mails,
    forged,
    told: () => [...smtp.mails.map(toldByMail), ...bodies.map(toldByWebhook)],
    async close() {
      await Promise.all([smtp.close(), hook.close()]);
    },
  };
}

/** One second of group wait, so that a day of the story takes seconds; the reports came once in 24 hours. */
const routingTo = (url: string) => `route:
  receiver: data-desk
  group_wait: 1s
  group_interval: 1s
receivers:
  - name: data-desk
    email: [{ to: ${mailbox} }]
    webhook: [{ url: "${url}/plumbline", secret: ${secret}, allow_private_network: true }]
`;

function toldByMail({ mail }: ReceivedMail): Told {
  const heading = mail.text?.split('\n')[0] ?? '';
  const state = /^\[(Opened and resolved|Resolved|\w+, updated|\w+)\]/.exec(heading)?.[1] ?? '';
  const kind = /resolved$/i.test(state) ? 'resolved' : state.endsWith('updated') ? 'updated' : 'opened';
  return { channel: 'email', incident: /INC-\d+/.exec(mail.subject ?? '')?.[0] ?? '', kind, heading };
}

function toldByWebhook({ type, data }: WebhookBody): Told {
  const kind = type.replace('incident.', '') as Told['kind'];
  return { channel: 'webhook', incident: data.incidentId, kind, heading: data.heading };
}
