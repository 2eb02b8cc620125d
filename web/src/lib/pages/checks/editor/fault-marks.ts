import type { SuiteFault } from '../suite-problems.ts';

/** A fault as the editor marks it: a stretch of the text, its code, its words, and what may have been meant. */
export interface FaultMark {
  from: number;
  to: number;
  code: string;
  message: string;
  /** What stands there could be replaced by this. */
  instead: string | null;
}

const CODE = /^(PL\d{4}) /;
const MEANT = /"([^"]+)".*, did you mean (.+)\?$/;

/** The stretch from each fault to the end of its word, at least one character long; a fault of the whole marks the first line. */
export function marksOf(text: string, faults: readonly SuiteFault[]): FaultMark[] {
  const lines = text.split('\n');
  const starts = lines.reduce((all, line) => [...all, all.at(-1)! + line.length + 1], [0]);
  return faults.map(({ line, column, message }) => {
    const index = Math.min((line ?? 1) - 1, lines.length - 1);
    const rest = lines[index]!.slice(column - 1);
    const from = starts[index]! + Math.min(column - 1, lines[index]!.length);
    const [, wrong, meant] = MEANT.exec(message) ?? [];
    const isThere = wrong !== undefined && meant !== undefined && rest.startsWith(wrong);
    const word = isThere ? wrong : (/^[^\s:,{}[\]#]+/.exec(rest)?.[0] ?? '');
    const to =
      line === null ? starts[index]! + lines[index]!.length : Math.min(text.length, from + Math.max(1, word.length));
    const code = CODE.exec(message)?.[1] ?? '';
    return { from, to: Math.max(from, to), code, message: message.replace(CODE, ''), instead: isThere ? meant : null };
  });
}
