import { RE2JS } from 're2js';

const LONGEST_PATTERN = 1000;
/** Instructions of the compiled pattern: the work of a match is at most this times the length of the text. */
const LARGEST_PROGRAM = 1100;
const MOST_STEPS = 1_000_000;
const MOST_KEPT = 500;
/** What other engines know and a linear-time one cannot: tried in this order, for a sentence that names it. */
const UNKNOWN: readonly [RegExp, string][] = [
  [/\(\?<?[=!]/, 'look-around such as (?=…) needs backtracking'],
  [/\\[1-9]|\\k<|\(\?P=/, 'a back-reference such as \\1 needs backtracking'],
  [/\(\?>|[*+?}]\+/, 'an atomic group or possessive repeat needs backtracking'],
  [/\(\?(?:\(|R|&|[+-]?\d)/, 'recursion and conditions need backtracking'],
];

/** A regular expression that can be asked in linear time. */
export interface Pattern {
  /**
   * Does it match anywhere in the text? Write ^ and $ for the whole. Null where that could take over a million steps
   * (instructions times characters): it was not looked at.
   */
  matches(value: string): boolean | null;
  /** Its instructions: a match takes at most so many steps for each character. */
  readonly size: number;
}

export type CompiledPattern = { pattern: Pattern; problem: null } | { pattern: null; problem: string };

const compiled = new Map<string, CompiledPattern>();

/**
 * Compiles a user's regular expression in the syntax of RE2: no back-references, no look-around, so that a match takes time
 * proportional to the text whatever the expression (Cox 2007). At most 1,000 characters and 1,100 instructions; else a
 * sentence says what is wrong.
 */
export function compilePattern(text: string): CompiledPattern {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const fresh = compileAnew(text);
  if (compiled.size >= MOST_KEPT) compiled.clear();
  compiled.set(text, fresh);
  return fresh;
}

function compileAnew(text: string): CompiledPattern {
  const refuse = (problem: string): CompiledPattern => ({ pattern: null, problem });
  if (text.length > LONGEST_PATTERN) return refuse(`it is longer than ${LONGEST_PATTERN} characters`);
  try {
    const expression = RE2JS.compile(text);
    const size = expression.programSize();
    if (size > LARGEST_PROGRAM)
      return refuse(
        `it is too large: repeats such as {500} write their part out, over ${LARGEST_PROGRAM} steps in all`,
      );
    const matches = (value: string): boolean | null =>
      value.length * size > MOST_STEPS ? null : expression.matcher(value).find();
    return { pattern: { matches, size }, problem: null };
  } catch (error) {
    const reason = UNKNOWN.find(([form]) => form.test(text))?.[1];
    return refuse(reason ?? plainWords(error));
  }
}

function plainWords(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return message.replace(/^error parsing regexp: /, '').slice(0, 200) || 'it cannot be read';
}
