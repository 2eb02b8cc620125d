import type { FileForm } from '../../checks/index.ts';
import { bytesAt } from './bytes-at.ts';
import type { InputFile } from './input-file.ts';

const marks: readonly [encoding: string, mark: Buffer][] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** How text files were written, where all were written alike: by their byte order marks, else as the reader was told. Null for Parquet. */
export function fileFormOf(files: readonly InputFile[], encoding: string): FileForm | null {
  const forms = files.map((file) => formOf(file, encoding));
  const [first] = forms;
  if (!first) return null;
  const form: FileForm = {};
  if (forms.every((one) => one?.encoding === first.encoding)) Object.assign(form, { encoding: first.encoding });
  if (forms.every((one) => one?.byteOrderMark === first.byteOrderMark))
    Object.assign(form, { byteOrderMark: first.byteOrderMark });
  return Object.keys(form).length === 0 ? null : form;
}

/** XML says its encoding inside, and is read as it says. */
function formOf({ format, plainPath }: InputFile, encoding: string): Required<Omit<FileForm, 'header'>> | null {
  if (format === 'parquet' || format === 'xml') return null;
  const head = bytesAt(plainPath, 0, 3);
  const [marked] = marks.find(([, mark]) => head.subarray(0, mark.length).equals(mark)) ?? [];
  return { encoding: marked ?? (encoding === 'utf-16' ? 'utf-16le' : encoding), byteOrderMark: marked !== undefined };
}
