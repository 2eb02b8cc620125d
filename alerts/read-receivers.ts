import { isEmailAddress, isWebhookSecret, isWebhookUrl } from './address.ts';
import { channelKey } from './channel-key.ts';
import { readList, readRecord } from './read-record.ts';
import type { RoutingProblem } from './read-record.ts';
import type { Receiver, ReceiverChannel } from './types.ts';

interface Reading {
  value: unknown;
  pointer: string;
  problems: RoutingProblem[];
}

/** The receivers of a routing document; what is wrong with them goes to `problems`, all of it. */
export function readReceivers({ value, pointer, problems }: Reading): Receiver[] {
  const seen = new Set<string>();
  return readList({ value, pointer, problems }).flatMap((entry, index) => {
    const receiver = readReceiver({ value: entry, pointer: `${pointer}/${index}`, problems });
    if (receiver === null) return [];
    if (seen.has(receiver.name)) {
      const message = `there is another receiver named ${JSON.stringify(receiver.name)}`;
      problems.push({ pointer: `${pointer}/${index}/name`, message });
    }
    seen.add(receiver.name);
    return [receiver];
  });
}

function readReceiver({ value, pointer, problems }: Reading): Receiver | null {
  const record = readRecord({ value, pointer, problems }, ['name', 'sendResolved', 'email', 'webhook']);
  if (record === null) return null;
  const { name } = record;
  if (typeof name !== 'string' || name.trim() === '' || name.length > 200) {
    problems.push({ pointer: `${pointer}/name`, message: 'must be a name of 1 to 200 characters' });
    return null;
  }
  const sendResolved = readFlag({ value: record['sendResolved'], pointer: `${pointer}/send_resolved`, problems });
  return {
    name,
    channels: readChannels(record, pointer, problems),
    ...(sendResolved === undefined ? {} : { sendResolved }),
  };
}

function readChannels(record: Record<string, unknown>, pointer: string, problems: RoutingProblem[]): ReceiverChannel[] {
  const readers = { email: readEmail, webhook: readWebhook };
  const seen = new Set<string>();
  return (['email', 'webhook'] as const).flatMap((kind) =>
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

function readFlag({ value, pointer, problems }: Reading): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  problems.push({ pointer, message: 'must be true or false' });
  return undefined;
}
