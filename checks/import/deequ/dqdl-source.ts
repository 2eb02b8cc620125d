import type { ImportProblem, Source } from '../types.ts';

const START = /^(?:\s|#[^\n]*\n)*(?:mode\s*=\s*"\w+"\s*)?(?:Rules|Analyzers)\s*=\s*\[/;
const SECTION = /(?:^|\n)[^\n#"]*?\b(Rules|Analyzers)\s*=\s*\[/g;
const MOST = 1_048_576;

/** Is it text in DQDL, the language of rules on top of Deequ? */
export function isDqdlText(text: string): boolean {
  return START.test(text);
}

/** The rules and analyzers of a text in DQDL, each as text with its line. */
export function dqdlSource(text: string): Source | ImportProblem {
  const fix = 'Write Rules = [ RULE, RULE ].';
  if (text.length > MOST) return { message: 'the rules may have at most 1 MB', fix, line: 1, column: 1 };
  const value: Record<string, string[]> = {};
  const lines = new Map<string, number>();
  SECTION.lastIndex = 0;
  for (let found = SECTION.exec(text); found !== null; found = SECTION.exec(text)) {
    const section = found[1] ?? 'Rules';
    const from = found.index + found[0].length;
    const { parts, end } = splitList(text, from);
    if (end === null) return { message: `${section} = [ is never closed`, fix, line: lineAt(text, from), column: 1 };
    value[section] = parts.map((part) => part.text);
    parts.forEach((part, index) => lines.set(`/${section}/${index}`, lineAt(text, part.at)));
    SECTION.lastIndex = end;
  }
  return { value, linesOf: () => lines };
}

interface Part {
  text: string;
  at: number;
}

/** The parts between commas up to the closing bracket, comments left out. */
function splitList(text: string, from: number): { parts: Part[]; end: number | null } {
  const parts: Part[] = [];
  let part = '';
  let at = -1;
  let depth = 0;
  const close = (): void => {
    if (part.trim() !== '') parts.push({ text: part.trim(), at });
    part = '';
    at = -1;
  };
  for (let index = from; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '#') {
      const end = text.indexOf('\n', index);
      index = end === -1 ? text.length : end - 1;
      continue;
    }
    if (character === ']' && depth === 0) {
      close();
      return { parts, end: index + 1 };
    }
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character === ',' && depth === 0) {
      close();
      continue;
    }
    if (at === -1 && /\S/.test(character)) at = index;
    const end = character === '"' ? closingQuote(text, index) : index;
    part += text.slice(index, end + 1);
    index = end;
  }
  return { parts, end: null };
}

function closingQuote(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length - 1);
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
