/** Each letter of a shape as a part of a regular expression over ASCII; see ShapeCount. */
const CLASSES: Readonly<Record<string, string>> = { A: '[A-Z]+', a: '[a-z]+', '9': '[0-9]+', ' ': '[\\s\\v]+' };
const BACK = new Map(Object.entries(CLASSES).map(([letter, part]) => [part, letter]));
/** A shape this long was cut, so that it stands for texts that differ. */
const CUT = 40;
const ALTERNATIVES = /^\^\(\?:(.*)\)\$$/s;
const PART = /\[A-Z\]\+|\[a-z\]\+|\[0-9\]\+|\[\\s\\v\]\+|\\([!-/:-@[-`{-~])|\|/gy;

/**
 * The regular expression that ASCII texts of these shapes match, and no others; null where a shape was cut, or holds what is not
 * printable ASCII.
 * @example patternOf(['A-9']) // => '^[A-Z]+\\-[0-9]+$'
 */
export function patternOf(shapes: readonly string[]): string | null {
  const parts = shapes.map(partOf);
  if (parts.length === 0 || parts.includes(null)) return null;
  return parts.length === 1 ? `^${parts[0] ?? ''}$` : `^(?:${parts.join('|')})$`;
}

function partOf(shape: string): string | null {
  if (shape.length === 0 || shape.length >= CUT) return null;
  let part = '';
  for (const letter of shape) {
    const known = CLASSES[letter];
    if (known === undefined && !/^[!-/:-@[-`{-~]$/.test(letter)) return null;
    part += known ?? `\\${letter}`;
  }
  return part;
}

/** The shapes of exactly the ASCII texts that a regular expression matches; null unless it is written as patternOf() does. */
export function shapesOfPattern(pattern: string): string[] | null {
  const body = ALTERNATIVES.exec(pattern)?.[1] ?? /^\^(.*)\$$/s.exec(pattern)?.[1] ?? '';
  const shapes = [''];
  for (const [part, sign] of body.matchAll(PART)) {
    if (part === '|') shapes.push('');
    else shapes[shapes.length - 1] += BACK.get(part) ?? sign ?? '';
  }
  return patternOf(shapes) === pattern ? shapes : null;
}
