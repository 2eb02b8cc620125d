import { usageFailure } from '../failure.ts';
import { bytesAt } from './bytes-at.ts';

export interface CsvHeader {
  /** Names as they stand in the file, a byte order mark and all. */
  names: string[];
  delimiter: string;
  /** Blank lines above it. */
  skippedLines: number;
}

const headerBytes = 1 << 20;
const decoders: Record<string, string> = { 'utf-16': 'utf-16le', 'latin-1': 'latin1' };

/** Reads the first record of a CSV file. Null when the file holds nothing but line ends. */
export function readCsvHeader(
  plainPath: string,
  options: { path: string; encoding: string; delimiter?: string },
): CsvHeader | null {
  const whole = new TextDecoder(decoders[options.encoding] ?? 'utf-8', { ignoreBOM: true }).decode(
    bytesAt(plainPath, 0, headerBytes),
  );
  const mark = whole.startsWith('\ufeff') ? '\ufeff' : '';
  const blank = /^(?:\r\n|\r|\n)*/.exec(whole.slice(mark.length))?.[0] ?? '';
  const text = whole.slice(mark.length + blank.length);
  if (text === '') return null;
  const delimiter = options.delimiter ?? likelyDelimiter(text);
  const names = firstRecord(text, delimiter);
  if (names === null) throw usageFailure(`${options.path}:1 the header line has a quote that never ends`);
  names[0] = mark + (names[0] ?? '');
  return { names, delimiter, skippedLines: blank.replaceAll('\r\n', '\n').length };
}

/** The one of comma, semicolon, tab and bar that stands most often outside quotes in the first record; a comma when none does. */
function likelyDelimiter(text: string): string {
  const [record = ''] = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text) ?? [];
  const outside = record.replace(/"(?:[^"]|"")*"/g, '');
  let best = ',';
  let most = 0;
  for (const candidate of [',', ';', '\t', '|']) {
    const count = outside.split(candidate).length - 1;
    if (count > most) [best, most] = [candidate, count];
  }
  return best;
}

/** Cells of the first record (RFC 4180 quoting); null when a quote is still open at the end. */
function firstRecord(text: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; ; at += delimiter.length) {
    const quoted = text[at] === '"';
    const end = quoted ? closingQuote(text, at) : at;
    if (end < 0) return null;
    const after = nextEnd(text, quoted ? end + 1 : end, delimiter);
    const cell = quoted
      ? text.slice(at + 1, end).replaceAll('""', '"') + text.slice(end + 1, after)
      : text.slice(at, after);
    cells.push(cell);
    if (!text.startsWith(delimiter, after)) return cells;
    at = after;
  }
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at += 1;
  }
  return -1;
}

function nextEnd(text: string, from: number, delimiter: string): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\n' || text[at] === '\r' || text.startsWith(delimiter, at)) return at;
  }
  return text.length;
}
