import { describe, expect, it } from 'vitest';
import { patternProblem, renamedBy, renamedByFirst } from './name-pattern.ts';
import { primaryName } from './primary-name.ts';

const pattern = (from: string, to: string) => {
  const [fromNamespace = '', fromName = ''] = from.split(' ');
  const [toNamespace = '', toName = ''] = to.split(' ');
  return { from: { namespace: fromNamespace, name: fromName }, to: { namespace: toNamespace, name: toName } };
};
const renamed = (from: string, to: string, name: string) => {
  const [namespace = '', rest = ''] = name.split(' ');
  const found = renamedBy(pattern(from, to), { namespace, name: rest });
  return found && `${found.namespace} ${found.name}`;
};

describe('a pattern', () => {
  it.each([
    ['hive://old *', 'postgres://db *', 'hive://old a.b', 'postgres://db a.b'],
    ['hive://* *.o', 'x *', 'hive://h a.o', 'x a'],
    ['ge *', 'postgres://db app.*', 'ge public.t', 'postgres://db app.public.t'],
    ['a *-*', 'b *.*', 'a x-y-z', 'b x.y-z'],
    ['a x', 'b y', 'a x', 'b y'],
    ['a x', 'b y', 'a xx', null],
    ['a x*', 'a *', 'a x', null],
    ['a *', 'a *', 'a x', null],
    ['a x*yy', 'a *', 'a xy', null],
    ['a .*', 'b *', 'a zz', null],
  ])('%s → %s makes of %s: %s', (from, to, name, result) => expect(renamed(from, to, name)).toBe(result));

  it('that cannot be carried out is refused with its place', () => {
    expect(patternProblem(pattern('a x', 'b *'))?.pointer).toBe('/to/name');
    expect(patternProblem(pattern('a *', 'b* *'))?.pointer).toBe('/to/namespace');
    expect(patternProblem(pattern('a **', 'b *'))?.pointer).toBe('/from/name');
    expect(patternProblem(pattern('a *', 'a *'))?.pointer).toBe('/to');
    expect(patternProblem(pattern('a *', 'b *'))).toBeNull();
  });

  it('is passed over for the next where it does not hold', () => {
    const patterns = [pattern('a x', 'b x'), pattern('a *', 'c *')];
    expect(renamedByFirst(patterns, { namespace: 'a', name: 'y' })?.to).toEqual({ namespace: 'c', name: 'y' });
    expect(renamedByFirst(patterns, { namespace: 'd', name: 'y' })).toBeNull();
  });
});

it('the primary name is the same in whichever order they come', () => {
  const names = [
    { namespace: 's3://lake', name: 'orders' },
    { namespace: 'hive://m:10000', name: 'sales.orders' },
    { namespace: 'arn:aws:glue:eu:1', name: 'table/sales/orders' },
    { namespace: 'file', name: '/a' },
  ] as const;
  for (const [a, b, c, d] of [names, names.toReversed(), [names[1], names[3], names[0], names[2]]])
    expect(primaryName([a!, b!, c!, d!]).namespace).toBe('arn:aws:glue:eu:1');
});
