import type { Packer, Unpacker } from '../packing.ts';
import type { Streams } from './stream.ts';

/** What of streams stands among the facts: when they began, and their measures in the order of the rows. */
export interface StreamFacts {
  since: number;
  keys: string[];
}

export const streamFacts = ({ since, measures }: Streams): StreamFacts => ({ since, keys: [...measures.keys()] });

export function packStreams({ measures }: Streams, packer: Packer): void {
  for (const stream of measures.values()) packer.numbers(stream);
}

export function unpackStreams({ since, keys }: StreamFacts, unpacker: Unpacker): Streams {
  return { since, measures: new Map(keys.map((key) => [key, new Float32Array(unpacker.numbers())])) };
}
