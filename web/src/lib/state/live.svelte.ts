/** Something changed on the server: `id` says what. `reset`: everything must be read anew. */
export interface LiveEvent {
  topic: 'profiles' | 'incidents' | 'runs' | 'rejections' | 'notifications' | 'heartbeat' | 'reset';
  id: string;
  version: number;
}

/** Whether the stream of events reaches this browser, and whether the reader wants to be kept up to date. */
class Live {
  /** The stream is open, in this tab or in the one that has it for all. */
  open = $state(false);
  /** It was open before, or could not be opened: without it the page asks every 15 seconds. */
  failed = $state(false);
  paused = $state(false);

  became(open: boolean): void {
    this.open = open;
    this.failed = !open;
  }

  toggle(): void {
    this.paused = !this.paused;
  }
}

export const live = new Live();
