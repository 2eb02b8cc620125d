import { RE2JS } from 're2js';
import type { Labels, Matcher } from './types.ts';

const FORM = /^(?:"((?:[^"\\]|\\.)*)"|([^\s{}!=~,"'`\\]+))\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"'`\\{},]*))$/su;

/**
 * Reads Alertmanager's `name="value"`, with `=`, `!=`, `=~` or `!~`; the quotes of a simple value may be left out.
 * What cannot be read answers a sentence instead of a matcher.
 * @example parseMatcher('team=~"pay.*"').matcher // => { name: 'team', op: '=~', value: 'pay.*' }
 */
export function parseMatcher(text: string): { matcher: Matcher; problem: null } | { matcher: null; problem: string } {
  const found = FORM.exec(text.trim());
  if (!found)
    return { matcher: null, problem: `${JSON.stringify(text)} is not a matcher; write it as team="payments"` };
  const name = found[1] === undefined ? (found[2] ?? '') : unescaped(found[1]);
  const value = found[4] === undefined ? (found[5] ?? '').trim() : unescaped(found[4]);
  if (name === '') return { matcher: null, problem: `${JSON.stringify(text)} names no label before its operator` };
  const matcher: Matcher = { name, op: found[3] as Matcher['op'], value };
  const problem = regexProblem(matcher);
  return problem === null ? { matcher, problem } : { matcher: null, problem };
}

/** Writes a matcher as `parseMatcher` reads it, the value always quoted. */
export function formatMatcher({ name, op, value }: Matcher): string {
  return `${/^[\p{L}_][\p{L}\p{N}_.:/-]*$/u.test(name) ? name : quoted(name)}${op}${quoted(value)}`;
}

/** Does one matcher let these labels through? A label that is missing equals the empty string. */
export function matches(matcher: Matcher, labels: Labels): boolean {
  const value = Object.hasOwn(labels, matcher.name) ? (labels[matcher.name] ?? '') : '';
  switch (matcher.op) {
    case '=':
      return value === matcher.value;
    case '!=':
      return value !== matcher.value;
    case '=~':
      return compiled(matcher)?.matches(value) ?? false;
    case '!~':
      return compiled(matcher)?.matches(value) === false;
  }
}

const expressions = new WeakMap<Matcher, RE2JS | null>();

/** Null for an expression RE2 cannot read: such a matcher lets nothing through, so the parent route keeps the alert. */
function compiled(matcher: Matcher): RE2JS | null {
  const known = expressions.get(matcher);
  if (known !== undefined) return known;
  const expression = regexProblem(matcher) === null ? RE2JS.compile(matcher.value) : null;
  expressions.set(matcher, expression);
  return expression;
}

function regexProblem(matcher: Matcher): string | null {
  if (matcher.op === '=' || matcher.op === '!=') return null;
  if (matcher.value.length > 1000) return `the expression of ${matcher.name} is longer than 1,000 characters`;
  try {
    RE2JS.compile(matcher.value);
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    return `${JSON.stringify(matcher.value)} is not an RE2 expression: ${why}`;
  }
}

const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

function unescaped(text: string): string {
  return text.replace(/\\(.)/gsu, (_all, character: string) => (character === 'n' ? '\n' : character));
}
