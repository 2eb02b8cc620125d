import { assemble } from './assemble.ts';
import { FORMATS, detectFormat, formatWords } from './detect.ts';
import { isProblem, readSource } from './read-source.ts';
import type { Imported, ImportProblem, ImportRequest, Reading } from './types.ts';

/** What a file came to: suites and a report of every check, or why it cannot be read. */
export type ImportAnswer = { imported: Imported; problem: null } | { imported: null; problem: ImportProblem };

/** Reads the checks of another tool as suites. It never throws, and drops no check silently. */
export function importChecks(request: ImportRequest): ImportAnswer {
  const source = readSource(request.text);
  if (isProblem(source)) return { imported: null, problem: source };
  const root = { value: source.value, pointer: '' };
  const format = request.format ?? detectFormat(root);
  if (format === null) return refused(`this is none of the known formats: ${formatWords()}`, 'Name it with --format.');
  if (request.format !== undefined && !FORMATS[format].is(root))
    return refused(`this is not ${FORMATS[format].words}`, 'Leave --format out to find the format by content.');
  const reading = FORMATS[format].read(root, request.dataset);
  if ('message' in reading) return { imported: null, problem: reading };
  const trouble = troubleOf(reading, request);
  if (trouble !== null) return { imported: null, problem: trouble };
  const lines = source.linesOf(reading.translations.map(({ pointer }) => pointer));
  return { imported: { format, ...assemble(reading, { lines, dataset: request.dataset }) }, problem: null };
}

function troubleOf({ datasets, translations }: Reading, { dataset }: ImportRequest): ImportProblem | null {
  if (translations.length === 0) return problem('there is no check in it', 'Give a file that has checks in it.');
  if (dataset === undefined && datasets.some(({ namespace }) => namespace === null))
    return problem(
      'the file does not say which dataset its checks are for',
      'Say it with --dataset NAMESPACE/NAME; * in the name is the name in the file: postgres://db:5432/shop.public.*',
    );
  if (dataset !== undefined && !dataset.name.includes('*') && datasets.length > 1)
    return problem(
      `the file is about ${datasets.length} datasets, and --dataset names one`,
      'Write * for the name in the file: --dataset postgres://db:5432/shop.public.*',
    );
  return null;
}

function refused(message: string, fix: string): ImportAnswer {
  return { imported: null, problem: problem(message, fix) };
}

function problem(message: string, fix: string): ImportProblem {
  return { message, fix, line: 1, column: 1 };
}
