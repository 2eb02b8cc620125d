import { channelKinds, readChannels } from './read-channels.ts';
import { readFlag, readList, readRecord, unknownName } from './read-record.ts';
import type { Reading, RoutingProblem } from './read-record.ts';
import type { Receiver } from './types.ts';

/** The receivers of a routing document; what is wrong with them goes to `problems`, all of it. */
export function readReceivers({ value, pointer, problems }: Reading): Receiver[] {
  const seen = new Set<string>();
  const places: { receiver: Receiver; pointer: string }[] = [];
  for (const [index, entry] of readList({ value, pointer, problems }).entries()) {
    const here = `${pointer}/${index}`;
    const receiver = readReceiver({ value: entry, pointer: here, problems });
    if (receiver === null) continue;
    if (seen.has(receiver.name)) {
      const message = `there is another receiver named ${JSON.stringify(receiver.name)}`;
      problems.push({ pointer: `${here}/name`, message });
    }
    seen.add(receiver.name);
    places.push({ receiver, pointer: here });
  }
  checkFallbacks(places, problems);
  return places.map(({ receiver }) => receiver);
}

function readReceiver({ value, pointer, problems }: Reading): Receiver | null {
  const record = readRecord({ value, pointer, problems }, ['name', 'sendResolved', 'fallback', ...channelKinds]);
  if (record === null) return null;
  const { name, fallback } = record;
  if (typeof name !== 'string' || name.trim() === '' || name.length > 200) {
    problems.push({ pointer: `${pointer}/name`, message: 'must be a name of 1 to 200 characters' });
    return null;
  }
  if (fallback !== undefined && typeof fallback !== 'string') {
    problems.push({ pointer: `${pointer}/fallback`, message: 'must be the name of another receiver' });
  }
  const sendResolved = readFlag({ value: record['sendResolved'], pointer: `${pointer}/send_resolved`, problems });
  return {
    name,
    channels: readChannels(record, pointer, problems),
    ...(sendResolved === undefined ? {} : { sendResolved }),
    ...(typeof fallback === 'string' ? { fallback } : {}),
  };
}

/** A fallback must exist, have a channel to hear by, and not lead back to where it started. */
function checkFallbacks(places: { receiver: Receiver; pointer: string }[], problems: RoutingProblem[]): void {
  const byName = new Map(places.map(({ receiver }) => [receiver.name, receiver]));
  for (const { receiver, pointer } of places) {
    if (receiver.fallback === undefined) continue;
    const message = faultOf(receiver, byName);
    if (message !== null) problems.push({ pointer: `${pointer}/fallback`, message });
  }
}

function faultOf(receiver: Receiver, byName: ReadonlyMap<string, Receiver>): string | null {
  const fallback = byName.get(receiver.fallback ?? '');
  if (!fallback) return unknownName('receiver', receiver.fallback ?? '', [...byName.keys()]);
  if (fallback.channels.length === 0) return `${JSON.stringify(fallback.name)} has no channel, so nobody would hear`;
  const path = [receiver.name];
  for (let next: Receiver | undefined = fallback; next; next = byName.get(next.fallback ?? '')) {
    path.push(next.name);
    if (next.name === receiver.name)
      return `leads back to itself: ${path.join(' → ')}; one of them must have no fallback`;
    // A circle further on, of which this receiver is no part, is told where it is.
    if (path.indexOf(next.name) < path.length - 1) return null;
  }
  return null;
}
