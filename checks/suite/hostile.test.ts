import { describe, expect, it } from 'vitest';
import { SLOW_PATTERNS } from '../../bench/suite-hostile/patterns.ts';
import { HOSTILE_SUITES } from '../../bench/suite-hostile/suites.ts';
import { compilePattern, parseSuite } from '../index.ts';
import { readPattern } from './read-pattern.ts';
import { collectProblems } from './report.ts';

describe('a hostile suite', () => {
  it.each(HOSTILE_SUITES.map(([what, text]) => ({ what, text })))('of $what is answered with problems', ({ text }) => {
    const { suite, problems } = parseSuite(text);
    expect(suite).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(50);
    for (const { line, column, message, fix } of problems) {
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
      expect(message.length).toBeLessThan(500);
      expect(fix).not.toBe('');
    }
    expect(parseSuite(text)).toEqual({ suite, problems });
  });
});

/** Look-ahead, look-behind and back-references: what a linear-time engine cannot do. */
const BEYOND = /\(\?[=!]|\\1|\\k</;

describe('a regular expression of a user', () => {
  it('is one of fifty that are known to be slow', () => {
    expect(SLOW_PATTERNS).toHaveLength(50);
    expect(new Set(SLOW_PATTERNS.map(({ pattern }) => pattern)).size).toBe(50);
  });

  it.each(SLOW_PATTERNS)('$pattern is refused in words, or answers as it should', ({ pattern: text, ...attack }) => {
    const { pattern, problem } = compilePattern(text);
    expect(pattern === null).toBe(BEYOND.test(text));
    if (pattern === null) {
      expect(problem).toContain('needs backtracking');
      return;
    }
    const { start = '', pump, end, matching } = attack;
    expect(pattern.matches(matching)).toBe(true);
    expect(pattern.matches(start + pump.repeat(400) + end)).toBe(false);
    expect(pattern.matches(start + pump.repeat(1_000_000) + end)).toBeNull();
  });

  it.each([
    ['a'.repeat(1001), 'longer than 1000 characters'],
    ['(a{31}){31}(b{31}){31}', 'too large'],
    ['(a{1000}){1000}', 'invalid repeat count'],
    ['[a', 'missing closing ]'],
    ['a++', 'atomic group or possessive'],
    ['(?<!a)b', 'look-around'],
  ])('%s is refused, and the sentence says why', (text, words) => {
    expect(compilePattern(text).problem).toContain(words);
  });

  it('finds its match anywhere, and the whole only when it says so', () => {
    expect(compilePattern('b+').pattern?.matches('abbc')).toBe(true);
    expect(compilePattern('^b+$').pattern?.matches('abbc')).toBe(false);
    expect(compilePattern('(?i)É').pattern?.matches('café')).toBe(true);
  });

  it('in a suite is read as it was written, or refused with its place', () => {
    const place = { line: 3, column: 9 };
    const { problems, report } = collectProblems();
    expect(readPattern({ type: 'scalar', value: '^[A-Z]{2}$', ...place }, report)).toBe('^[A-Z]{2}$');
    expect(problems).toEqual([]);
    expect(readPattern({ type: 'scalar', value: '(?=a)', ...place }, report)).toBeUndefined();
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'PL1010',
        line: 3,
        column: 9,
        message: expect.stringContaining('look-around') as string,
      }),
    ]);
  });
});
