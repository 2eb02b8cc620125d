/** A mapping or list that is open while JSON is scanned. `pointer` is null where nothing below is looked for. */
interface Frame {
  pointer: string | null;
  /** Null in a list. */
  key: string | null;
  index: number;
  isList: boolean;
  awaitsKey: boolean;
}

interface Scan {
  text: string;
  at: number;
  line: number;
  frames: Frame[];
  wanted: ReadonlySet<string>;
  prefixes: ReadonlySet<string>;
  found: Map<string, number>;
}

/** On which lines of a JSON text the values of some pointers begin. The text must be JSON; one pass, no recursion. */
export function jsonLines(text: string, pointers: Iterable<string>): Map<string, number> {
  const wanted = new Set(pointers);
  const scan: Scan = { text, at: 0, line: 1, frames: [], wanted, prefixes: prefixesOf(wanted), found: new Map() };
  while (scan.at < text.length && scan.found.size < wanted.size) step(scan);
  return scan.found;
}

function prefixesOf(wanted: ReadonlySet<string>): Set<string> {
  const prefixes = new Set<string>(['']);
  for (const pointer of wanted) {
    for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
      const prefix = pointer.slice(0, end);
      if (prefixes.has(prefix)) break;
      prefixes.add(prefix);
    }
  }
  return prefixes;
}

function step(scan: Scan): void {
  const character = scan.text[scan.at] ?? '';
  const frame = scan.frames.at(-1);
  if (character === '"') return readString(scan, frame);
  if (character === '\n') scan.line++;
  else if (character === '{' || character === '[') open(scan, character === '[');
  else if (character === '}' || character === ']') scan.frames.pop();
  else if (character === ',' && frame !== undefined) {
    frame.index++;
    frame.awaitsKey = !frame.isList;
  } else if (/[-\dtfn]/.test(character)) {
    enter(scan);
    while (/[-+.\w]/.test(scan.text[scan.at + 1] ?? '')) scan.at++;
  }
  scan.at++;
}

function readString(scan: Scan, frame: Frame | undefined): void {
  const start = scan.at;
  let end = start + 1;
  while (end < scan.text.length && scan.text[end] !== '"') end += scan.text[end] === '\\' ? 2 : 1;
  scan.at = end + 1;
  if (frame?.awaitsKey !== true) return void enter(scan);
  frame.awaitsKey = false;
  frame.key = frame.pointer === null ? null : (JSON.parse(scan.text.slice(start, end + 1)) as string);
}

function open(scan: Scan, isList: boolean): void {
  const pointer = enter(scan);
  const isOnTheWay = pointer !== null && scan.prefixes.has(pointer);
  scan.frames.push({ pointer: isOnTheWay ? pointer : null, key: null, index: 0, isList, awaitsKey: !isList });
}

/** The pointer of the value that begins here, taken down when it is looked for. */
function enter(scan: Scan): string | null {
  const frame = scan.frames.at(-1);
  const pointer = frame === undefined ? '' : pointerBelow(frame);
  if (pointer !== null && scan.wanted.has(pointer) && !scan.found.has(pointer)) scan.found.set(pointer, scan.line);
  return pointer;
}

function pointerBelow({ pointer, key, index, isList }: Frame): string | null {
  if (pointer === null) return null;
  if (isList) return `${pointer}/${index}`;
  return key === null ? null : `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
