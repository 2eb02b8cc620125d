import { isUnstorable } from '../suite/unstorable.ts';
import { yamlExcess } from '../suite/yaml-excess.ts';
import { dqdlSource, isDqdlText } from './deequ/dqdl-source.ts';
import { jsonLines } from './json-lines.ts';
import type { ImportProblem, Source } from './types.ts';
import { yamlSource } from './yaml-source.ts';

const MOST_JSON = 200_000_000;
const YAML_LIMITS = { characters: 8_388_608, marks: 400_000 };

/** Reads JSON (up to 200 MB) or YAML (up to 8 MB, 64 deep; anchors and aliases are followed); or DQDL. Text that no suite can hold is refused. */
export function readSource(text: string): Source | ImportProblem {
  const read = readText(text);
  if (isProblem(read) || !hasUnstorable(read.value)) return read;
  return problem(
    1,
    'the file has text with U+0000 or half a surrogate pair, which no suite can hold',
    'Take it out of the file; the name of a column or of a check may hold it.',
  );
}

function readText(text: string): Source | ImportProblem {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  const first = /\S/.exec(plain)?.[0];
  if (first === undefined) return problem(1, 'the file is empty', 'Give a file that has checks in it.');
  if (first === '{' || first === '[') {
    const json = readJson(plain);
    if (json !== null) return json;
  }
  if (isDqdlText(plain)) return dqdlSource(plain);
  const excess = yamlExcess(plain, YAML_LIMITS);
  if (excess !== null)
    return problem(excess.line, `the file ${excess.message}`, 'Split the file and import its parts.');
  return yamlSource(plain);
}

/** Is it a problem? */
export function isProblem(read: Source | ImportProblem): read is ImportProblem {
  return 'message' in read;
}

/** In a value or a key. */
function hasUnstorable(value: unknown): boolean {
  if (typeof value === 'string') return isUnstorable(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, part]) => hasUnstorable(key) || hasUnstorable(part));
}

/** JSON, or what keeps it from being read; null when it is not JSON and may be YAML that begins with a bracket. */
function readJson(text: string): Source | ImportProblem | null {
  if (text.length > MOST_JSON)
    return problem(1, 'the file may have at most 200 MB', 'Split the file and import its parts.');
  try {
    const value: unknown = JSON.parse(text);
    return { value, linesOf: (pointers) => jsonLines(text, pointers) };
  } catch (error) {
    const words = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 200) : 'not JSON';
    if (text.length < 1_000_000 && isFlowYaml(text)) return null;
    const offset = /position (\d+)/.exec(words)?.[1];
    const place = placeAt(text, offset === undefined ? text.length : Number(offset));
    return { ...place, message: `the file is not JSON: ${words}`, fix: 'Give the file as its tool wrote it.' };
  }
}

/** YAML may begin with a bracket too; then some line has a key that no JSON has. */
function isFlowYaml(text: string): boolean {
  return /^\s*[[{]?\s*[A-Za-z_][\w ]*:/m.test(text);
}

function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function problem(line: number, message: string, fix: string): ImportProblem {
  return { line, column: 1, message, fix };
}
