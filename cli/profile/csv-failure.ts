import { Failure, usageFailure } from '../failure.ts';

/** What DuckDB found wrong in a CSV file, as a sentence with the line and without the line's content. */
export function csvFailure(path: string, error: unknown): Error {
  if (error instanceof Failure) return error;
  const text = error instanceof Error ? error.message : String(error);
  const line = /CSV Error on Line: (\d+)/.exec(text)?.[1];
  if (line === undefined && !/Invalid (unicode|Input Error)|encod/i.test(text))
    return error instanceof Error ? error : new Error(text);
  const place = line === undefined ? path : `${path}:${line}`;
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(text);
  if (counts) {
    return usageFailure(`${place} has ${counts[2]} cells where the header has ${counts[1]}`, leaveOut);
  }
  if (/unterminated quote/i.test(text)) return usageFailure(`${place} has a quote that does not end`, leaveOut);
  if (/unicode|encod/i.test(text)) {
    return usageFailure(
      `${place} is not UTF-8`,
      'If it is meant to be something else, say --encoding latin-1 or --encoding utf-16.',
    );
  }
  if (/maximum line size/i.test(text)) return usageFailure(`${place} is longer than 8 MB`, leaveOut);
  return usageFailure(
    `${place} is not CSV: ${text.split('\n').find((part) => part && !/CSV Error|Original Line/.test(part)) ?? text}`,
    leaveOut,
  );
}

const leaveOut = 'Mend the file, or leave such lines out and count them with --ignore-errors.';
