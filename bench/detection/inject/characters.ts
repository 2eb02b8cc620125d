import type { Random } from '../random.ts';

const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const signs = '!"#$%&\'()*+-./:;<=>?@[\\]^_`{|}~';

const pickOf = (random: Random, from: string): string => from[random.below(from.length)]!;

/** Digits become other digits, anything else letters; a share of the characters, rounded down: short values stay. */
export function perturbText(value: string, share: number, random: Random): string {
  const characters = [...value];
  for (const at of random.sample(characters.length, Math.floor(characters.length * share)))
    characters[at] = pickOf(random, /\d/.test(characters[at]!) ? digits : letters);
  return characters.join('');
}

/** As `perturbText`, but it stays a number: only digits change, and the first to no zero. */
export function perturbNumber(value: string, share: number, random: Random): string {
  const characters = [...value];
  for (const at of random.sample(characters.length, Math.floor(characters.length * share))) {
    if (/\d/.test(characters[at]!)) characters[at] = pickOf(random, at === 0 ? digits.slice(1) : digits);
  }
  return plainNumber(characters.join(''));
}

/** Before each character and at the end, with this chance, one more. */
export function insertText(value: string, chance: number, random: Random): string {
  const any = letters + digits + signs;
  const more = (): string => (random.unit() < chance ? pickOf(random, any) : '');
  return [...value].map((character) => more() + character).join('') + more();
}

export function insertNumber(value: string, chance: number, random: Random): string {
  const [sign, body] = value.startsWith('-') ? ['-', value.slice(1)] : ['', value];
  const more = (first: boolean): string =>
    random.unit() < chance ? pickOf(random, first ? digits.slice(1) : digits) : '';
  const longer = [...body].map((character, index) => more(index === 0) + character).join('') + more(false);
  return plainNumber(sign + longer);
}

export function deleteText(value: string, chance: number, random: Random): string {
  return [...value].filter(() => random.unit() >= chance).join('');
}

/** The first character stays, as in AVH, so that something is left. */
export function deleteNumber(value: string, chance: number, random: Random): string {
  const left = [...value].filter((_, index) => index === 0 || random.unit() >= chance).join('');
  return /\d/.test(left) ? plainNumber(left) : '0';
}

/** Leading zeros and a bare point go, as they do when a program reads a number and writes it. */
function plainNumber(text: string): string {
  const parsed = /^(-?)0*(\d+)(\.\d+)?/.exec(text);
  return parsed ? `${parsed[1]}${parsed[2]}${parsed[3] ?? ''}` : text;
}
