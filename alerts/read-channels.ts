import { isEmailAddress, isWebhookSecret, isWebhookUrl } from './address.ts';
import { channelKey } from './channel-key.ts';
import { readFlag, readList, readRecord } from './read-record.ts';
import type { Reading, RoutingProblem } from './read-record.ts';
import type { ReceiverChannel } from './types.ts';

/** The kinds of channels, as keys of a receiver in YAML. */
export const channelKinds = ['email', 'webhook', 'slack'] as const;

const readers = { email: readEmail, webhook: readWebhook, slack: readSlack };

/** The channels of one receiver; what is wrong with them goes to `problems`, all of it. */
export function readChannels(
  record: Record<string, unknown>,
  pointer: string,
  problems: RoutingProblem[],
): ReceiverChannel[] {
  const seen = new Set<string>();
  return channelKinds.flatMap((kind) =>
    readList({ value: record[kind], pointer: `${pointer}/${kind}`, problems }).flatMap((value, index) => {
      const here = `${pointer}/${kind}/${index}`;
      const channel = readers[kind]({ value, pointer: here, problems });
      if (channel === null) return [];
      if (seen.has(channelKey(channel))) problems.push({ pointer: here, message: 'this receiver has it already' });
      seen.add(channelKey(channel));
      return [channel];
    }),
  );
}

function readEmail({ value, pointer, problems }: Reading): ReceiverChannel | null {
  const record = readRecord({ value, pointer, problems }, ['to']);
  if (record === null) return null;
  const { to } = record;
  if (typeof to === 'string' && isEmailAddress(to)) return { kind: 'email', to };
  problems.push({ pointer: `${pointer}/to`, message: 'must be exactly one e-mail address, such as ana@example.org' });
  return null;
}

function readWebhook({ value, pointer, problems }: Reading): ReceiverChannel | null {
  const record = readRecord({ value, pointer, problems }, ['url', 'secret', 'allowPrivateNetwork']);
  if (record === null) return null;
  const { url, secret } = record;
  const allow = { value: record['allowPrivateNetwork'], pointer: `${pointer}/allow_private_network`, problems };
  const allowPrivateNetwork = readFlag(allow);
  if (secret !== undefined && (typeof secret !== 'string' || !isWebhookSecret(secret))) {
    problems.push({ pointer: `${pointer}/secret`, message: 'must be whsec_ and 24 to 64 bytes in base64' });
  }
  if (typeof url !== 'string' || !isWebhookUrl(url)) {
    const message = 'must be an http or https URL without user name or spaces, such as https://hooks.example.org/a';
    problems.push({ pointer: `${pointer}/url`, message });
    return null;
  }
  return {
    kind: 'webhook',
    url,
    ...(typeof secret === 'string' ? { secret } : {}),
    ...(allowPrivateNetwork === undefined ? {} : { allowPrivateNetwork }),
  };
}

/** An id (C0123456789, also of a group, a direct message or a person) or a name with its #. */
const SLACK_CHANNEL = /^(?:[CDGUW][A-Z0-9]{6,20}|#[^\s#@<>&!,'"A-Z]{1,80})$/u;
/** A reference, so that the token itself is in no version, answer or audit entry. */
const TOKEN_REFERENCE = /^(?:\$\{SLACK_\w{1,100}\}|file:\S.{0,500})$/;

function readSlack({ value, pointer, problems }: Reading): ReceiverChannel | null {
  const record = readRecord({ value, pointer, problems }, ['channel', 'token']);
  if (record === null) return null;
  const { channel, token } = record;
  const tokenIsRead = token === undefined || (typeof token === 'string' && TOKEN_REFERENCE.test(token));
  if (!tokenIsRead) problems.push({ pointer: `${pointer}/token`, message: tokenForm(token) });
  if (typeof channel !== 'string' || !SLACK_CHANNEL.test(channel)) {
    const message = `must be a channel's id such as C0123456789, or its name with the # and in quotes, such as "#data"`;
    problems.push({ pointer: `${pointer}/channel`, message });
    return null;
  }
  return { kind: 'slack', channel, ...(typeof token === 'string' && tokenIsRead ? { token } : {}) };
}

function tokenForm(given: unknown): string {
  const form =
    'write where it is kept: ${SLACK_TOKEN_SALES} (a variable of the server) or file:/run/secrets/slack-sales';
  return typeof given === 'string' && /^xox/.test(given)
    ? `is the token itself, which routing does not keep; ${form}`
    : `must not be the token; ${form}`;
}
