import { invalidate } from '$app/navigation';
import { change } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import type { ProblemShape, ReceiverTest } from '../../api/types.ts';
import { plural } from '../../format/number.ts';
import { announcer } from '../../state/announcer.svelte.ts';
import { LIVE } from '../../state/polling.ts';

/** These requests answer with a body; without one something else than our server answered. */
function answered<T>(body: T | null): T {
  if (body === null) throw new Error('the server answered without a body');
  return body;
}

/** What a person does about receivers: one request at a time; what was refused stays on screen. */
export class AlertingActions {
  /** What is being done: `test hook`, `replay ntf_4`. */
  busy = $state<string | null>(null);
  problem = $state.raw<ProblemShape | null>(null);
  tests = $state.raw<Readonly<Record<string, ReceiverTest>>>({});

  test(name: string): Promise<void> {
    return this.#act(`test ${name}`, async () => {
      const tried = answered(await change.testReceiver(name));
      this.tests = { ...this.tests, [name]: tried };
      const failed = tried.channels.filter((one) => one.status === 'failed').length;
      return failed === 0 ? `The test of ${name} was delivered` : `${plural(failed, 'channel')} of ${name} failed`;
    });
  }

  replay(id: string): Promise<void> {
    return this.#act(`replay ${id}`, async () => `${id} goes again as ${answered(await change.replay(id)).id}`);
  }

  replayAll(name: string): Promise<void> {
    return this.#act(`replay all ${name}`, async () => {
      const { replayed, refused } = answered(await change.replayAll(name));
      const not = refused.length === 0 ? '' : `, ${refused.length} not: ${refused[0]?.reason}`;
      return `${plural(replayed.length, 'dead letter')} replayed${not}`;
    });
  }

  async #act(what: string, request: () => Promise<string>): Promise<void> {
    if (this.busy !== null) return;
    this.busy = what;
    this.problem = null;
    try {
      announcer.say(await request());
      await invalidate(LIVE);
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      this.problem = failure.shape;
    } finally {
      this.busy = null;
    }
  }
}
