import { describe, expect, it } from 'vitest';
import { named } from './named.ts';

describe('names in a reason', () => {
  it('are five at most, and the rest is counted', () => {
    expect(named(['a', 'b'])).toBe('a, b');
    expect(named(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d, e and 2 more');
  });

  it('show a byte order mark that nobody would see', () => {
    expect(named(['\ufeffProvince/State', 'a\u200bb'])).toBe('\\ufeffProvince/State, a\\u200bb');
  });
});
