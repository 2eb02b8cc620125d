import { describe, expect, it } from 'vitest';
import { parseSelector } from './selector.ts';

describe('a selector', () => {
  it.each([
    ['2+orders+1', 'orders', 2, 1],
    ['+orders', 'orders', Infinity, null],
    ['orders+', 'orders', null, Infinity],
    ['+dwh.mart.orders+', 'dwh.mart.orders', Infinity, Infinity],
    ['+job_7+3', 'job_7', Infinity, 3],
  ])('%s', (text, value, up, down) => {
    expect(parseSelector(text)).toEqual([[{ by: 'name', value, up, down }]]);
  });

  it('a plain word is searched for', () => {
    expect(parseSelector('orders')).toBeNull();
    expect(parseSelector('raw orders')).toBeNull();
    expect(parseSelector('')).toBeNull();
  });

  it('unites words and intersects what commas join', () => {
    expect(parseSelector('namespace:shop,owner:payments +orders')).toEqual([
      [
        { by: 'namespace', value: 'shop', up: null, down: null },
        { by: 'owner', value: 'payments', up: null, down: null },
      ],
      [{ by: 'name', value: 'orders', up: Infinity, down: null }],
    ]);
  });

  it('takes the pluses off a property too', () => {
    expect(parseSelector('1+tag:tier=gold+')).toEqual([[{ by: 'tag', value: 'tier=gold', up: 1, down: Infinity }]]);
  });
});
