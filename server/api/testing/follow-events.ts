import type { App } from '../mount.ts';

export interface SeenEvent {
  topic: string;
  id: string;
  version: number;
}

/** Somebody who follows the events as a browser would. */
export interface Follower {
  response: Response;
  events: SeenEvent[];
  /** Everything that came, as it came. */
  readonly text: string;
  /** What a browser would send as Last-Event-ID. */
  readonly lastId: string;
  /** The first event that fits, past or to come. */
  until(fits: (event: SeenEvent) => boolean, withinMs?: number): Promise<SeenEvent>;
  /** Resolves when the server ends the stream. */
  ended: Promise<void>;
  leave(): Promise<void>;
}

/** Opens the stream and reads it until `leave`. */
export async function followEvents(
  app: Pick<App, 'request'>,
  headers: Record<string, string>,
  after: string | null,
): Promise<Follower> {
  const resuming: Record<string, string> = after === null ? {} : { 'last-event-id': after };
  const response = await app.request('/api/v1/events', { headers: { ...headers, ...resuming } });
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${await response.text()}`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const events: SeenEvent[] = [];
  const waiting = new Set<() => void>();
  let [text, lastId, parsed] = ['', '', 0];
  const read = async () => {
    const decoder = new TextDecoder();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      for (let end = text.indexOf('\n\n', parsed); end !== -1; end = text.indexOf('\n\n', parsed)) {
        for (const line of text.slice(parsed, end).split('\n')) {
          if (line.startsWith('data: ')) events.push(JSON.parse(line.slice(6)) as SeenEvent);
          if (line.startsWith('id: ')) lastId = line.slice(4);
        }
        parsed = end + 2;
      }
      waiting.forEach((look) => look());
    }
  };
  return {
    response,
    events,
    get text() {
      return text;
    },
    get lastId() {
      return lastId;
    },
    until: (fits, withinMs = 10_000) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void) => (clearTimeout(late), waiting.delete(look), act());
        const look = () => {
          const found = events.find(fits);
          if (found) settle(() => resolve(found));
        };
        const late = setTimeout(
          () => settle(() => reject(new Error(`not seen; came: ${text.slice(-2000)}`))),
          withinMs,
        );
        waiting.add(look);
        look();
      }),
    ended: read(),
    leave: () => reader.cancel(),
  };
}
