import { change } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import type { ProblemShape, ReplayAnswerShape } from '../../api/types.ts';
import { readStored, writeStored } from '../../state/stored.ts';
import { faultsOf, type SuiteFault } from './suite-problems.ts';

const PAUSE_MS = 400;

/**
 * The text in the editor. It is kept in this browser until it is put in force or given up, read by the server after each
 * pause in typing, and replayed when somebody asks.
 */
export class SuiteDraft {
  text = $state('');
  faults = $state.raw<SuiteFault[]>([]);
  /** Is what `faults` says about the text as it stands? */
  checked = $state(false);
  problem = $state.raw<ProblemShape | null>(null);
  replay = $state.raw<ReplayAnswerShape | null>(null);
  /** The text that was replayed, to tell when the figures are of an older one. */
  replayed = $state('');
  busy = $state<'replay' | 'apply' | null>(null);
  #start: string;
  #key: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = new AbortController();

  constructor(name: string | null, start: string) {
    this.#start = start;
    this.#key = `suite.${name ?? ''}`;
    this.text = readStored(this.#key) ?? start;
    void this.check();
  }

  get changed(): boolean {
    return this.text !== this.#start;
  }

  write(text: string): void {
    this.text = text;
    this.checked = false;
    writeStored(this.#key, this.changed ? text : null);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), PAUSE_MS);
  }

  /** Back to what is in force, or to the beginning. */
  giveUp(): void {
    this.write(this.#start);
  }

  async check(): Promise<void> {
    const text = this.text;
    await this.#ask(async (signal) => {
      let faults: SuiteFault[] = [];
      try {
        await change.validateSuite(text, signal);
      } catch (failure) {
        if (!(failure instanceof Problem) || failure.status !== 422) throw failure;
        faults = faultsOf(failure.shape);
      }
      if (this.text !== text) return;
      this.faults = faults;
      this.checked = true;
    });
  }

  async tryOut(since: string, beside: boolean): Promise<void> {
    const text = this.text;
    this.busy = 'replay';
    await this.#ask(async (signal) => {
      const question = { suites: [text], since, ...(beside && { vs: 'current' as const }) };
      this.replay = await change.replaySuite(question, signal);
      this.replayed = text;
    });
    this.busy = null;
  }

  /** Puts the text in force; answers whether that was done. */
  async apply(name: string): Promise<boolean> {
    const text = this.text;
    this.busy = 'apply';
    let done = false;
    await this.#ask(async () => {
      await change.applySuite(name, text);
      this.#start = text;
      writeStored(this.#key, null);
      done = true;
    });
    this.busy = null;
    return done;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#running.abort();
  }

  async #ask(request: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.problem = null;
    const { signal } = this.#running;
    try {
      await request(signal);
    } catch (failure) {
      if (signal.aborted) return;
      if (!(failure instanceof Problem)) throw failure;
      this.problem = failure.shape;
    }
  }
}
