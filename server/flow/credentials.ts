import { createHash, randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

// OWASP's scrypt setting with the least memory (32 MiB a hash): N = 2^15, r = 8, p = 3.
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 2 ** 20 };
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const derive = (password: string, salt: Buffer) =>
  new Promise<Buffer>((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key))),
  );

/** `scrypt$N$r$p$salt$hash`, all that is needed to check a password later, even with other costs by then. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

const decoy = hashPassword('no password');

/** Is this the password of the stored hash? Takes as long for an account that does not exist (`stored` null). */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, , , , salt = '', hash = ''] = (stored ?? (await decoy)).split('$');
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'));
  return timingSafeEqual(actual, expected) && stored !== null;
}

/** 256 random bits as text: session tokens, set-up tokens. */
export const newToken = () => randomBytes(32).toString('base64url');
export const hashToken = (token: string) => createHash('sha256').update(token).digest();

const randomText = (length: number) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');

function checksum(text: string): string {
  let rest = crc32(text);
  let out = '';
  for (let i = 0; i < 6; i++) {
    out = alphabet[rest % 62] + out;
    rest = Math.floor(rest / 62);
  }
  return out;
}

/** A new API key: `plk_<8 public>_<32 random><6 checksum>`; the checksum lets leak scanners tell it from noise. */
export function newApiKey(): { publicId: string; key: string; secretHash: Buffer } {
  const publicId = randomText(8);
  const body = `plk_${publicId}_${randomText(32)}`;
  const key = body + checksum(body);
  return { publicId, key, secretHash: hashToken(key) };
}

/** The public part of a well-formed key; null when the shape or the checksum is wrong. */
export function publicIdOf(key: string): string | null {
  const match = /^(plk_([0-9A-Za-z]{8})_[0-9A-Za-z]{32})([0-9A-Za-z]{6})$/.exec(key);
  return match && checksum(match[1] ?? '') === match[3] ? (match[2] ?? null) : null;
}

/** The public part of whatever looks like a key in an Authorization header, right or wrong; null without one. */
export const publicIdIn = (header: string): string | null =>
  /\bplk_([0-9A-Za-z]{8})(?![0-9A-Za-z])/.exec(header)?.[1] ?? null;

/** Are the two hashes the same? In constant time. */
export const sameHash = (a: Uint8Array, b: Uint8Array) => a.length === b.length && timingSafeEqual(a, b);
