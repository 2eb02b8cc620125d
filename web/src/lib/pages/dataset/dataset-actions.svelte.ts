import { invalidate } from '$app/navigation';
import { change } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import type { ProblemShape } from '../../api/types.ts';
import { announcer } from '../../state/announcer.svelte.ts';
import { LIVE } from '../../state/polling.ts';

/** What may be done to a dataset, to what is learned of it and to the overrides of its gate: one request at a time; a refused one stays on screen. */
export class DatasetActions {
  busy = $state(false);
  problem = $state.raw<ProblemShape | null>(null);

  retire(id: string, reason: string): Promise<boolean> {
    return this.#act('Dataset retired', () => change.retire(id, reason));
  }

  restore(id: string): Promise<boolean> {
    return this.#act('Dataset restored', () => change.restore(id));
  }

  rename(id: string, to: { namespace: string; name: string }): Promise<boolean> {
    return this.#act('Dataset renamed', () => change.rename(id, to));
  }

  rebuild(id: string): Promise<boolean> {
    return this.#act('Learned anew', () => change.rebuild(id));
  }

  promote(id: string, family: string): Promise<boolean> {
    return this.#act('Told again', () => change.promote(id, family));
  }

  approve(override: string): Promise<boolean> {
    return this.#act(`${override} is in force`, () => change.approveOverride(override));
  }

  revoke(override: string): Promise<boolean> {
    return this.#act(`${override} is taken back`, () => change.revokeOverride(override));
  }

  /** True when the server accepted it; the page then follows the dataset to its new address by itself. */
  async #act(said: string, request: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await request();
      announcer.say(said);
      await invalidate(LIVE);
      return true;
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      this.problem = failure.shape;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
