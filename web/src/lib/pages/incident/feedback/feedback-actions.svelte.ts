import { invalidate } from '$app/navigation';
import { change } from '../../../api/client.ts';
import { Problem } from '../../../api/problem.ts';
import type { ProblemShape } from '../../../api/types.ts';
import { announcer } from '../../../state/announcer.svelte.ts';
import { LIVE } from '../../../state/polling.ts';
import { VERBS, type FeedbackVerb } from './feedback-words.ts';

/** What somebody says of the alarms of an incident: and of which of its failures. */
export interface Saying {
  verb: FeedbackVerb;
  expectations: string[];
  note: string;
}
/** Said and shown, but not kept by the server yet; with `problem` when it would not. */
export interface Unkept extends Saying {
  id: number;
  problem: ProblemShape | null;
}

/** Says at once on screen what was said, and keeps saying that it is not kept until it is. */
export class FeedbackActions {
  unkept = $state.raw<readonly Unkept[]>([]);
  /** Entries that are being taken back. */
  undoing = $state.raw<readonly string[]>([]);
  undoProblem = $state.raw<{ id: string; problem: ProblemShape } | null>(null);
  #next = 1;

  async say(incident: string, saying: Saying): Promise<boolean> {
    const entry: Unkept = { ...saying, id: this.#next++, problem: null };
    this.unkept = [...this.unkept, entry];
    return this.#send(incident, entry);
  }

  /** Sends once more what the server would not keep. */
  async again(incident: string, id: number): Promise<boolean> {
    const entry = this.unkept.find((one) => one.id === id);
    if (entry === undefined) return false;
    this.#replace({ ...entry, problem: null });
    return this.#send(incident, entry);
  }

  /** Drops what the server would not keep. */
  drop(id: number): void {
    this.unkept = this.unkept.filter((one) => one.id !== id);
  }

  async undo(incident: string, id: string): Promise<boolean> {
    if (this.undoing.includes(id)) return false;
    this.undoing = [...this.undoing, id];
    this.undoProblem = null;
    try {
      await change.undoFeedback(incident, id);
      announcer.say('Taken back');
      await invalidate(LIVE);
      return true;
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      this.undoProblem = { id, problem: failure.shape };
      return false;
    } finally {
      this.undoing = this.undoing.filter((one) => one !== id);
    }
  }

  async #send(incident: string, entry: Unkept): Promise<boolean> {
    const { verb, expectations, note } = entry;
    try {
      await change.giveFeedback(incident, { verb, expectations, note });
      announcer.say(`Kept: ${VERBS[verb].label}`);
      await invalidate(LIVE);
      this.drop(entry.id);
      return true;
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      this.#replace({ ...entry, problem: failure.shape });
      return false;
    }
  }

  #replace(entry: Unkept): void {
    this.unkept = this.unkept.map((one) => (one.id === entry.id ? entry : one));
  }
}
