import type { DatasetRow, RejectionShape } from '../../api/types.ts';

export type StepState = 'waiting' | 'done' | 'failed';
/** The newest dataset that got a profile, and the newest refusals in any order. */
export interface Arrived {
  newest: DatasetRow | null;
  refused: RejectionShape[];
}

const numberOf = (rejection: RejectionShape): number => Number(rejection.id.slice('rej_'.length));
const isNewer = (now: DatasetRow, before: DatasetRow | null): boolean =>
  before === null || now.id !== before.id || now.profileCount > before.profileCount;

/** What has come since the page began to wait: the first profile, and the posts that were refused. */
export class FirstEvent {
  #before: Arrived | null = null;
  /** Milliseconds since the epoch. */
  since = $state(Date.now());
  received = $state.raw<DatasetRow | null>(null);
  refused = $state.raw<RejectionShape[]>([]);

  readonly latest: RejectionShape | null = $derived(this.refused[0] ?? null);
  readonly key: StepState = $derived(
    this.received !== null ? 'done' : this.latest === null ? 'waiting' : isAboutKey(this.latest) ? 'failed' : 'done',
  );
  readonly profile: StepState = $derived(
    this.received !== null ? 'done' : this.latest === null || isAboutKey(this.latest) ? 'waiting' : 'failed',
  );
  readonly dataset: StepState = $derived(this.received === null ? 'waiting' : 'done');

  /** Takes the newest answers of the server. */
  take(seen: Arrived): void {
    this.#before ??= seen;
    const { newest, refused } = this.#before;
    if (seen.newest !== null && isNewer(seen.newest, newest)) this.received = seen.newest;
    const known = Math.max(0, ...refused.map(numberOf));
    this.refused = seen.refused.filter((one) => numberOf(one) > known).toSorted((a, b) => numberOf(b) - numberOf(a));
  }

  /** Waits anew, from now on. */
  restart(seen: Arrived): void {
    this.#before = seen;
    this.since = Date.now();
    this.received = null;
    this.refused = [];
  }
}

/** Was the key refused, rather than what it sent? */
const isAboutKey = ({ status }: RejectionShape): boolean => status === 401 || status === 403;
