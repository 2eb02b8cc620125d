import { usageFailure } from './failure.ts';
import { readText } from './read-text.ts';

/** What a file (`-`: standard input) holds: one JSON document, or a list when there is one value on each line. */
export function readDocuments(file: string): unknown {
  const whole = readText(file).replace(/^\ufeff/, '');
  try {
    return JSON.parse(whole);
  } catch (error) {
    const lines = whole.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }));
    const written = lines.filter(({ line }) => line !== '');
    if (written.length > 1 && isJson(written[0]?.line ?? '')) return written.map((one) => parseLine(file, one));
    throw notJson(file, error);
  }
}

function parseLine(file: string, { line, number }: { line: string; number: number }): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw notJson(`line ${number} of ${file === '-' ? 'standard input' : file}`, error);
  }
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

function notJson(file: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return usageFailure(`${file === '-' ? 'standard input' : file} is not JSON: ${reason}`, undefined, 'PL2003');
}
