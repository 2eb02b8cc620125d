/** How many entries `expect` may have. */
export const MOST_EXPECTATIONS = 2000;
/** How many keys may stand at the left margin: several times what a suite knows there, so that its mistakes are told by name. */
const MOST_KEYS = 100;
const LINE_END = /\r\n?|\n/;
const BEFORE_CONTENT = /^\s*(?:[#%]|---\s*$|$)/;
const KEY_AT_MARGIN = /^[^\s#%-]/;
const ENTRY = /^ *-(?= |$)/;

/** Too many of something in the outline of a suite, and on which line the first too many stands. */
export interface OutlineExcess {
  line: number;
  message: string;
}

/**
 * Why a suite is refused by its outline alone, before the YAML parser takes microseconds for each mark of it: over 100 keys
 * at the left margin, or over 2,000 entries of `expect`. Null too where the outline does not tell, as with `{ … }` throughout.
 */
export function outlineExcess(text: string): OutlineExcess | null {
  const lines = text.split(LINE_END);
  if (/^(?:--- *)?[{[]/.test(lines.find((line) => !BEFORE_CONTENT.test(line)) ?? '')) return null;
  let keys = 0;
  let entries: number | null = null;
  let indent: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (KEY_AT_MARGIN.test(line)) {
      if (++keys > MOST_KEYS) return { line: index + 1, message: `more than ${MOST_KEYS} keys at the left margin` };
      [entries, indent] = [/^expect *:/.test(line) ? 0 : null, null];
    } else if (entries !== null && ENTRY.test(line)) {
      const at = line.indexOf('-');
      // Whatever belongs to an entry, text of several lines too, stands further in than its dash.
      indent ??= at;
      if (at === indent && ++entries > MOST_EXPECTATIONS) {
        return { line: index + 1, message: `more than ${MOST_EXPECTATIONS} expectations` };
      }
    }
  }
  return null;
}
