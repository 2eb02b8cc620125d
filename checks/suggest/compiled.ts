import type { Expectation } from '../expectation.ts';
import { judgeExpectation } from '../judge-expectation.ts';
import type { Finding } from '../expectations/kind.ts';
import type { Profile } from '../profile.ts';
import { parseSuite } from '../suite/parse.ts';
import { suiteYaml, type SuiteHead } from './suite-yaml.ts';
import type { Draft } from './suggestion.ts';

/** Drafts as the expectations that a suite of them would have, read by the code that reads suites. */
export class CompiledDrafts {
  readonly #head: SuiteHead;
  readonly #known = new Map<string, Expectation | null>();

  constructor(head: SuiteHead) {
    this.#head = head;
  }

  /** One for each draft; null for what stands at the top of a suite, and for what does not read (a name that YAML cannot hold). */
  of(drafts: readonly Draft[]): (Expectation | null)[] {
    const fresh = drafts.filter((draft) => !isOfTop(draft) && !this.#known.has(keyOf(draft)));
    this.#read(fresh);
    return drafts.map((draft) => this.#known.get(keyOf(draft)) ?? null);
  }

  #read(drafts: readonly Draft[]): void {
    if (drafts.length === 0) return;
    const { suite, problems } = parseSuite(suiteYaml(this.#head, drafts));
    if (suite !== null && problems.length === 0 && suite.expectations.length === drafts.length) {
      suite.expectations.forEach((expectation, at) => this.#known.set(keyOf(drafts[at]!), expectation));
    } else if (drafts.length === 1) {
      this.#known.set(keyOf(drafts[0]!), null);
    } else {
      // One that does not read must not take the others with it.
      const middle = Math.ceil(drafts.length / 2);
      this.#read(drafts.slice(0, middle));
      this.#read(drafts.slice(middle));
    }
  }
}

const keyOf = ({ column, kind, clause }: Draft): string => JSON.stringify([column, kind, clause]);

/** Does it stand at the top of a suite, not in its list? */
export const isOfTop = ({ kind }: Pick<Draft, 'kind'>): boolean => kind === 'expect_every';

const NO_HISTORY = { points: [], previousSchema: null };
/** A hash is made with the server's key, which no suggestion has: values that were hashed are never suggested. */
const hashValue = (): string => '';

/** What an expectation comes to on one profile alone. */
export function judged(expectation: Expectation, profile: Profile, now: Date): Finding {
  return judgeExpectation({ profile, history: NO_HISTORY, hashValue }, expectation, now);
}

/** Would somebody be told? */
export const isAlarm = ({ outcome }: Finding): boolean =>
  outcome === 'fail' || outcome === 'warn' || outcome === 'error';
