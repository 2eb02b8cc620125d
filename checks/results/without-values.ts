import { looksPersonal } from '../privacy/personal.ts';

const QUOTED = /'[^'\n]*'|"[^"\n]*"|`[^`\n]*`|‘[^’\n]*’|“[^”\n]*”/g;
const OPEN_QUOTE = /(['"`])[^'"`]*$/;
const ROW_KEY = /=\s*\([^)]*\)?/g;

/**
 * A tool's words without what may be a value of a row: the first line, up to 300 characters, nothing of what is in quotes
 * or after `=(`, no word that looks personal. Names of columns in quotes go too: the tool's own log has them.
 * @example withoutValues("could not convert 'ada' to INT32") // => 'could not convert … to INT32'
 */
export function withoutValues(text: string): string {
  const [line = ''] = text.trim().split('\n', 1);
  const bare = line.slice(0, 2000).replace(QUOTED, '…').replace(OPEN_QUOTE, '…').replace(ROW_KEY, '=(…)');
  const words = bare
    .split(/(\s+)/)
    .map((word) => (looksPersonal(word.replace(/[.,;:!?)]+$/, '')) === null ? word : '…'));
  return words.join('').slice(0, 300);
}
