import { described, refuse } from '../suite/values.ts';
import { rowKind } from './declared-rows.ts';
import { words } from './finding.ts';
import type { Kind } from './kind.ts';

const SIZE = /^(\d{1,9}(?:\.\d{1,3})?)\s?(B|kB|KB|MB|GB|KiB|MiB|GiB)$/;
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

const readSize = described<number>({ type: ['string', 'number'] }, (value, report) => {
  const given = value.type === 'scalar' ? value.value : null;
  if (typeof given === 'number' && given > 0 && Number.isFinite(given)) return given;
  const [, size, unit] = typeof given === 'string' ? (SIZE.exec(given) ?? []) : [];
  const read = Number(size) * (BYTES[unit ?? ''] ?? NaN);
  return read > 0 ? read : refuse(value, report, 'a size such as 16MB, 16MiB or a number of bytes');
});

/**
 * No file is smaller than `under`, or no more than the tolerance (`max_failed_pct: 10` is a small-file ratio of a tenth).
 * Total size and number of files prove that some are: at most bytes / under files can be that large.
 */
export const smallFiles: Kind = rowKind({
  name: 'small_files',
  reads: [],
  on: 'dataset',
  metric: 'fileCount',
  spec: { params: { under: readSize }, shorthand: 'under', required: ['under'] },
  emptyWithout: 'what the bracket tested',
  what: 'files are small',
  expected: ({ expectation }) => ({ text: `at least ${words(Number(expectation.params['under']))} bytes each` }),
  bracket: ({ profile, expectation }) => {
    const { bytes, fileCount } = profile;
    if (bytes === undefined || fileCount === undefined) return null;
    const large = Math.min(fileCount, Math.floor(bytes / Number(expectation.params['under'])));
    const failedLow = fileCount - large;
    const isExact = fileCount === 1 || large === 0;
    if (failedLow === 0 && !isExact) return null;
    return { tested: fileCount, failedLow, failedHigh: isExact ? failedLow : fileCount, carriesOver: false };
  },
});
