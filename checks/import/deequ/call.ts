import type { Limits } from '../limits.ts';

/** An argument of a constraint's code: a text, a list of texts, limits of a function, or a word such as a constant. */
export type Argument = { text: string } | { list: string[] } | { limits: Limits | null } | { word: string };

/** A constraint as code: `.hasMin("amount", lambda x: x >= 0)`. */
export interface Call {
  name: string;
  args: Argument[];
}

const LONGEST = 20_000;
const STRING = /^"((?:[^"\\]|\\.)*)"|^'((?:[^'\\]|\\.)*)'/s;
const CONDITION = /^(?:lambda\s+(\w+)\s*:\s*)?(?:(\w+)\s*(>=|<=|==|>|<)\s*(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?))/;
const RANGE = /^(?:lambda\s+\w+\s*:\s*)?(-?\d+(?:\.\d+)?)\s*(<=?)\s*\w+\s*(<=?)\s*(-?\d+(?:\.\d+)?)/;

/** Reads a call as PyDeequ and Deequ write it; null when it is none. */
export function readCall(code: string): Call | null {
  const text = code.trim().slice(0, LONGEST);
  const start = /^\.?(\w+)\s*\(/.exec(text);
  if (start === null || !text.endsWith(')')) return null;
  const inside = text.slice(start[0].length, -1);
  const parts = splitArguments(inside);
  return { name: start[1] ?? '', args: parts.map(readArgument) };
}

/** The parts between commas that are in no brackets and no text. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === '\\') part += character + (text[++at] ?? '');
      else part += character;
      if (character === quote) quote = '';
      continue;
    }
    if (character === '"' || character === "'") quote = character;
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return [...parts, part.trim()].filter((one) => one !== '');
}

function readArgument(text: string): Argument {
  const string = STRING.exec(text);
  if (string !== null && string[0].length === text.length) return { text: unescaped(string) };
  const list = /^(?:\[|Array\(|Seq\(|List\()(.*)[\])]$/s.exec(text);
  if (list !== null) {
    const members = splitArguments(list[1] ?? '').map(readArgument);
    return { list: members.map((member) => ('text' in member ? member.text : 'word' in member ? member.word : '')) };
  }
  if (/^lambda\b|[<>]=?|==|=>/.test(text)) return { limits: limitsOf(text) };
  return { word: text };
}

function limitsOf(text: string): Limits | null {
  const plain = text.replace(/^\(?\s*\w+\s*=>\s*/, '').replace(/\b[A-Z]\w*\./g, '');
  const range = RANGE.exec(plain);
  if (range?.[0].length === plain.length) {
    const [, low, first, second, high] = range;
    return { low: Number(low), high: Number(high), above: first === '<', below: second === '<' };
  }
  const found = CONDITION.exec(plain);
  if (found === null || found[0].length !== plain.trim().length) return null;
  const number = Number(found[4]);
  if (found[3] === '==') return { low: number, high: number };
  if (found[3] === '>=' || found[3] === '>') return { low: number, above: found[3] === '>' };
  return { high: number, below: found[3] === '<' };
}

function unescaped(string: RegExpExecArray): string {
  return (string[1] ?? string[2] ?? '').replace(/\\(["'\\])/g, '$1');
}
