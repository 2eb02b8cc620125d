import { followEvents, type Following } from './event-source.ts';
import type { LiveEvent } from './live.svelte.ts';

type Message =
  | { kind: 'state'; open: boolean; fresh: boolean }
  | { kind: 'event'; event: LiveEvent; position: string | null }
  | { kind: 'who' };

export interface EventHandlers {
  state: (open: boolean) => void;
  event: (event: LiveEvent) => void;
}

const NAME = 'plumbline.events';
const readAnew: LiveEvent = { topic: 'reset', id: 'all', version: 0 };

/**
 * The server's events for this tab. One tab of the browser has the stream and tells the others; when it closes, the next one
 * that waits takes over where it was. Browsers allow six connections to a server over all tabs.
 */
export function shareEvents(handlers: EventHandlers): () => void {
  if (!('locks' in navigator) || !('BroadcastChannel' in globalThis)) return () => {};
  const channel = new BroadcastChannel(NAME);
  const stopping = new AbortController();
  let position: string | null = null;
  let leading: { open: boolean } | null = null;

  const take = (message: Message): void => {
    if (message.kind === 'state') {
      handlers.state(message.open);
      if (message.fresh) handlers.event(readAnew);
    } else if (message.kind === 'event') {
      position = message.position ?? position;
      handlers.event(message.event);
    } else if (leading !== null) channel.postMessage({ kind: 'state', open: leading.open, fresh: false });
  };
  const tell = (message: Message): void => {
    channel.postMessage(message);
    take(message);
  };
  const turned = (open: boolean, fresh: boolean): void => {
    leading = { open };
    tell({ kind: 'state', open, fresh });
  };
  const following: Following = {
    after: () => position,
    opened: (fresh) => turned(true, fresh),
    lost: () => turned(false, false),
    heard: (event, at) => tell({ kind: 'event', event, position: at }),
  };

  channel.onmessage = ({ data }: MessageEvent<Message>) => take(data);
  channel.postMessage({ kind: 'who' } satisfies Message);
  navigator.locks.request(NAME, { signal: stopping.signal }, () => lead(following, stopping.signal)).catch(() => {});
  return () => {
    stopping.abort();
    channel.close();
  };
}

/** Has the stream until told to stop. */
const lead = (following: Following, stopping: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const stop = followEvents(following);
    stopping.addEventListener('abort', () => (stop(), resolve()), { once: true });
  });
