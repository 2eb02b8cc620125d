/** Where in a YAML text something is being written: as a key of a mapping or as a value, below which keys. */
export interface YamlPlace {
  /** Keys from the root, `[]` for an entry of a list; for a value, its own key is the last. */
  path: string[];
  writes: 'key' | 'value';
  /** Where the word that is being written begins. */
  from: number;
  /** Keys that the same mapping has before it. */
  present: string[];
}

interface Line {
  /** The columns of the dashes that it begins with. */
  dashes: number[];
  /** The column of what stands after indentation and dashes. */
  column: number;
  body: string;
}

const ENTRY = '[]';
const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s#{}[\],&*!|>'"%@`-][^#{}[\],]*?))\s*:(?=\s|$)/;

/**
 * The place at an offset, from indentation, dashes and the brackets of the line; null in a comment or a quoted text.
 * A mapping in brackets that began on an earlier line is not followed.
 */
export function placeAt(text: string, offset: number): YamlPlace | null {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = readLine(text.slice(start, offset));
  const before = text.slice(0, start).split('\n').slice(0, -1).map(readLine);
  const around = pathAbove(before, line);
  const within = inBody(line.body);
  if (within === null) return null;
  const from = offset - within.word.length;
  const path = [...around.path, ...within.path];
  const isOwn = within.path.length === 0 && within.writes === 'key';
  return { path, writes: within.writes, from, present: isOwn ? around.present : within.present };
}

function readLine(text: string): Line {
  const dashes: number[] = [];
  let column = /^ */.exec(text)![0].length;
  for (let dash; (dash = /^-(?: +|$)/.exec(text.slice(column))) !== null; column += dash[0].length) dashes.push(column);
  return { dashes, column, body: text.slice(column) };
}

function keyOf({ body }: Line): string | null {
  const found = KEY.exec(body);
  return found === null ? null : (found[1] ?? found[2] ?? found[3] ?? null);
}

const isBlank = ({ dashes, body }: Line): boolean => dashes.length === 0 && /^\s*(#|$)/.test(body);

/** Walks up: a key further left is a parent, one in the same column a sibling, a dash the entry both belong to. */
function pathAbove(before: readonly Line[], line: Line): { path: string[]; present: string[] } {
  const path: string[] = [];
  const present: string[] = [];
  let { column } = line;
  let isList = line.dashes.length > 0;
  let isOwn = !isList;
  const enter = ({ dashes }: Line): void => {
    path.unshift(...dashes.map(() => ENTRY));
    column = dashes[0] ?? column;
    isList ||= dashes.length > 0;
  };
  enter(line);
  for (const above of before.toReversed()) {
    if (isBlank(above)) continue;
    const key = keyOf(above);
    const holdsList = isList && above.dashes.length === 0 && above.column === column;
    if (above.column < column || holdsList) {
      if (key === null) continue;
      path.unshift(key);
      [column, isList, isOwn] = [above.column, false, false];
      enter(above);
    } else if (above.column === column && !isList) {
      if (key !== null && isOwn) present.push(key);
      if (above.dashes.length > 0) isOwn = false;
      enter(above);
    }
  }
  return { path, present };
}

interface Within {
  path: string[];
  writes: 'key' | 'value';
  word: string;
  present: string[];
}

/** The place inside what the line says so far: after `key:`, and inside brackets. */
function inBody(body: string): Within | null {
  const key = KEY.exec(body);
  const path = key === null ? [] : [key[1] ?? key[2] ?? key[3] ?? ''];
  const rest = key === null ? body : body.slice(key[0].length);
  if (/^\s*[{[]/.test(rest)) return inBrackets(rest, path);
  if (/(^|\s)#/.test(rest) || /^\s*["']/.test(rest)) return null;
  if (key === null) return { path, writes: 'key', word: rest, present: [] };
  return { path, writes: 'value', word: rest.trimStart(), present: [] };
}

interface Bracket {
  isMap: boolean;
  /** Whose value the bracket is, none at the outset. */
  key: string | null;
  /** The key whose value is being written in it. */
  open: string | null;
  present: string[];
}

function inBrackets(text: string, path: string[]): Within | null {
  const stack: Bracket[] = [];
  let word = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!;
    const top = stack.at(-1);
    if (char === '"' || char === "'") {
      const end = text.indexOf(char, at + 1);
      if (end < 0) return null;
      word = text.slice(at + 1, end);
      at = end;
    } else if (char === '{' || char === '[') {
      stack.push({
        isMap: char === '{',
        key: top?.isMap === false ? ENTRY : (top?.open ?? null),
        open: null,
        present: [],
      });
      word = '';
    } else if (char === '}' || char === ']') {
      stack.pop();
      if (stack.length === 0) return null;
    } else if (char === ',' && top) {
      [top.open, word] = [null, ''];
    } else if (char === ':' && top?.isMap && /[\s,{[]|$/.test(text[at + 1] ?? '')) {
      top.open = word.trim();
      top.present.push(top.open);
      word = '';
    } else word += char;
  }
  const top = stack.at(-1);
  if (top === undefined) return null;
  const outer = stack.flatMap(({ key }) => (key === null ? [] : [key]));
  const own = top.isMap ? (top.open === null ? [] : [top.open]) : [ENTRY];
  const writes = top.isMap && top.open === null ? 'key' : 'value';
  return { path: [...path, ...outer, ...own], writes, word: word.trimStart(), present: top.present };
}
