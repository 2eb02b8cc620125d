import type { ProblemShape } from '../../api/types.ts';

/** A fault in the text of a suite; line and column count from 1, null where the whole is meant. */
export interface SuiteFault {
  line: number | null;
  column: number;
  message: string;
}

/** The faults that a refused suite was told, in the order of the text. */
export function faultsOf(problem: ProblemShape): SuiteFault[] {
  const errors = problem.errors ?? [{ pointer: '', message: problem.detail }];
  return errors.map(({ pointer, message }) => {
    const place = /^line (\d+), column (\d+)$/.exec(pointer);
    return place === null
      ? { line: null, column: 1, message: `${pointer} ${message}`.trim() }
      : { line: Number(place[1]), column: Number(place[2]), message };
  });
}

/** How far into the text a line and column lie; the end of the text at the most. */
export function offsetOf(text: string, { line, column }: Pick<SuiteFault, 'line' | 'column'>): number {
  const before = text.split('\n').slice(0, (line ?? 1) - 1);
  return Math.min(text.length, before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1);
}

/** The name that a suite's text gives it; empty where it has none. */
export function nameIn(text: string): string {
  const found = /^suite:[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^#\n]*))/m.exec(text);
  return (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').trim();
}
