import type { ExportedRule, Imported, ImportedCheck } from '../checks/index.ts';
import { painted, printable, type Terminal } from './terminal.ts';

/** A file that was read, and where its suites went. */
export interface ImportedFile extends Imported {
  file: string;
  /** Paths of the suites in their order; empty where they go to standard output. */
  paths: string[];
}

const WORDS = { translated: 'translated', approximated: 'approximated', not_possible: 'not possible' } as const;
const COLOURS = { translated: 'green', approximated: 'yellow', not_possible: 'red' } as const;
const WIDTH = 12;

/**
 * Tells what became of each check. Suites that go to standard output are the data there, so that the report goes to standard
 * error; with files it is itself the data.
 */
export function tellImport(terminal: Terminal, files: readonly ImportedFile[], toStandardOutput: boolean): void {
  const tell = toStandardOutput ? terminal.err : terminal.out;
  if (toStandardOutput) terminal.out(files.flatMap(({ suites }) => suites.map(({ yaml }) => yaml)).join('---\n'));
  for (const { file, checks, paths, suites } of files) {
    for (const check of checks) tell(`${printable(`${file}:${check.line}`)} ${checkLine(terminal, check)}\n`);
    tell(`${printable(file)}: ${countWords(checks)}\n`);
    paths.forEach((path, index) =>
      tell(
        printable(
          `${path}: suite ${suites[index]?.name ?? ''}, ${plural(suites[index]?.expectations ?? 0, 'expectation')}`,
        ) + '\n',
      ),
    );
  }
}

/** `4 translated, 1 approximated, 2 not possible`. */
export function countWords(checks: readonly Pick<ImportedCheck, 'status'>[]): string {
  const counts = (Object.keys(WORDS) as (keyof typeof WORDS)[]).map(
    (status) => `${checks.filter((check) => check.status === status).length} ${WORDS[status]}`,
  );
  return `${plural(checks.length, 'check')}: ${counts.join(', ')}`;
}

/** One rule of an export, as the report tells it. */
export function ruleLine(terminal: Terminal, { status, rule, note }: ExportedRule): string {
  return checkLine(terminal, { status, check: rule, note });
}

function checkLine(
  terminal: Terminal,
  { status, check, note }: Pick<ImportedCheck, 'status' | 'check' | 'note'>,
): string {
  const word = painted(terminal, COLOURS[status], WORDS[status].padEnd(WIDTH));
  return `${word} ${printable(check)}${note === null ? '' : printable(` — ${note}`)}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
