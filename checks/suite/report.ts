/** Where something stands in a suite file; both count from 1. */
export interface Place {
  line: number;
  column: number;
}

/** What is wrong with a suite, where, and what may have been meant. */
export interface SuiteProblem {
  code: SuiteProblemCode;
  line: number;
  column: number;
  message: string;
  suggestion?: string;
}

/** Codes of suite problems; the documentation explains each under its name. */
export const SUITE_PROBLEM_CODES = {
  PL1001: 'the file is too large',
  PL1002: 'not YAML',
  PL1003: 'aliases, anchors and tags are refused',
  PL1004: 'nested too deeply',
  PL1005: 'a key stands twice',
  PL1006: 'a mapping, list or scalar stands where another is needed',
  PL1007: 'unknown key',
  PL1008: 'a key is missing',
  PL1009: 'not available in this version',
  PL1010: 'a value cannot be read',
  PL1011: 'unknown kind of expectation',
  PL1012: 'the kind needs a column, or knows none',
  PL1013: 'bounds contradict each other',
  PL1014: 'an id is used twice',
  PL1015: 'too many entries',
  PL1016: 'a composition or one of its parts says too much or too little',
} as const;
export type SuiteProblemCode = keyof typeof SUITE_PROBLEM_CODES;

/** Takes a problem down; reading goes on, so that several are told at once. */
export type Report = (code: SuiteProblemCode, place: Place, message: string | Hint) => void;

/** A message with the word that may have been meant. */
export interface Hint {
  message: string;
  suggestion: string | undefined;
}

const MOST_PROBLEMS = 50;
const LONGEST_QUOTE = 60;

/** A report that keeps the first fifty problems. */
export function collectProblems(): { problems: SuiteProblem[]; report: Report } {
  const problems: SuiteProblem[] = [];
  const report: Report = (code, place, told) => {
    if (problems.length >= MOST_PROBLEMS) return;
    const { message, suggestion } = typeof told === 'string' ? { message: told, suggestion: undefined } : told;
    const problem: SuiteProblem = { code, line: place.line, column: place.column, message };
    problems.push(suggestion === undefined ? problem : { ...problem, suggestion });
  };
  return { problems, report };
}

/** A user's word in a message, shortened. */
export function quoted(word: string): string {
  const shown = word.slice(0, LONGEST_QUOTE).replace(/[\s\p{Cc}]+/gu, ' ');
  return word.length > LONGEST_QUOTE ? `"${shown}…"` : `"${shown}"`;
}
