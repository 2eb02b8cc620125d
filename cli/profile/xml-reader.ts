import { createReadStream, closeSync, openSync, readSync } from 'node:fs';
import { SaxesParser } from 'saxes';
import type { SaxesTagPlain } from 'saxes';
import { usageFailure } from '../failure.ts';

const deepest = 1000;

export interface XmlEvents {
  /** `path` is from the root, with this element: ['orders', 'order']. */
  open(path: readonly string[], tag: SaxesTagPlain): void;
  /** `path` is still with the element that ends. */
  close(path: readonly string[]): void;
  text(text: string): void;
  /** Awaited between chunks of the file. */
  pause(): Promise<void>;
}

interface XmlFile {
  /** As the user named it. */
  path: string;
  plainPath: string;
}

/**
 * Reads an XML file from its beginning to its end, or to byte `upTo`, in bounded memory. No document type is read, so there are no
 * entities but the five of XML itself, and nothing outside the file is opened. A sentence with line and column for what is not XML.
 */
export async function readXml(file: XmlFile, events: XmlEvents, upTo?: number): Promise<void> {
  const parser = new SaxesParser();
  const path: string[] = [];
  const place = (): string => `${file.path}:${parser.line}:${parser.column + 1}`;
  parser.on('error', (error) => {
    throw notXml(place(), error);
  });
  parser.on('opentag', (tag) => {
    path.push(tag.name);
    if (path.length > deepest) throw usageFailure(`${place()} is nested more than ${deepest} deep`);
    events.open(path, tag);
  });
  parser.on('closetag', () => {
    events.close(path);
    path.pop();
  });
  parser.on('text', (text) => events.text(text));
  parser.on('cdata', (text) => events.text(text));
  const decoder = decoderOf(file);
  const end = upTo === undefined ? {} : { end: upTo - 1 };
  for await (const chunk of createReadStream(file.plainPath, end) as AsyncIterable<Buffer>) {
    parser.write(decoded(decoder, chunk, place));
    await events.pause();
  }
  if (upTo !== undefined) return;
  parser.write(decoded(decoder, undefined, place));
  parser.close();
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | undefined, place: () => string): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw usageFailure(
      `${place()} is not ${decoder.encoding.toUpperCase()} soon after here`,
      'The first line must name the encoding, such as <?xml version="1.0" encoding="ISO-8859-1"?>.',
    );
  }
}

function notXml(place: string, error: Error): Error {
  const reason = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
  if (/unclosed tag|unexpected end|must contain a root/.test(reason)) {
    return usageFailure(
      `${place} the XML ends before it is complete (${reason})`,
      'It may have been cut while it was written or copied.',
    );
  }
  const entity = /undefined entity/.test(reason);
  return usageFailure(
    `${place} is not XML that can be read: ${reason}`,
    entity ? 'Only the entities of XML itself are known; those of a document type are never expanded.' : undefined,
  );
}

/** By its byte order mark, else by its first line, else UTF-8. */
function decoderOf({ path, plainPath }: XmlFile): InstanceType<typeof TextDecoder> {
  const head = firstBytes(plainPath);
  const marked =
    head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
  const named = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(
    head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, ''),
  )?.[1];
  try {
    return new TextDecoder(marked ?? named ?? 'utf-8', { fatal: true });
  } catch {
    throw usageFailure(`${path}:1 has an encoding that is not known here: ${named}`, 'Write it as UTF-8.');
  }
}

function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(256);
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
}
