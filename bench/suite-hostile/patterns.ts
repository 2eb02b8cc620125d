/** A regular expression that takes a backtracking engine very long: something it matches, and what brings it to its knees. */
export interface SlowPattern {
  pattern: string;
  matching: string;
  /** Repeated; with `end` behind it the expression does not match. */
  pump: string;
  end: string;
  start?: string;
}

/*
 * Fifty shapes of expressions that are known for exponential or polynomial backtracking: nested and overlapping repeats,
 * and the forms that such faults had in checks of e-mail addresses, URLs, numbers, dates, white space and markup.
 */
const SHAPES: readonly (readonly [pattern: string, matching: string, pump: string, end: string, start?: string])[] = [
  ['^(a+)+$', 'aaa', 'a', '!'],
  ['^(a*)*$', 'aaa', 'a', '!'],
  ['^(a|a)*$', 'aaa', 'a', '!'],
  ['^(a|aa)+$', 'aaa', 'a', '!'],
  ['^(a?){30}a{30}$', 'a'.repeat(30), 'a', '!'],
  ['^([a-zA-Z]+)*$', 'abc', 'a', '1'],
  ['^(.*a){12}$', 'a'.repeat(12), 'a', '!'],
  ['^(x+x+)+y$', 'xxy', 'x', ''],
  ['^((a|b|ab)*)*c$', 'abc', 'ab', '!'],
  ['^(\\w+\\s?)*$', 'a b c', 'a', '!'],
  ['^(\\d+)*\\.$', '12.', '1', '!'],
  ['^([0-9]+)+,$', '12,', '1', '!'],
  ['^\\s+|\\s+$', ' a', ' ', 'x', 'x'],
  ['^\\s*(\\s*)*x$', '  x', ' ', '!'],
  ['^(\\s+)*$', '   ', ' ', '!'],
  ['^[\\s\\S]*?(\\s+)*;$', 'a ;', ' ', '!'],
  [
    '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$',
    'a@b.com',
    'a',
    '!',
  ],
  ['^([\\w-]+(?:\\.[\\w-]+)*)@((?:[\\w-]+\\.)*\\w[\\w-]{0,66})\\.([a-z]{2,6})$', 'a@b.com', 'a.', '!'],
  ['^[\\w.+-]+@([\\w-]+\\.)+[\\w-]{2,4}$', 'a@b.com', 'a.', '!', 'a@'],
  [
    '^(([^<>()\\[\\].,;:\\s@"]+(\\.[^<>()\\[\\].,;:\\s@"]+)*)|(".+"))@(([^<>()\\[\\].,;:\\s@"]+\\.)+[a-z]{2,})$',
    'a@b.com',
    'a.',
    '@',
  ],
  ['^((([a-z]|\\d)+)*)@x$', 'a@x', 'a1', '!'],
  ['^(https?:\\/\\/)?([\\da-z.-]+)\\.([a-z.]{2,6})([\\/\\w .-]*)*\\/?$', 'http://a.bc/d', 'a', '!', 'http://a.bc/'],
  ['^(([a-z]+)(-[a-z]+)*\\.)+[a-z]{2,}$', 'a-b.com', 'a-a', '!'],
  ['^((\\w+)\\.)*\\w+:\\/\\/$', 'a.b://', 'a.', '!'],
  ['^\\/(([^/]+)\\/?)*\\?$', '/a/b?', 'a/', '!', '/'],
  ['^(([01]?\\d?\\d|2[0-4]\\d|25[0-5])\\.?)+x$', '1.2x', '1.', '!'],
  ['^(([0-9a-f]{1,4}:?)*)*z$', 'ab:z', 'a:', '!'],
  ['^[+-]?(\\d+\\.?\\d*)+$', '1.5', '1', 'x'],
  ['^\\$?(\\d{1,3},?)*(\\.\\d\\d)?$', '1,000.50', '1', 'x'],
  ['^(\\d{1,2}[/.-]?)+y$', '1/2/y', '1', '!'],
  ['^(\\d+[-:T]?)+Z$', '2026-01-01T00:00:00Z', '1', '!'],
  ['^(<[^>]*>)*[^<]*$', '<a><b>', '<', 'x'],
  ['^<(\\w+)(\\s+\\w+(=("[^"]*"|\'[^\']*\'))?)*\\s*\\/?>$', '<a b="c">', ' a', '!', '<a'],
  ['^<!--([\\s\\S]*?-)*->$', '<!---->', '-', '!', '<!--'],
  ['^(["\'])(\\\\?.)*?z$', '"az', '\\a', '!', '"'],
  ['^"(\\\\.|[^"\\\\]|x)*"$', '"abc"', 'x', '!', '"'],
  ['^(?:(?:"[^"]*"|[^,"]*),?)*;$', 'a,b;', 'a', '"'],
  ['^\\{(\\s*"?\\w+"?\\s*:?\\s*"?\\w*"?,?)*\\}$', '{a:b}', 'a', '!', '{'],
  ['^((\\[[^\\]]*\\])|[^\\[\\]])*x$', 'abx', '[', '!'],
  ['^(([^,]*,?)*)*;$', 'a,b;', 'a,', '!'],
  ['^(#?([a-f]|[0-9])+)+;$', '#ab;', 'a', '!'],
  ['^([^=]+=[^;]*;?)*!$', 'a=b!', 'a=', 'x'],
  ['^(([A-Z][a-z]*)+\\s?)+\\.$', 'Ab Cd.', 'A', '!'],
  ['^(\\p{L}+\\p{M}*)*\\d$', 'abc1', 'é', '!'],
  ['^(?:[ёа-я]+ ?)*\\.$', 'ёж.', 'ё', '!'],
  ['^(.+)+(.+)+(.+)+x$', 'aaax', 'a', '!'],
  ['^(?=(a+)+$).*b$', 'b', 'a', '!'],
  ['^(a+)+(?!b)$', 'a', 'a', '!'],
  ['^(a+)\\1+$', 'aa', 'a', '!'],
  ['^(?<x>\\w+)-\\k<x>$', 'a-a', 'a', '!'],
];

/** Each of them with its attack. */
export const SLOW_PATTERNS: readonly SlowPattern[] = SHAPES.map(([pattern, matching, pump, end, start = '']) => ({
  pattern,
  matching,
  pump,
  end,
  start,
}));
