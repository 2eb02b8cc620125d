import { closeSync, openSync, readSync } from 'node:fs';

/** Up to `length` bytes of a file from a place on; fewer where it ends before. */
export function bytesAt(path: string, from: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, from));
  } finally {
    closeSync(file);
  }
}
