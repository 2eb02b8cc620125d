/** Anything with numbers in a row that can be copied byte by byte; little-endian, as every machine that runs this is. */
type Packed = Float64Array | Float32Array | Uint16Array | Int16Array | Uint8Array;

/** Puts texts and rows of numbers one after another. */
export class Packer {
  private bytes = new Uint8Array(1 << 16);
  private size = 0;

  /** A whole number from 0 to below 2³². */
  whole(value: number): void {
    const from = this.room(4);
    for (let at = 0; at < 4; at++) this.bytes[from + at] = (value >>> (8 * at)) & 0xff;
  }

  numbers(row: Packed): void {
    const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
    this.whole(bytes.length);
    const from = this.room(bytes.length);
    this.bytes.set(bytes, from);
  }

  text(text: string): void {
    const start = this.room(4 + 3 * text.length);
    let at = start + 4;
    for (let index = 0; index < text.length; index++) at = putUnit(this.bytes, at, text.charCodeAt(index));
    this.size = start;
    this.whole(at - start - 4);
    this.size = at;
  }

  /** All that was put, of exactly so many bytes. */
  packed(): Uint8Array {
    return this.bytes.slice(0, this.size);
  }

  private room(count: number): number {
    const from = this.size;
    this.size += count;
    if (this.size > this.bytes.length) {
      const bytes = new Uint8Array(2 * this.size);
      bytes.set(this.bytes.subarray(0, from));
      this.bytes = bytes;
    }
    return from;
  }
}

/** One unit of UTF-16 in up to three bytes, as UTF-8 has it; halves of a pair each by itself, so that every text comes back as it was. */
function putUnit(bytes: Uint8Array, from: number, unit: number): number {
  let at = from;
  if (unit < 0x80) {
    bytes[at++] = unit;
  } else if (unit < 0x800) {
    bytes[at++] = 0xc0 | (unit >> 6);
    bytes[at++] = 0x80 | (unit & 0x3f);
  } else {
    bytes[at++] = 0xe0 | (unit >> 12);
    bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
    bytes[at++] = 0x80 | (unit & 0x3f);
  }
  return at;
}

/** Takes out again what a packer put in, in the same order; throws where there is less. */
export class Unpacker {
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  whole(): number {
    const from = this.take(4);
    let value = 0;
    for (let at = 3; at >= 0; at--) value = value * 256 + this.bytes[from + at]!;
    return value;
  }

  /** The bytes of a row of numbers, in a buffer of its own. */
  numbers(): ArrayBuffer {
    const length = this.whole();
    const from = this.take(length);
    return this.bytes.slice(from, from + length).buffer as ArrayBuffer;
  }

  text(): string {
    const length = this.whole();
    const end = this.take(length) + length;
    const parts: string[] = [];
    let units: number[] = [];
    for (let at = end - length; at < end;) {
      const first = this.bytes[at++]!;
      if (first < 0x80) units.push(first);
      else if (first < 0xe0) units.push(((first & 0x1f) << 6) | (this.bytes[at++]! & 0x3f));
      else units.push(((first & 0x0f) << 12) | ((this.bytes[at++]! & 0x3f) << 6) | (this.bytes[at++]! & 0x3f));
      if (units.length < 4096) continue;
      parts.push(String.fromCharCode(...units));
      units = [];
    }
    return parts.join('') + String.fromCharCode(...units);
  }

  isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  private take(count: number): number {
    const from = this.at;
    this.at += count;
    if (this.at > this.bytes.length) throw new Error('The state of learned monitors ends too early.');
    return from;
  }
}
