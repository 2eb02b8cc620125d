import type { LiveEvent } from './live.svelte.ts';

const RETRY_MS = 5000;
/** The server gives a sign of life every 15 seconds. */
const SILENT_MS = 40_000;

export interface Following {
  /** The position to go on from; null for the present. */
  after: () => string | null;
  /** `fresh`: what came before is not told, so that everything must be read once. */
  opened: (fresh: boolean) => void;
  lost: () => void;
  heard: (event: LiveEvent, position: string | null) => void;
}

/**
 * Follows the server's events until stopped. The browser itself comes back to where it was after a broken connection; after
 * a refusal, or when nothing was heard for long, a new stream goes on from the last position.
 */
export function followEvents(following: Following): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => again(0), SILENT_MS);
  };
  const again = (waitMs: number): void => {
    source?.close();
    source = null;
    following.lost();
    clearTimeout(timer);
    timer = setTimeout(open, waitMs);
  };
  const open = (): void => {
    const after = following.after();
    const made = new EventSource(`/api/v1/events${after === null ? '' : `?after=${encodeURIComponent(after)}`}`);
    let first = true;
    source = made;
    made.onopen = () => {
      following.opened(first && after === null);
      first = false;
      watch();
    };
    made.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
      watch();
      following.heard(JSON.parse(data) as LiveEvent, lastEventId === '' ? null : lastEventId);
    };
    made.onerror = () => {
      if (made.readyState === EventSource.CLOSED) again(RETRY_MS);
      else following.lost();
    };
    watch();
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
