import { compilePattern } from '../pattern.ts';
import { described, readText, refuse } from './values.ts';

/** A regular expression in the syntax of RE2, kept as the text that was written; compilePattern() of it never fails. */
export const readPattern = described<string>({ ...readText.schema, maxLength: 1000 }, (value, report) => {
  const text = readText(value, report);
  if (text === undefined) return undefined;
  const { problem } = compilePattern(text);
  return problem === null ? text : refuse(value, report, `a regular expression of RE2 (${problem})`);
});
