import { usageFailure } from '../failure.ts';
import { bytesAt } from './bytes-at.ts';
import type { FileFormat } from './profile-options.ts';

const headBytes = 65_536;

const beginnings: [name: string, begin: Buffer, fix: string][] = [
  ['gzip', Buffer.from([0x1f, 0x8b]), 'Give it a name that ends in .gz.'],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'Give it a name that ends in .zst.'],
  ['Parquet', Buffer.from('PAR1'), 'Say --format parquet.'],
  ['a zip archive or a spreadsheet', Buffer.from('PK\u0003\u0004'), 'Unpack it, or export the sheet as CSV.'],
  ['bzip2', Buffer.from('BZh'), 'Unpack it first, or pack it with gzip, brotli or zstd.'],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), 'Unpack it first, or pack it with gzip, brotli or zstd.'],
];

interface Content {
  /** As the user named it. */
  path: string;
  plainPath: string;
  plainBytes: number;
  format: FileFormat;
  encoding: string;
}

/** Refuses a file that is plainly something else than its name says, before anything is made of it. */
export function checkContent(content: Content): void {
  if (content.format === 'parquet') return checkParquet(content);
  const head = bytesOf(content, 0, headBytes);
  const { path, format, encoding } = content;
  for (const [name, begin, fix] of beginnings) {
    if (head.subarray(0, begin.length).equals(begin)) {
      throw usageFailure(`${path} is ${name} inside, not ${format.toUpperCase()}`, fix);
    }
  }
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (format === 'xml' || encoding === 'utf-16') return;
  if (wide) {
    const csv = format === 'csv' || format === 'tsv';
    throw usageFailure(`${path} is UTF-16, not UTF-8`, csv ? 'Say --encoding utf-16.' : 'Write it as UTF-8.');
  }
  const zero = head.indexOf(0);
  if (zero >= 0) {
    throw usageFailure(
      `${path} is not text: byte ${zero + 1} is zero`,
      'Is it another kind of file? If it is UTF-16, say --encoding utf-16.',
    );
  }
}

function checkParquet(content: Content): void {
  const { path, plainBytes } = content;
  const begin = bytesOf(content, 0, 4).toString('latin1');
  if (plainBytes === 0) throw usageFailure(`${path} is empty: there is not even a Parquet header in it`, written);
  if (begin === 'PARE') throw usageFailure(`${path} is encrypted Parquet`, 'Decrypt it first.');
  if (begin !== 'PAR1')
    throw usageFailure(`${path} is not Parquet: it does not begin with PAR1`, 'Or say --format csv, if it is CSV.');
  const end = plainBytes >= 12 ? bytesOf(content, plainBytes - 4, 4).toString('latin1') : '';
  if (end !== 'PAR1') throw usageFailure(`${path} is not whole: the end of a Parquet file is missing`, written);
}

const written = 'It may have been cut while it was written or copied.';

function bytesOf({ plainPath }: Content, from: number, length: number): Buffer {
  return bytesAt(plainPath, from, length);
}
