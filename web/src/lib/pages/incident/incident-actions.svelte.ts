import { invalidate } from '$app/navigation';
import { change } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import type { ProblemShape } from '../../api/types.ts';
import { announcer } from '../../state/announcer.svelte.ts';
import { LIVE } from '../../state/polling.ts';

type Action = 'acknowledge' | 'resolve' | 'comment';

/** What a person does to one incident: one request at a time; a refused one stays on screen with a way to repeat it. */
export class IncidentActions {
  busy = $state<Action | null>(null);
  problem = $state.raw<ProblemShape | null>(null);
  again = $state.raw<(() => void) | undefined>(undefined);

  acknowledge(id: string): Promise<boolean> {
    return this.#act('acknowledge', `${id} acknowledged`, () => change.acknowledge(id));
  }

  resolve(id: string, how: { note: string; accept: boolean }): Promise<boolean> {
    return this.#act('resolve', `${id} resolved`, () => change.resolve(id, how));
  }

  comment(id: string, text: string): Promise<boolean> {
    return this.#act('comment', 'Comment added', () => change.comment(id, text));
  }

  /** True when the server accepted it. */
  async #act(action: Action, said: string, request: () => Promise<unknown>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = action;
    this.problem = null;
    try {
      await request();
      announcer.say(said);
      await invalidate(LIVE);
      return true;
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      this.problem = failure.shape;
      this.again = () => void this.#act(action, said, request);
      return false;
    } finally {
      this.busy = null;
    }
  }
}
