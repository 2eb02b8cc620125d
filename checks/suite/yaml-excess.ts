const DEEPEST = 64;
/** How much may be read: of a suite, unless somebody waits who asked for more. */
interface YamlLimits {
  characters: number;
  marks: number;
}
const SUITE_LIMITS: YamlLimits = { characters: 1_048_576, marks: 20_000 };
const MARKS = new Set([...'\n-:,[]{}?&*!%#"\'|>'].map((mark) => mark.charCodeAt(0)));

/** What is too much about a text, and on which line. */
export interface YamlExcess {
  kind: 'long' | 'deep';
  line: number;
  message: string;
}

/**
 * Why a YAML text is not even shown to the parser: over 1 MB, over 20,000 lines and marks, or nested over 64 deep. The
 * parser takes microseconds for each mark, and by recursion deep enough the whole process ends. Null when it may be read.
 */
export function yamlExcess(text: string, most: YamlLimits = SUITE_LIMITS): YamlExcess | null {
  const megabytes = most.characters / 1_048_576;
  if (text.length > most.characters) return { kind: 'long', line: 1, message: `may have at most ${megabytes} MB` };
  if (countMarks(text) > most.marks) {
    return {
      kind: 'long',
      line: 1,
      message: `may have at most ${most.marks} lines and marks such as - : , [ ] in all`,
    };
  }
  const line = deepLine(text) ?? deeplyIndentedLine(text);
  return line === null ? null : { kind: 'deep', line, message: `nested more than ${DEEPEST} deep` };
}

function countMarks(text: string): number {
  let marks = 0;
  for (let at = 0; at < text.length; at++) if (MARKS.has(text.charCodeAt(at))) marks++;
  return marks;
}

/** The line where brackets or leading dashes nest too deeply. */
function deepLine(text: string): number | null {
  let depth = 0;
  let dashes = 0;
  let line = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      line++;
      dashes = 0;
    } else if (code === 91 || code === 123) depth++;
    else if (code === 93 || code === 125) depth = Math.max(0, depth - 1);
    else if ((code === 45 || code === 63 || code === 58) && dashes >= 0) dashes++;
    else if (code !== 32 && code !== 9) dashes = -1;
    if (depth > DEEPEST || dashes > DEEPEST * 2) return line;
  }
  return null;
}

/** The line that is indented deeper than more than 64 others, each deeper than the one before. */
function deeplyIndentedLine(text: string): number | null {
  const open: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const indent = line.search(/[^ ]/);
    if (indent < 0) continue;
    while ((open.at(-1) ?? -1) >= indent) open.pop();
    open.push(indent);
    if (open.length > DEEPEST + 1) return index + 1;
  }
  return null;
}
