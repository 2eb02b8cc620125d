import type { ServerResponse } from 'node:http';
import type { EventFeed } from '../flow/event-feed.ts';
import type { Listener } from '../flow/feed-listeners.ts';
import type { Change } from '../flow/feed-reader.ts';
import type { Credential } from '../flow/live-credentials.ts';
import type { Principal } from '../flow/principal.ts';
import type { Ctx } from './mount.ts';

/** What a client may leave unread before it is cut; beyond it the connection itself holds some more. */
const mostUnreadBytes = 64 * 1024;
const retryMs = 2000;
const encoder = new TextEncoder();

interface Follower {
  c: Ctx;
  principal: Principal;
  credential: Credential;
  after: string | null;
}

/** A stream of server-sent events that ends when the client goes, reads too slowly, or may no longer listen. */
export async function followFeed(feed: EventFeed, follower: Follower): Promise<ReadableStream<Uint8Array>> {
  const { principal, credential, c } = follower;
  const out = createOutlet(() => (c.env as { outgoing?: ServerResponse } | undefined)?.outgoing?.destroy());
  const listener: Listener = {
    principal,
    credential,
    tell: (changes, position) => out.write(changes.map(eventText).join('') + idText(position)),
    reset: (position) => out.write(dataText({ topic: 'reset', id: 'all', version: Date.now() }) + idText(position)),
    // A comment keeps proxies from closing; browsers cannot see it, so that a sign of life that they can goes with it.
    beat: (position) =>
      out.write(
        `: heartbeat\n${dataText({ topic: 'heartbeat', id: 'server', version: Date.now() })}${idText(position)}`,
      ),
    close: () => out.end(),
  };
  out.write(`retry: ${retryMs}\n\n`);
  out.onGone = await feed.join(listener, follower.after);
  if (out.gone) out.onGone();
  return out.stream;
}

const dataText = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const eventText = ({ topic, id, version }: Change) => dataText({ topic, id, version });
// On its own after its events: whoever is cut between them comes back to all of them.
const idText = (position: string) => `id: ${position}\n\n`;

interface Outlet {
  stream: ReadableStream<Uint8Array>;
  gone: boolean;
  onGone: () => void;
  write(text: string): void;
  end(): void;
}

function createOutlet(cut: () => void): Outlet {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const stream = new ReadableStream<Uint8Array>(
    { start: (made) => void (controller = made), cancel: () => leave() },
    { highWaterMark: mostUnreadBytes, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  const leave = () => {
    outlet.gone = true;
    outlet.onGone();
  };
  const outlet: Outlet = {
    stream,
    gone: false,
    onGone: () => {},
    write(text) {
      if (outlet.gone) return;
      if ((controller.desiredSize ?? 0) > 0) return controller.enqueue(encoder.encode(text));
      leave();
      cut();
    },
    end() {
      if (outlet.gone) return;
      leave();
      controller.close();
    },
  };
  return outlet;
}
