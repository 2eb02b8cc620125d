import type { FieldProblem } from '../../checks/index.ts';
import { storable } from '../openlineage/index.ts';
import { Problem } from '../problem.ts';
import { quickLook } from './quick-look.ts';

const strings = /"(?:[^"\\]|\\.)*"/g;
const integers = /(?<=^|[\s,:[])-?\d{16,}(?=[\s,\]}]|$)/g;

/**
 * The value of a JSON text. Refuses what could not be kept as sent: a character U+0000, half of a surrogate pair, a number
 * that a double cannot hold. Of duplicate keys the last one counts.
 */
export function readJson(bytes: Buffer): unknown {
  const { value, text } = parsed(bytes);
  const suspicion = quickLook(bytes);
  const errors = suspicion.escape || suspicion.number ? unkeptValues(value) : [];
  if (suspicion.number) errors.push(...lostIntegers(text));
  if (errors.length > 0)
    throw new Problem('invalid-request', 'Some values cannot be kept as they were sent.', { errors });
  return value;
}

/** The same for what is taken however odd it is: a zero byte and half a surrogate pair become U+FFFD, digits may be lost. */
export function readJsonSoftly(bytes: Buffer): unknown {
  const { value } = parsed(bytes);
  try {
    return bytes.includes('\\u') ? storable(value) : value;
  } catch (error) {
    if (error instanceof RangeError) throw new Problem('invalid-request', 'The body is nested too deeply.');
    throw error;
  }
}

function parsed(bytes: Buffer) {
  let text = bytes.toString('utf8');
  if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Problem('malformed-body', `The body is not JSON: ${(error as Error).message.slice(0, 200)}.`);
  }
  return { value, text };
}

function lostIntegers(text: string): FieldProblem[] {
  const numbers = text.replace(strings, '""').match(integers) ?? [];
  const lost = numbers.filter(losesDigits);
  return lost.slice(0, 10).map((digits) => ({
    pointer: '',
    message: `${digits.slice(0, 40)} would lose digits: send integers above 2^53 as strings`,
  }));
}

// The largest double has 309 digits; a million of them would take BigInt a while to find that out.
const losesDigits = (digits: string) => digits.length > 310 || isRounded(digits);

function isRounded(digits: string): boolean {
  const value = Number(digits);
  return !Number.isFinite(value) || BigInt(value) !== BigInt(digits);
}

/** Strings that no database column of text can hold and numbers that no double can, with their place; walks without recursion, so any depth is fine. */
function unkeptValues(root: unknown): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const waiting: { value: unknown; pointer: string }[] = [{ value: root, pointer: '' }];
  for (let next = waiting.pop(); next !== undefined && problems.length < 10; next = waiting.pop()) {
    const { value, pointer } = next;
    const fault = faultOf(value);
    if (fault) problems.push({ pointer, message: fault });
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      const place = `${pointer.length > 500 ? '/…' : pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 200)}`;
      const keyFault = stringFault(key);
      if (keyFault) problems.push({ pointer: pointer || '/', message: `a field name ${keyFault}` });
      waiting.push({ value: inner, pointer: place });
    }
  }
  return problems;
}

function faultOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'is larger than any number that can be kept';
  return typeof value === 'string' ? stringFault(value) : null;
}

/** Why a text cannot be stored as it is; null when it can. */
export function stringFault(text: string): string | null {
  if (text.includes('\u0000')) return 'contains the character U+0000';
  return text.isWellFormed() ? null : 'contains half of a surrogate pair';
}
