const [zero, nine, dot, minus, colon, comma, bracket, space] = [0x30, 0x39, 0x2e, 0x2d, 0x3a, 0x2c, 0x5b, 0x20];
const [lowerE, upperE, lowerU, backslash] = [0x65, 0x45, 0x75, 0x5c];
const longRun = 16;

/** What a JSON text may hold that could not be kept as it was sent. */
export interface Suspicion {
  /** A \u escape: U+0000 or half of a surrogate pair, perhaps. */
  escape: boolean;
  /** A number with an exponent, or of so many digits that a double may not hold it. */
  number: boolean;
}

const startsNumber = (before: number) =>
  before === colon || before === comma || before === bracket || before === minus || before <= space;

/** One pass over the bytes, so that the slow and exact look is taken only where there is something to see. */
export function quickLook(bytes: Uint8Array): Suspicion {
  const seen = { escape: false, number: false };
  let run = 0;
  let before = space;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    if (byte >= zero && byte <= nine) {
      // A run within a word or after a dot is no integer: it never grows long enough.
      if (run === 0) run = startsNumber(before) ? 1 : Number.NEGATIVE_INFINITY;
      else if (++run === longRun) seen.number = true;
    } else {
      if ((byte === lowerE || byte === upperE) && run !== 0) seen.number = true;
      else if (byte === lowerU && before === backslash) seen.escape = true;
      run = byte === dot && run > 0 ? Number.NEGATIVE_INFINITY : 0;
    }
    before = byte;
  }
  return seen;
}
