import { isUtf8 } from 'node:buffer';
import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Problem } from '../problem.ts';
import { problemOf } from './admission/admit.ts';
import type { Ticket } from './admission/admission.ts';
import type { Ctx } from './mount.ts';

const decoders: Record<string, (() => Transform) | null> = {
  identity: null,
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * The body after decompression, as bytes of valid UTF-8. Never holds more than `maxBytes`, however little was sent.
 * @throws Problem 413 over the limit, 415 for an encoding it does not know, 400 for a broken one, 503 when it grows beyond
 * what may be held of all bodies together.
 */
export async function readBody(c: Ctx, maxBytes: number): Promise<Buffer> {
  const encoding = (c.req.header('content-encoding') ?? 'identity').trim().toLowerCase();
  if (!(encoding in decoders) || !Object.hasOwn(decoders, encoding)) {
    throw new Problem(
      'unsupported-encoding',
      `Send the body plain or as gzip, deflate or br, not as ${encoding.slice(0, 50)}.`,
    );
  }
  const declared = Number(c.req.header('content-length') ?? Number.NaN);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const decoder = decoders[encoding]?.() ?? null;
  const bytes =
    decoder === null && Number.isFinite(declared)
      ? Buffer.from(await c.req.arrayBuffer())
      : await collect(c.req.raw.body, decoder, { maxBytes, ticket: c.get('ticket') });
  if (!isUtf8(bytes)) throw new Problem('malformed-body', 'The body is not valid UTF-8.');
  return bytes;
}

const tooLarge = (maxBytes: number) =>
  new Problem(
    'body-too-large',
    `The body is over ${maxBytes / 2 ** 20} MiB after decompression. Send it in parts, or raise maxBodyMib.`,
  );

async function collect(
  body: ReadableStream<Uint8Array> | null,
  decoder: Transform | null,
  { maxBytes, ticket }: { maxBytes: number; ticket: Ticket | undefined },
): Promise<Buffer> {
  if (!body) return Buffer.alloc(0);
  const source = Readable.fromWeb(body as never);
  // An error of the source must end the decoder too, else its reader would wait for ever.
  const stream: Readable = decoder ? source.on('error', (error) => decoder.destroy(error)).pipe(decoder) : source;
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of stream) {
      size += (part as Buffer).length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      const refusal = ticket?.grow((part as Buffer).length);
      if (refusal) throw problemOf(refusal);
      parts.push(part as Buffer);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('malformed-body', `The body could not be read: ${(error as Error).message}.`);
  } finally {
    source.destroy();
  }
  return Buffer.concat(parts);
}
