import type { SuiteProblemCode } from './problem-codes.ts';
import { SUITE_PROBLEM_HELP } from './problem-help.ts';

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
  /** What to do, in one sentence. */
  fix: string;
}

/** Takes a problem down; reading goes on, so that several are told at once. */
export type Report = (code: SuiteProblemCode, place: Place, message: string | Hint) => void;

/** A message with the word that may have been meant. */
export interface Hint {
  message: string;
  /** As a function where looking for it takes long: it is asked only for problems that are told. */
  suggestion: Suggestion;
}
export type Suggestion = string | undefined | (() => string | undefined);

const MOST_PROBLEMS = 50;
const LONGEST_QUOTE = 60;

/** A report that keeps the first fifty problems. */
export function collectProblems(): { problems: SuiteProblem[]; report: Report } {
  const problems: SuiteProblem[] = [];
  const report: Report = (code, place, told) => {
    if (problems.length >= MOST_PROBLEMS) return;
    const { message, suggestion: near } = typeof told === 'string' ? { message: told, suggestion: undefined } : told;
    const suggestion = typeof near === 'function' ? near() : near;
    const { fix } = SUITE_PROBLEM_HELP[code];
    const problem: SuiteProblem = { code, line: place.line, column: place.column, message, fix };
    problems.push(suggestion === undefined ? problem : { ...problem, suggestion });
  };
  return { problems, report };
}

/** A user's word in a message, shortened. */
export function quoted(word: string): string {
  const shown = word.slice(0, LONGEST_QUOTE).replace(/[\s\p{Cc}]+/gu, ' ');
  return word.length > LONGEST_QUOTE ? `"${shown}…"` : `"${shown}"`;
}
