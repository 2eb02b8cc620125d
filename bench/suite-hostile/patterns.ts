/** A regular expression that takes a backtracking engine very long: something it matches, and what brings it to its knees. */
export interface SlowPattern {
  pattern: string;
  matching: string;
  /** Repeated; with `end` behind it the expression does not match. */
  pump: string;
  end: string;
  start?: string;
}

const of = (pattern: string, matching: string, pump: string, end: string, start = ''): SlowPattern => ({
  pattern,
  matching,
  pump,
  end,
  start,
});

/**
 * Fifty shapes of expressions that are known for exponential or polynomial backtracking: nested and overlapping repeats,
 * and the forms that such faults had in checks of e-mail addresses, URLs, numbers, dates, white space and markup.
 */
export const SLOW_PATTERNS: readonly SlowPattern[] = [
  of('^(a+)+$', 'aaa', 'a', '!'),
  of('^(a*)*$', 'aaa', 'a', '!'),
  of('^(a|a)*$', 'aaa', 'a', '!'),
  of('^(a|aa)+$', 'aaa', 'a', '!'),
  of('^(a?){30}a{30}$', 'a'.repeat(30), 'a', '!'),
  of('^([a-zA-Z]+)*$', 'abc', 'a', '1'),
  of('^(.*a){12}$', 'a'.repeat(12), 'a', '!'),
  of('^(x+x+)+y$', 'xxy', 'x', ''),
  of('^((a|b|ab)*)*c$', 'abc', 'ab', '!'),
  of('^(\\w+\\s?)*$', 'a b c', 'a', '!'),
  of('^(\\d+)*\\.$', '12.', '1', '!'),
  of('^([0-9]+)+,$', '12,', '1', '!'),
  of('^\\s+|\\s+$', ' a', ' ', 'x', 'x'),
  of('^\\s*(\\s*)*x$', '  x', ' ', '!'),
  of('^(\\s+)*$', '   ', ' ', '!'),
  of('^[\\s\\S]*?(\\s+)*;$', 'a ;', ' ', '!'),
  of(
    '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$',
    'a@b.com',
    'a',
    '!',
  ),
  of('^([\\w-]+(?:\\.[\\w-]+)*)@((?:[\\w-]+\\.)*\\w[\\w-]{0,66})\\.([a-z]{2,6})$', 'a@b.com', 'a.', '!'),
  of('^[\\w.+-]+@([\\w-]+\\.)+[\\w-]{2,4}$', 'a@b.com', 'a.', '!', 'a@'),
  of(
    '^(([^<>()\\[\\].,;:\\s@"]+(\\.[^<>()\\[\\].,;:\\s@"]+)*)|(".+"))@(([^<>()\\[\\].,;:\\s@"]+\\.)+[a-z]{2,})$',
    'a@b.com',
    'a.',
    '@',
  ),
  of('^((([a-z]|\\d)+)*)@x$', 'a@x', 'a1', '!'),
  of('^(https?:\\/\\/)?([\\da-z.-]+)\\.([a-z.]{2,6})([\\/\\w .-]*)*\\/?$', 'http://a.bc/d', 'a', '!', 'http://a.bc/'),
  of('^(([a-z]+)(-[a-z]+)*\\.)+[a-z]{2,}$', 'a-b.com', 'a-a', '!'),
  of('^((\\w+)\\.)*\\w+:\\/\\/$', 'a.b://', 'a.', '!'),
  of('^\\/(([^/]+)\\/?)*\\?$', '/a/b?', 'a/', '!', '/'),
  of('^(([01]?\\d?\\d|2[0-4]\\d|25[0-5])\\.?)+x$', '1.2x', '1.', '!'),
  of('^(([0-9a-f]{1,4}:?)*)*z$', 'ab:z', 'a:', '!'),
  of('^[+-]?(\\d+\\.?\\d*)+$', '1.5', '1', 'x'),
  of('^\\$?(\\d{1,3},?)*(\\.\\d\\d)?$', '1,000.50', '1', 'x'),
  of('^(\\d{1,2}[/.-]?)+y$', '1/2/y', '1', '!'),
  of('^(\\d+[-:T]?)+Z$', '2026-01-01T00:00:00Z', '1', '!'),
  of('^(<[^>]*>)*[^<]*$', '<a><b>', '<', 'x'),
  of('^<(\\w+)(\\s+\\w+(=("[^"]*"|\'[^\']*\'))?)*\\s*\\/?>$', '<a b="c">', ' a', '!', '<a'),
  of('^<!--([\\s\\S]*?-)*->$', '<!---->', '-', '!', '<!--'),
  of('^(["\'])(\\\\?.)*?z$', '"az', '\\a', '!', '"'),
  of('^"(\\\\.|[^"\\\\]|x)*"$', '"abc"', 'x', '!', '"'),
  of('^(?:(?:"[^"]*"|[^,"]*),?)*;$', 'a,b;', 'a', '"'),
  of('^\\{(\\s*"?\\w+"?\\s*:?\\s*"?\\w*"?,?)*\\}$', '{a:b}', 'a', '!', '{'),
  of('^((\\[[^\\]]*\\])|[^\\[\\]])*x$', 'abx', '[', '!'),
  of('^(([^,]*,?)*)*;$', 'a,b;', 'a,', '!'),
  of('^(#?([a-f]|[0-9])+)+;$', '#ab;', 'a', '!'),
  of('^([^=]+=[^;]*;?)*!$', 'a=b!', 'a=', 'x'),
  of('^(([A-Z][a-z]*)+\\s?)+\\.$', 'Ab Cd.', 'A', '!'),
  of('^(\\p{L}+\\p{M}*)*\\d$', 'abc1', 'é', '!'),
  of('^(?:[ёа-я]+ ?)*\\.$', 'ёж.', 'ё', '!'),
  of('^(.+)+(.+)+(.+)+x$', 'aaax', 'a', '!'),
  of('^(?=(a+)+$).*b$', 'b', 'a', '!'),
  of('^(a+)+(?!b)$', 'a', 'a', '!'),
  of('^(a+)\\1+$', 'aa', 'a', '!'),
  of('^(?<x>\\w+)-\\k<x>$', 'a-a', 'a', '!'),
];
