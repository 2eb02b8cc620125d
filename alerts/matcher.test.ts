import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMatcher, matches, parseMatcher } from './matcher.ts';
import type { Matcher } from './types.ts';

describe('matchers are read as Alertmanager writes them', () => {
  it.each<[string, Matcher]>([
    ['team="payments"', { name: 'team', op: '=', value: 'payments' }],
    ['team = payments', { name: 'team', op: '=', value: 'payments' }],
    ['team=~"pay|sales"', { name: 'team', op: '=~', value: 'pay|sales' }],
    ['team!~"pay.*"', { name: 'team', op: '!~', value: 'pay.*' }],
    ['team!=""', { name: 'team', op: '!=', value: '' }],
    ['team=', { name: 'team', op: '=', value: '' }],
    ['"my label"="a \\"b\\" \\\\ c"', { name: 'my label', op: '=', value: 'a "b" \\ c' }],
    ['größe="1=2"', { name: 'größe', op: '=', value: '1=2' }],
  ])('%s', (text, matcher) => {
    expect(parseMatcher(text)).toEqual({ matcher, problem: null });
  });

  it.each([
    ['team', 'is not a matcher'],
    ['team="payments', 'is not a matcher'],
    ['team="a" other="b"', 'is not a matcher'],
    ['{team="a"}', 'is not a matcher'],
    ['=x', 'is not a matcher'],
    ['""="x"', 'names no label'],
    ['team=~"("', 'is not an RE2 expression'],
    ['team=~"(?=a)b"', 'is not an RE2 expression'],
    [`team=~"${'a'.repeat(1001)}"`, 'longer than 1,000'],
  ])('%s is refused with a sentence', (text, sentence) => {
    const { matcher, problem } = parseMatcher(text);
    expect(matcher).toBeNull();
    expect(problem).toContain(sentence);
  });

  it('reads back every matcher it writes', () => {
    const names = fc.string({ unit: 'binary', minLength: 1 });
    const matcher = fc.record({
      name: names,
      op: fc.constantFrom('=' as const, '!=' as const),
      value: fc.string({ unit: 'binary' }),
    });
    fc.assert(
      fc.property(matcher, (one) => {
        expect(parseMatcher(formatMatcher(one)).matcher).toEqual(one);
      }),
    );
  });
});

it('an equality and its negation never agree', () => {
  const labels = fc.dictionary(fc.constantFrom('a', 'b'), fc.string());
  fc.assert(
    fc.property(labels, fc.string(), (some, value) => {
      const yes = matches({ name: 'a', op: '=', value }, some);
      expect(matches({ name: 'a', op: '!=', value }, some)).toBe(!yes);
      expect(matches({ name: 'a', op: '=~', value: '[a-m]*' }, some)).toBe(
        !matches({ name: 'a', op: '!~', value: '[a-m]*' }, some),
      );
    }),
  );
});
