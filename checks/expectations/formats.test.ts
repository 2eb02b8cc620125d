import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likePattern } from './like-pattern.ts';
import { isOfSemanticType, type SemanticType } from './semantic-types.ts';

const TEXTS: [type: SemanticType, yes: string[], no: string[]][] = [
  [
    'email',
    ['a@example.org', 'first.last+tag@sub.example.co.uk', "o'neil@example.org", 'a@bücher.example'],
    [
      'a',
      '@example.org',
      'a@b',
      'a..b@example.org',
      '.a@example.org',
      'a@-x.org',
      'a b@example.org',
      `${'x'.repeat(65)}@example.org`,
    ],
  ],
  [
    'url',
    ['https://example.org', 'http://user@example.org:8080/a?b=c#d', 'ftp://[::1]/x', 'HTTPS://EXAMPLE.ORG/%20'],
    ['example.org', 'mailto:a@example.org', 'http://', 'http://a b', 'http://[::g]/', 'javascript:alert(1)'],
  ],
  [
    'uuid',
    ['123e4567-e89b-12d3-a456-426614174000'],
    ['123e4567e89b12d3a456426614174000', '123e4567-e89b-12d3-a456-42661417400g'],
  ],
  ['ipv4', ['0.0.0.0', '192.168.1.255'], ['256.1.1.1', '1.2.3', '01.2.3.4', '1.2.3.4.5', '1.2.3.-4']],
  [
    'ipv6',
    ['::', '::1', '2001:db8::ff00:42:8329', '1:2:3:4:5:6:7:8', '::ffff:192.168.1.1'],
    [':', '1:2:3', '1::2::3', '12345::', '1:2:3:4:5:6:7:8:9', '::192.168.1.256', '1:2:3:4:5:6:7:8::'],
  ],
  [
    'credit_card',
    ['4111 1111 1111 1111', '378282246310005', '5555-5555-5555-4444'],
    ['4111 1111 1111 1112', '4111', '4111  1111 1111 1111', '-4111111111111111'],
  ],
  [
    'us_ssn',
    ['123-45-6789', '123456789'],
    ['000-12-3456', '666-12-3456', '900-12-3456', '123-00-4567', '123-45-0000', '123-456789'],
  ],
  ['iban', ['DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432'], ['DE88370400440532013000', 'DE89', 'XX']],
  ['phone', ['+4930123456'], ['030 123456', '+0123456789', '+1', '+1234567890123456']],
];

describe.each(TEXTS)('the form of %s', (type, yes, no) => {
  it.each(yes)('takes %s', (text) => expect(isOfSemanticType(type, text)).toBe(true));
  it.each(no)('refuses %s', (text) => expect(isOfSemanticType(type, text)).toBe(false));
  it('is asked of any text without throwing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 100 }),
        (text) => typeof isOfSemanticType(type, text) === 'boolean',
      ),
    );
  });
});

describe('an SQL LIKE pattern', () => {
  it.each([
    ['%', '', true],
    ['_', '', false],
    ['a%c', 'abbc', true],
    ['a%c', 'abbd', false],
    ['%a_', 'aab', true],
    ['100\\%', '100%', true],
    ['100\\%', '1000', false],
    ['a\\\\', 'a\\', true],
    ['_', '🙂', true],
    ['A%', 'abc', false],
  ])('%s over %s is %s', (pattern, text, matches) => expect(likePattern(pattern)(text)).toBe(matches));

  it('matches what the regular expression of the same meaning matches', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '%', '_'), { maxLength: 8 }).map((all) => all.join(''));
    const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 10 }).map((all) => all.join(''));
    fc.assert(
      fc.property(letters, text, (pattern, given) => {
        const same = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`, 's');
        expect(likePattern(pattern)(given)).toBe(same.test(given));
      }),
      { numRuns: 500 },
    );
  });

  it('does not look at texts beyond ten million steps in all', () => {
    const isLike = likePattern(`%${'a_'.repeat(400)}`);
    expect(isLike('a'.repeat(10_000))).toBe(true);
    expect(isLike('a'.repeat(10_000))).toBeNull();
  });
});
